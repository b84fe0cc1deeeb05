// The client of the Model Context Protocol's own SDK as the judge: from the address of a resource to tokens for it,
// with nothing configured on either side.

import t from 'tap'
import type { Test } from 'tap'
import * as mcp from '@modelcontextprotocol/client'
import type { StartOptions } from '../../lib/index.js'
import { landed, provided } from '../support/story.js'

const CALLBACK = 'http://127.0.0.1:33418/callback'

/** What an MCP client remembers. */
class Memory implements mcp.OAuthClientProvider {
  readonly redirectUrl = CALLBACK
  readonly clientMetadata: mcp.OAuthClientMetadata = {
    client_name: 'A test',
    redirect_uris: [CALLBACK],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
  }
  information: mcp.StoredOAuthClientInformation | undefined
  issued: mcp.StoredOAuthTokens | undefined
  verifier = ''
  sentTo: URL | undefined
  discovered: mcp.OAuthDiscoveryState | undefined

  state = (): string => 'state-1'
  clientInformation = (): mcp.StoredOAuthClientInformation | undefined => this.information
  saveClientInformation = (information: mcp.StoredOAuthClientInformation): void => void (this.information = information)
  tokens = (): mcp.StoredOAuthTokens | undefined => this.issued
  saveTokens = (tokens: mcp.StoredOAuthTokens): void => void (this.issued = tokens)
  redirectToAuthorization = (url: URL): void => void (this.sentTo = url)
  saveCodeVerifier = (verifier: string): void => void (this.verifier = verifier)
  codeVerifier = (): string => this.verifier
  saveDiscoveryState = (state: mcp.OAuthDiscoveryState): void => void (this.discovered = state)
  discoveryState = (): mcp.OAuthDiscoveryState | undefined => this.discovered
}

async function scene(t: Test, options: StartOptions = {}) {
  const provider = await provided(t, { fixtures: {}, profile: 'mcp', ...options })
  const [memory, serverUrl] = [new Memory(), `${provider.url}/_mock/resource`]
  const call = (more: Record<string, string> = {}): Promise<Response> =>
    fetch(`${serverUrl}?${new URLSearchParams(more).toString()}`, {
      headers: memory.issued ? { authorization: `Bearer ${memory.issued.access_token}` } : {},
    })
  const login = async (more: Partial<mcp.AuthOptions> = {}): Promise<mcp.AuthResult> => {
    const asked = await mcp.auth(memory, { serverUrl, ...more })
    if (asked === 'AUTHORIZED') return asked
    const { searchParams } = await landed(memory.sentTo ?? '', CALLBACK)
    const { code, iss, ...failure } = Object.fromEntries(searchParams)
    if (code === undefined || iss === undefined) throw new Error(JSON.stringify(failure))
    return mcp.auth(memory, { serverUrl, authorizationCode: code, iss })
  }
  return { provider, memory, serverUrl, call, login }
}

t.test(
  'MC-01 MC-06 an unconfigured client goes from 401 to 200: metadata, registration, PKCE, code, token',
  async (t) => {
    const { memory, call, login, serverUrl } = await scene(t)
    const refused = await call({ scope: 'mcp:tools' })
    t.equal(refused.status, 401)
    const { resourceMetadataUrl, scope } = mcp.extractWWWAuthenticateParams(refused)
    t.equal(scope, 'mcp:tools')
    t.equal(await login({ ...(resourceMetadataUrl && { resourceMetadataUrl }), scope: 'mcp:tools' }), 'AUTHORIZED')
    t.match(memory.information, { client_id: String, redirect_uris: [CALLBACK] })
    t.match(Object.fromEntries(memory.sentTo?.searchParams ?? []), {
      resource: serverUrl,
      code_challenge_method: 'S256',
      scope: /mcp:tools/,
    })
    const answered = await call({ scope: 'mcp:tools' })
    t.equal(answered.status, 200)
    t.match(await answered.json(), { aud: serverUrl, client_id: memory.information?.client_id })
  },
)

t.test('MC-07 it refreshes without a user, and gets a new refresh token', async (t) => {
  const { memory, login, call } = await scene(t)
  await login()
  const before = memory.issued?.refresh_token
  memory.sentTo = undefined
  t.equal(await login(), 'AUTHORIZED')
  t.equal(memory.sentTo, undefined)
  t.type(memory.issued?.refresh_token, 'string')
  t.not(memory.issued?.refresh_token, before)
  t.equal((await call()).status, 200)
})

t.test('MC-08 a refused operation leads it to ask for more', async (t) => {
  const { login, call } = await scene(t)
  await login({ scope: 'mcp:tools' })
  const refused = await call({ scope: 'mcp:tools mcp:admin' })
  t.equal(refused.status, 403)
  const { scope = '', error } = mcp.extractWWWAuthenticateParams(refused)
  t.equal(error, 'insufficient_scope')
  t.equal(await login({ scope, forceReauthorization: true }), 'AUTHORIZED')
  t.equal((await call({ scope: 'mcp:tools mcp:admin' })).status, 200)
})

t.test('MC-04 it takes no answer of another issuer', async (t) => {
  const { provider, memory, serverUrl } = await scene(t)
  await mcp.auth(memory, { serverUrl })
  const { searchParams } = await landed(memory.sentTo ?? '', CALLBACK)
  t.equal(searchParams.get('iss'), provider.issuer)
  const authorizationCode = searchParams.get('code') ?? ''
  await t.rejects(
    mcp.auth(memory, { serverUrl, authorizationCode, iss: 'https://evil.example' }),
    mcp.IssuerMismatchError,
  )
  t.equal(memory.issued, undefined)
})

t.test('MC-06 where registration is off it says so', async (t) => {
  const { memory, login } = await scene(t, { fixtures: { policy: { registration: 'off' } } })
  await t.rejects(login(), { message: /registration/i })
  t.equal(memory.sentTo, undefined)
})

for (const profile of ['standard', 'oauth21']) {
  t.test(`MC-01 the profile ${profile} will do as well`, async (t) => {
    const { login, call } = await scene(t, { profile })
    t.equal(await login(), 'AUTHORIZED')
    t.equal((await call()).status, 200)
  })
}

t.test('MC-01 a client that was registered beforehand does not register', async (t) => {
  const clients = [{ client_id: 'known', redirect_uris: [CALLBACK] }]
  const { memory, login, provider } = await scene(t, { fixtures: { clients } })
  memory.information = { client_id: 'known', issuer: provider.issuer }
  t.equal(await login(), 'AUTHORIZED')
  t.notOk(provider.home.journal.list().some(({ endpoint }) => endpoint === 'registration'))
})

t.test('RG-02 the SDK reads the reason of a refused registration', async (t) => {
  const { provider, memory, login } = await scene(t)
  await provider.fail('register=invalid_redirect_uri')
  await t.rejects(login(), { message: /invalid_redirect_uri|redirect/i })
  t.equal(memory.information, undefined)
})
