// RFC 6749 §4.1.2.1: client and redirect_uri, the two that must be known before anything may be
// redirected. What fails here is told to the user on a page; position decides, no flag.

import { unknownClient } from '../authentication/stranger.js'
import { isUnset } from '../protocol/difference.js'
import { ensure, quoted } from '../protocol/error.js'
import type { Diagnosis } from '../protocol/error.js'
import type { Client } from '../protocol/metadata.js'
import type { Parameters } from '../protocol/parameters.js'
import { missing, unset } from '../protocol/parameters.js'
import { isLoopback, matches, unregistrable, usualDifference } from '../protocol/redirection.js'
import { hasScope } from '../protocol/scope.js'
import { nearest } from '../protocol/spelling.js'
import type { Trace } from '../protocol/trace.js'
import type { AuthorizationServer } from '../state/authorization_server.js'

export interface Addressee {
  readonly client: Client
  readonly redirect_uri: string
  /** Whether the request itself named the redirect_uri. */
  readonly redirect_uri_sent: boolean
}

export function addressee(as: AuthorizationServer, client: Client, parameters: Parameters, trace: Trace): Addressee {
  const sent = parameters.get('redirect_uri')
  if (sent === undefined) return { client, redirect_uri: soleRedirectUri(client, parameters), redirect_uri_sent: false }
  if (client.open) noteOpen(sent, trace)
  else ensureRegistered(as, client, sent)
  trace.check(`redirect_uri ${quoted(sent)} registered`)
  return { client, redirect_uri: sent, redirect_uri_sent: true }
}

export async function clientOf(as: AuthorizationServer, parameters: Parameters, trace: Trace): Promise<Client> {
  const sole = as.policy.authorization_defaults === 'sole-client' ? as.clients.sole : undefined
  const client_id = parameters.get('client_id') ?? sole?.client_id
  ensure(client_id !== undefined, 'invalid_request', () => withoutClient(parameters))
  trace.understand('client_id', client_id)
  const client = await as.documents.client(client_id, trace)
  ensure(client, 'invalid_request', () => unknownClient(as, client_id))
  trace.check(`client ${quoted(client_id)} known`)
  return client
}

function withoutClient(parameters: Parameters): Diagnosis {
  const diagnosis = missing(['client_id'], parameters)
  return diagnosis.reason === 'param-missing' ? { ...diagnosis, reason: 'client-id-missing-in-authorize' } : diagnosis
}

/** RFC 6749 §3.1.2.3: may be left out when exactly one is registered; OpenID Connect always wants it. */
function soleRedirectUri(client: Client, parameters: Parameters): string {
  const [only, another] = client.redirect_uris
  const openid = hasScope(parameters.peek('scope') ?? '', 'openid')
  ensure(only !== undefined && another === undefined && !openid, 'invalid_request', () => ({
    reason: another === undefined ? 'redirect-uri-missing' : 'redirect-uri-missing-several-registered',
    hint: openid
      ? 'redirect_uri is missing; with the scope openid it is always required'
      : another === undefined
        ? `redirect_uri is missing, and client '${client.client_id}' has none registered`
        : `redirect_uri is missing, and client '${client.client_id}' has several: ${client.redirect_uris.join(' ')}`,
    expected: client.redirect_uris.join(' ') || 'a redirect_uri',
    received: 'no redirect_uri',
    fix: `send redirect_uri${only === undefined ? '' : `=${only}`}`,
    spec: openid ? 'OpenID Connect Core §3.1.2.1' : 'RFC 6749 §3.1.2.3',
  }))
  return only
}

function ensureRegistered(as: AuthorizationServer, client: Client, sent: string): void {
  const rules = { application_type: client.application_type, policy: as.policy }
  const registered = client.redirect_uris.some((uri) => matches(uri, sent, rules))
  ensure(registered, 'invalid_request', () => unregistered(client, sent))
}

function unregistered(client: Client, sent: string): Diagnosis {
  if (isUnset(sent)) return unset('redirect_uri', sent)
  const related = client.redirect_uris.map((uri) => ({ uri, difference: usualDifference(uri, sent) }))
  const near = related.find(({ difference }) => difference)
  const closest = near?.uri ?? nearest(sent, client.redirect_uris) ?? client.redirect_uris[0]
  const words =
    closest === undefined
      ? 'it has none registered'
      : `the closest registered one is '${closest}'${near?.difference ? `: ${near.difference.words}` : ''}`
  return {
    reason: near?.difference ? near.difference.reason : 'redirect-uri-unregistered',
    hint: `redirect_uri ${quoted(sent, 200)} is not registered for client '${client.client_id}'; ${words}`,
    ...(closest !== undefined && { expected: closest }),
    received: sent,
    fix: near?.difference
      ? `send ${closest}, or register the other: redirect_uris: [${sent}]`
      : `register it: redirect_uris: [${sent}]`,
    ...(near?.difference?.reason === 'redirect-uri-trailing-slash' && {
      relax: 'redirect_uri_trailing_slash: ignore',
    }),
    ...(near?.difference?.reason === 'redirect-uri-port' && { relax: 'localhost_any_port: always' }),
    spec: 'RFC 9700 §2.1',
  }
}

/** With no client configured any loopback URI is taken; a foreign one would make us an open redirector. */
function noteOpen(sent: string, trace: Trace): void {
  const wrong = unregistrable(sent)
  ensure(wrong === undefined && isLoopback(sent), 'invalid_request', () => ({
    reason: 'redirect-uri-not-loopback',
    hint:
      wrong === undefined
        ? `redirect_uri ${quoted(sent, 200)} is not on this machine; with no client configured only http://localhost, http://127.0.0.1 and http://[::1] are taken`
        : `redirect_uri ${quoted(sent, 200)} cannot be used: ${wrong}`,
    expected: 'http://localhost, http://127.0.0.1 or http://[::1]',
    received: sent,
    fix: `configure the client: clients: [{ client_id: …, redirect_uris: [${sent}] }]`,
    spec: 'RFC 9700 §2.1',
  }))
  trace.warn({
    reason: 'redirect-uri-unregistered',
    hint: `no client is configured, so redirect_uri ${quoted(sent)} is taken as it comes; a configured provider would want it registered`,
  })
}
