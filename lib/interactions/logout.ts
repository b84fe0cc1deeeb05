// OpenID Connect RP-Initiated Logout §2, §3: what a logout request asks. Nothing is redirected unless the client
// is known and the URI is registered for it; what fails here is told to the user on a page.

import { unknownClient } from '../authentication/stranger.js'
import { OAuthError, ensure, quoted } from '../protocol/error.js'
import type { Client } from '../protocol/metadata.js'
import type { Parameters } from '../protocol/parameters.js'
import { isLoopback, unregistrable, usualDifference } from '../protocol/redirection.js'
import { nearest } from '../protocol/spelling.js'
import type { Trace } from '../protocol/trace.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import { claimsOfHint } from './hint.js'

/** A logout that may be carried out. */
export interface Logout {
  readonly client?: Client
  /** What the id_token_hint says of the user and the session. */
  readonly hint?: { readonly sub: string; readonly sid?: string }
  readonly post_logout_redirect_uri?: string
  readonly state?: string
}

interface Asker {
  readonly base: string
  readonly trace: Trace
}

const spec = 'OpenID Connect RP-Initiated Logout §2'

export async function readLogout(as: AuthorizationServer, parameters: Parameters, request: Asker): Promise<Logout> {
  parameters.sound()
  const sent = parameters.get('id_token_hint')
  const claims = sent === undefined ? undefined : await claimsOfHint(as, sent, request, spec)
  const client = clientOf(as, parameters.get('client_id'), claims && audienceOf(claims))
  if (client) request.trace.understand('client_id', client.client_id)
  const uri = parameters.get('post_logout_redirect_uri')
  if (uri !== undefined) ensureRegistered(as, client, uri, request.trace)
  const state = parameters.get('state')
  noteHint(as, parameters.get('logout_hint'), request.trace)
  const sid = claims?.['sid']
  return {
    ...(client && { client }),
    ...(claims && { hint: { sub: String(claims['sub']), ...(typeof sid === 'string' && { sid }) } }),
    ...(uri !== undefined && { post_logout_redirect_uri: uri }),
    ...(state !== undefined && { state }),
  }
}

type Claims = Readonly<Record<string, unknown>>

const audienceOf = (claims: Claims): readonly string[] => [claims['aud']].flat().map(String)

/** §2: the client is named by client_id, by the audience of the hint, or by both, and then they agree. */
function clientOf(
  as: AuthorizationServer,
  client_id: string | undefined,
  audience: readonly string[] | undefined,
): Client | undefined {
  const named = client_id ?? audience?.[0]
  if (named === undefined) return undefined
  ensure(audience === undefined || audience.includes(named), 'invalid_request', () => ({
    reason: 'id-token-hint-other-client',
    hint: `id_token_hint was issued to '${audience?.join(' ')}', not to client '${named}'`,
    expected: audience?.join(' ') ?? '',
    received: named,
    fix: 'send the client_id that the ID Token was issued to, or leave client_id out',
    spec,
  }))
  const client = as.clients.find(named)
  ensure(client, 'invalid_request', () => unknownClient(as, named))
  return client
}

function ensureRegistered(as: AuthorizationServer, client: Client | undefined, sent: string, trace: Trace): void {
  if (as.clients.open) {
    noteOpen(sent, trace)
    return
  }
  ensure(client, 'invalid_request', () => ({
    reason: 'post-logout-uri-without-client',
    hint: 'post_logout_redirect_uri is sent, but nothing says which client it belongs to',
    expected: 'id_token_hint or client_id',
    received: 'post_logout_redirect_uri alone',
    fix: 'send id_token_hint, or client_id',
    spec,
  }))
  const registered = client.post_logout_redirect_uris ?? []
  if (!registered.includes(sent)) throw unregistered(client, registered, sent)
  trace.check(`post_logout_redirect_uri ${quoted(sent)} registered`)
}

function unregistered(client: Client, registered: readonly string[], sent: string): OAuthError {
  const related = registered.map((uri) => ({ uri, difference: usualDifference(uri, sent) }))
  const near = related.find(({ difference }) => difference)
  const closest = near?.uri ?? nearest(sent, registered) ?? registered[0]
  const words = near?.difference ? `: ${near.difference.words}` : ''
  return new OAuthError('invalid_request', {
    reason: 'post-logout-uri-unregistered',
    hint:
      `post_logout_redirect_uri ${quoted(sent, 200)} is not registered for client '${client.client_id}'; ` +
      (closest === undefined ? 'it has none registered' : `the closest registered one is '${closest}'${words}`),
    ...(closest !== undefined && { expected: closest }),
    received: sent,
    fix: `register it: post_logout_redirect_uris: [${sent}]`,
    spec: 'OpenID Connect RP-Initiated Logout §3',
  })
}

/** With no client configured any loopback URI is taken; a foreign one would make us an open redirector. */
function noteOpen(sent: string, trace: Trace): void {
  const wrong = unregistrable(sent)
  ensure(wrong === undefined && isLoopback(sent), 'invalid_request', () => ({
    reason: 'post-logout-uri-not-loopback',
    hint: `post_logout_redirect_uri ${quoted(sent, 200)} ${wrong === undefined ? 'is not on this machine; with no client configured nothing else is redirected to' : `cannot be used: ${wrong}`}`,
    expected: 'http://localhost, http://127.0.0.1 or http://[::1]',
    received: sent,
    fix: `configure the client: clients: [{ client_id: …, post_logout_redirect_uris: [${sent}] }]`,
    spec: 'OpenID Connect RP-Initiated Logout §3',
  }))
  trace.warn({
    reason: 'post-logout-uri-unregistered',
    hint: `no client is configured, so post_logout_redirect_uri ${quoted(sent)} is taken as it comes; a configured provider would want it registered`,
  })
}

/** A hint and no more: the browser's session and the ID Token say who logs out. */
function noteHint(as: AuthorizationServer, logout_hint: string | undefined, trace: Trace): void {
  if (logout_hint === undefined) return
  const user = as.users.find(logout_hint) ?? as.users.bySub(logout_hint)
  if (user) trace.check(`logout_hint names user '${user.username}'`)
  else
    trace.warn({
      reason: 'logout-hint-unknown',
      hint: `logout_hint ${quoted(logout_hint, 60)} is no user that this server knows`,
      spec,
    })
}
