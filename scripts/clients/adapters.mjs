// @ts-check
// One refresh with each client, as its documentation shows it, and what came of it in a few words.
import { OAuth2Client as Badgateway } from '@badgateway/oauth2-client'
import { OAuth2Client as Arctic } from 'arctic'
import * as oauth4webapi from 'oauth4webapi'
import * as openid from 'openid-client'
import { AuthorizationCode } from 'simple-oauth2'

/**
 * @typedef {{ issuer: string, client_id: string, client_secret: string, refresh_token: string, name: string,
 *   note?: 'expiry' | 'refresh', patience?: true }} Task
 * @typedef {{ access_token: unknown, refresh_token?: unknown, expires?: unknown }} Got
 */

/** Seconds that are injected where a client takes a timeout, and milliseconds that are waited for the others. */
const TIMEOUT = 1
const PATIENCE = 3000

/** @param {(task: Task) => Promise<Got>} refresh @returns {(task: Task) => Promise<string>} */
const told = (refresh) => async (task) => {
  const late = Symbol('late')
  /** @type {NodeJS.Timeout | undefined} */
  let timer
  const limit = new Promise((resolve) => (timer = setTimeout(() => resolve(late), task.patience ? PATIENCE : 20_000)))
  try {
    const got = await Promise.race([refresh(task), limit])
    return got === late ? `waits (still after ${PATIENCE / 1000} s)` : `accepts${noted(task, /** @type {Got} */ (got))}`
  } catch (error) {
    return rejected(/** @type {any} */ (error), task)
  } finally {
    clearTimeout(timer)
  }
}

/** A TypeError in the engine's words is one that no client meant to throw. @param {any} error @param {Task} task */
function rejected(error, { patience }) {
  const name = error?.cause?.name ?? error?.name
  if (patience && (/timeout|abort/i.test(`${name} ${error?.code}`) || error?.output?.statusCode === 504))
    return 'gives up in time'
  const crash = error instanceof TypeError && /is not a function|cannot read|is not iterable/i.test(error.message)
  return crash ? 'crashes (TypeError)' : 'rejects'
}

/** @param {Task} task @param {Got} got */
function noted({ note, refresh_token }, got) {
  if (note === 'expiry') return ` (${got.expires})`
  if (note !== 'refresh') return ''
  if (got.refresh_token === refresh_token) return ' (keeps the old)'
  return got.refresh_token === undefined ? ' (keeps none)' : ` (keeps ${JSON.stringify(got.refresh_token)})`
}

/** @param {unknown} seconds */
const seconds = (seconds) =>
  seconds === undefined ? 'never' : typeof seconds === 'number' ? `${seconds} s` : JSON.stringify(seconds)

/** @type {Record<string, (task: Task) => Promise<string>>} */
export const ADAPTERS = {
  'openid-client': told(async ({ issuer, client_id, client_secret, refresh_token, patience }) => {
    const server = { issuer, token_endpoint: `${issuer}/token` }
    const config = new openid.Configuration(server, client_id, {}, openid.ClientSecretBasic(client_secret))
    openid.allowInsecureRequests(config)
    if (patience) config.timeout = TIMEOUT
    const tokens = await openid.refreshTokenGrant(config, refresh_token)
    return { ...tokens, refresh_token: tokens.refresh_token, expires: seconds(tokens.expiresIn()) }
  }),
  oauth4webapi: told(async ({ issuer, client_id, client_secret, refresh_token, patience }) => {
    const server = { issuer, token_endpoint: `${issuer}/token` }
    const options = {
      [oauth4webapi.allowInsecureRequests]: true,
      ...(patience && { signal: AbortSignal.timeout(TIMEOUT * 1000) }),
    }
    const client = { client_id }
    const response = await oauth4webapi.refreshTokenGrantRequest(
      server,
      client,
      oauth4webapi.ClientSecretBasic(client_secret),
      refresh_token,
      options,
    )
    const tokens = await oauth4webapi.processRefreshTokenResponse(server, client, response)
    return { ...tokens, refresh_token: tokens.refresh_token, expires: seconds(tokens.expires_in) }
  }),
  'simple-oauth2': told(async ({ issuer, client_id, client_secret, refresh_token, patience }) => {
    const client = new AuthorizationCode({
      client: { id: client_id, secret: client_secret },
      auth: { tokenHost: issuer, tokenPath: '/token' },
      ...(patience && { http: { timeout: TIMEOUT * 1000 } }),
    })
    const { token } = await /** @type {any} */ (client).createToken({ refresh_token, expires_in: 0 }).refresh()
    return {
      access_token: token['access_token'],
      refresh_token: token['refresh_token'],
      expires: seconds(token['expires_in']),
    }
  }),
  '@badgateway/oauth2-client': told(async ({ issuer, client_id, client_secret, refresh_token }) => {
    const client = new Badgateway({
      server: issuer,
      clientId: client_id,
      clientSecret: client_secret,
      tokenEndpoint: '/token',
    })
    const before = Date.now()
    const token = await client.refreshToken({ accessToken: 'AT', expiresAt: 0, refreshToken: refresh_token })
    const { accessToken, refreshToken, expiresAt } = token
    const expires =
      expiresAt === null || Number.isNaN(expiresAt) ? 'never' : seconds(Math.round((expiresAt - before) / 1000))
    return { access_token: accessToken, refresh_token: refreshToken, expires }
  }),
  arctic: told(async ({ issuer, client_id, client_secret, refresh_token }) => {
    const tokens = await new Arctic(client_id, client_secret, null).refreshAccessToken(
      `${issuer}/token`,
      refresh_token,
      [],
    )
    const data = /** @type {Record<string, unknown>} */ (tokens.data)
    const expires =
      typeof data['expires_in'] === 'number' ? seconds(tokens.accessTokenExpiresInSeconds()) : 'throws when asked'
    return {
      access_token: tokens.accessToken(),
      refresh_token: tokens.hasRefreshToken() ? tokens.refreshToken() : undefined,
      expires,
    }
  }),
}

export const NAMES = Object.keys(ADAPTERS)
