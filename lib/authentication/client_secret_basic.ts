// RFC 6749 §2.3.1 with RFC 7617: id and secret, each form-encoded, joined by a colon, in base64. Many
// clients forget the form-encoding (RFC 6749 Appendix B); both are taken, and the forgetting is noted.

import { isUtf8 } from 'node:buffer'
import { ensure } from '../protocol/error.js'
import type { Request } from '../protocol/messages.js'
import type { Client } from '../protocol/metadata.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import { proveSecret } from '../state/secrets.js'
import type { Method } from './method.js'

interface Credentials {
  readonly client_id: string
  readonly client_secret: string
}

export const client_secret_basic: Method = {
  token_endpoint_auth_method: 'client_secret_basic',

  used: (request) => request.authorizations.some((value) => /^basic( |$)/i.test(value)),

  claimed(request, as) {
    const raw = credentials(request)
    const decoded = formDecoded(raw)
    ensureNoColonInId(as, raw, decoded)
    const known = (id: string): boolean => as.clients.open || as.clients.find(id) !== undefined
    return decoded && (known(decoded.client_id) || !known(raw.client_id)) ? decoded.client_id : raw.client_id
  },

  prove(request, client, as) {
    const raw = credentials(request)
    noteAlphabet(request)
    const decoded = formDecoded(raw)
    if (raw.client_secret.includes('\ufffd')) ensureUtf8(request, client)
    if (decoded && !matchesRawOnly(client, raw, decoded)) return proveSecret(as, client, decoded.client_secret)
    proveSecret(as, client, raw.client_secret)
    request.trace.warn({
      reason: 'basic-not-form-encoded',
      hint: 'the Basic credentials match only as they are; a strict server decodes them first and would refuse',
      fix: 'encode client_id and client_secret with application/x-www-form-urlencoded before base64',
      spec: 'RFC 6749 Appendix B',
    })
  },
}

/** RFC 7617 §2 has the alphabet of RFC 4648 §4; both are read. */
function noteAlphabet(request: Request): void {
  if (!/[-_]/.test(encodedIn(request))) return
  request.trace.warn({
    reason: 'basic-base64url',
    hint: 'the Basic credentials are base64url, with - or _; Basic takes base64, with + and /, and a strict server would refuse',
    fix: 'encode them with base64',
    spec: 'RFC 7617 §2',
  })
}

function matchesRawOnly(client: Client, raw: Credentials, decoded: Credentials): boolean {
  const secrets = secretsOf(client)
  return secrets.includes(raw.client_secret) && !secrets.includes(decoded.client_secret)
}

function secretsOf({ client_secret, client_secrets = [] }: Client): readonly (string | undefined)[] {
  return [client_secret, ...client_secrets.map(({ value }) => value)]
}

/** RFC 7617 §2.1: the challenge says UTF-8. Old libraries send the bytes of Latin-1. */
function ensureUtf8(request: Request, client: Client): void {
  const bytes = bytesOf(request)
  if (isUtf8(bytes)) return
  const latin = bytes.toString('latin1')
  const secret = latin.slice(latin.indexOf(':') + 1)
  ensure(!secretsOf(client).includes(secret), 'invalid_client', () => ({
    reason: 'basic-wrong-charset',
    hint: `the Basic credentials of client '${client.client_id}' match as Latin-1; they are sent in UTF-8`,
    expected: 'UTF-8',
    received: 'Latin-1',
    fix: 'encode client_id and client_secret with application/x-www-form-urlencoded, in UTF-8, before base64',
    spec: 'RFC 7617 §2.1',
  }))
}

/** Form-encoding keeps a colon in the id from splitting it. */
function ensureNoColonInId(as: AuthorizationServer, raw: Credentials, decoded = raw): void {
  if (as.clients.find(decoded.client_id) || as.clients.find(raw.client_id)) return
  const whole = `${raw.client_id}:${raw.client_secret}`
  const meant = as.clients.list().find(({ client_id }) => client_id.includes(':') && whole.startsWith(`${client_id}:`))
  ensure(meant === undefined, 'invalid_client', () => ({
    reason: 'basic-colon-in-id',
    hint: `the colon in client_id '${meant?.client_id}' ends it in Basic credentials; encode it as %3A`,
    fix: 'encode client_id and client_secret with application/x-www-form-urlencoded before base64',
    spec: 'RFC 6749 §2.3.1',
  }))
}

function encodedIn({ authorizations }: Request): string {
  return (authorizations.find((one) => /^basic( |$)/i.test(one)) ?? '').slice(5).trim()
}

const bytesOf = (request: Request): Buffer => Buffer.from(encodedIn(request), 'base64')

/** Before decoding: split at the first colon, as RFC 7617 §2 has it. */
function credentials(request: Request): Credentials {
  const encoded = encodedIn(request)
  ensure(/^[A-Za-z0-9+/_-]+={0,2}$/.test(encoded), 'invalid_client', () => ({
    reason: 'basic-not-base64',
    hint:
      encoded === '' ? 'the Basic credentials are empty' : `the Basic credentials are not base64: ${shape(encoded)}`,
    expected: 'base64(client_id:client_secret)',
    received: shape(encoded),
    fix: 'send Authorization: Basic base64(client_id:client_secret)',
    spec: 'RFC 7617 §2',
  }))
  const text = bytesOf(request).toString('utf8')
  const colon = text.indexOf(':')
  ensure(colon >= 0, 'invalid_client', () => ({
    reason: 'basic-no-colon',
    hint: `the Basic credentials decode to a text of ${text.length} characters without a colon`,
    expected: 'client_id:client_secret',
    received: shape(text),
    fix: 'join client_id and client_secret with a colon before base64',
    spec: 'RFC 7617 §2',
  }))
  ensure(colon > 0, 'invalid_client', () => ({
    reason: 'basic-empty-username',
    hint: 'the Basic credentials begin with a colon: the client_id is empty',
    expected: 'client_id:client_secret',
    received: shape(text),
    fix: 'send the client_id before the colon; check the variable that holds it',
    spec: 'RFC 7617 §2',
  }))
  return { client_id: text.slice(0, colon), client_secret: text.slice(colon + 1) }
}

/** What stands there by kind, never by value: `17 characters, 1 colon`. */
function shape(text: string): string {
  const colons = text.split(':').length - 1
  return `${text.length} characters, ${colons} colon${colons === 1 ? '' : 's'}`
}

function formDecoded(raw: Credentials): Credentials | undefined {
  try {
    return { client_id: decoded(raw.client_id), client_secret: decoded(raw.client_secret) }
  } catch {
    return undefined
  }
}

const decoded = (text: string): string => decodeURIComponent(text.replaceAll('+', ' '))
