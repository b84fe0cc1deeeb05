// What is said where a request names several clients, one in several ways, or none.

import { quoted } from '../protocol/error.js'
import type { Diagnosis } from '../protocol/error.js'
import type { Request } from '../protocol/messages.js'
import type { AuthMethod, Client } from '../protocol/metadata.js'
import type { Method } from './method.js'

const WHERE: Readonly<Partial<Record<AuthMethod, string>>> = {
  client_secret_basic: 'in the Authorization header',
  client_secret_post: 'in the body',
  client_secret_jwt: 'by a client assertion',
  private_key_jwt: 'by a client assertion',
}

export function twice(used: readonly Method[], request: Request): Diagnosis {
  const places = used.map((method) => WHERE[method.token_endpoint_auth_method]).join(' and ')
  return {
    reason: used.some((method) => method.algorithms) ? 'auth-twice-with-assertion' : 'auth-twice-basic-and-body',
    hint: `the client authenticated twice: ${places}${compared(request)}; remove one`,
    expected: 'one of them',
    received: used.map((method) => method.token_endpoint_auth_method).join(' and '),
    fix: 'send the credentials in one place; most libraries have an option for which',
    spec: 'RFC 6749 §2.3',
    relax: 'client_credentials_conflict: parameters-win',
  }
}

/** Whether header and body agree: two of the same are one option too many, two that differ two configurations. */
function compared({ authorizations, form }: Request): string {
  const basic = authorizations.find((value) => /^basic /i.test(value))
  const inBody = form.peek('client_secret')
  if (basic === undefined || inBody === undefined) return ''
  const inHeader = Buffer.from(basic.slice(6), 'base64')
    .toString('utf8')
    .replace(/^[^:]*:/, '')
  const same = [inBody, encodeURIComponent(inBody)].includes(inHeader)
  return same ? ', with the same secret' : ', with different secrets'
}

export function nobody(bearer: boolean): Diagnosis {
  return {
    reason: bearer ? 'bearer-as-client-auth' : 'client-auth-missing',
    hint: bearer
      ? 'the Authorization header carries a Bearer token; a client authenticates with Basic or in the body'
      : 'the request names no client: neither an Authorization header nor client_id was sent',
    expected: 'Authorization: Basic, or client_id in the body',
    received: bearer ? 'Authorization: Bearer' : 'no credentials',
    fix: 'send Authorization: Basic base64(client_id:client_secret), or client_id (and client_secret) in the body',
    spec: 'RFC 6749 §3.2.1',
  }
}

/** RFC 6749 §3.2.1 allows it; some servers take any client_id in the body for client_secret_post. */
export const NAMED_TWICE: Diagnosis = {
  reason: 'client-id-twice-same',
  hint: 'client_id is in the Authorization header and in the body, with the same value; it is legal, and once is enough',
  fix: 'leave client_id out of the body',
  spec: 'RFC 6749 §3.2.1',
}

export function otherClient({ client_id }: Client, { form }: Request): Diagnosis {
  const received = form.get('client_id') ?? ''
  const basic = form.peek('client_assertion') === undefined
  return {
    ...(basic
      ? { reason: 'client-id-basic-body-differ', spec: 'RFC 6749 §3.2.1' }
      : { reason: 'client-id-assertion-differ', spec: 'RFC 7521 §4.2' }),
    hint: `${basic ? 'the Authorization header' : 'the client assertion'} says client '${client_id}', the body says ${quoted(received)}`,
    expected: client_id,
    received,
    fix: 'leave client_id out of the body, or send the same one',
  }
}
