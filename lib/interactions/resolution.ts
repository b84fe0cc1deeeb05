// RFC 9126 §4, RFC 9101 §5: the parameters that count, wherever they stand: in the request itself, in a request
// object that came with it, at a URI of the client's, or pushed before. All others are ignored.

import { ensure } from '../protocol/error.js'
import type { Request } from '../protocol/messages.js'
import type { Client } from '../protocol/metadata.js'
import type { Parameters } from '../protocol/parameters.js'
import type { Trace } from '../protocol/trace.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import { isPushed, pushedBy } from './pushed.js'
import { referenced } from './reference.js'
import { parametersIn } from './request_object.js'

export interface Resolution {
  readonly parameters: Parameters
  /** Set when the request was pushed. */
  readonly request_uri?: string
}

export async function resolution(
  as: AuthorizationServer,
  client: Client,
  sent: Parameters,
  request: Request,
): Promise<Resolution> {
  const request_uri = sent.get('request_uri')
  if (request_uri !== undefined && isPushed(request_uri)) {
    ensureOne(sent)
    const parameters = await pushedBy(as, client, request_uri, request.trace)
    noteOutside(sent, parameters, request.trace)
    return { parameters, request_uri }
  }
  const required =
    as.policy.require_pushed_authorization_requests || client.require_pushed_authorization_requests === true
  ensure(!required, 'invalid_request', () => ({
    reason: 'par-required',
    hint: `${client.require_pushed_authorization_requests ? `client '${client.client_id}'` : 'every client'} must push its authorization requests first and send the request_uri that it gets`,
    fix: `POST the parameters to ${as.url('pushed_authorization_request', request) ?? 'the pushed authorization request endpoint'}`,
    spec: 'RFC 9126 §5',
  }))
  return { parameters: await unwrapped(as, client, sent, request) }
}

/** The parameters of the request object, where there is one. */
export async function unwrapped(
  as: AuthorizationServer,
  client: Client,
  sent: Parameters,
  request: Request,
): Promise<Parameters> {
  ensureOne(sent)
  const object = sent.get('request') ?? (await referencedBy(as, client, sent))
  if (object === undefined) {
    ensureNotRequired(as, client)
    return sent
  }
  ensure(
    sent.get('request') === undefined || as.policy.request_parameter === 'accept',
    'request_not_supported',
    () => ({
      reason: 'request-parameter-off',
      hint: 'this server takes no request objects in the request parameter',
      spec: 'RFC 9101 §7',
      relax: 'request_parameter: accept',
    }),
  )
  const parameters = await parametersIn(as, client, object, request)
  noteOutside(sent, parameters, request.trace)
  return parameters
}

async function referencedBy(as: AuthorizationServer, client: Client, sent: Parameters): Promise<string | undefined> {
  const request_uri = sent.get('request_uri')
  if (request_uri === undefined) return undefined
  ensure(as.policy.request_uri_parameter === 'accept', 'request_uri_not_supported', () => ({
    reason: 'request-uri-parameter-off',
    hint: 'this server fetches no request objects; it takes a request_uri only when it was pushed here',
    spec: 'RFC 9101 §7',
    relax: 'request_uri_parameter: accept',
  }))
  return referenced(as, client, request_uri)
}

/** RFC 9101 §5: `request` and `request_uri` exclude each other. */
function ensureOne(sent: Parameters): void {
  ensure(sent.get('request') === undefined || sent.get('request_uri') === undefined, 'invalid_request', () => ({
    reason: 'request-and-request-uri',
    hint: 'both request and request_uri were sent; an authorization request has one of them',
    spec: 'RFC 9101 §5',
  }))
}

function ensureNotRequired(as: AuthorizationServer, client: Client): void {
  const required = as.policy.require_signed_request_object || client.require_signed_request_object === true
  ensure(!required, 'invalid_request', () => ({
    reason: 'request-object-required',
    hint: `${client.require_signed_request_object ? `client '${client.client_id}'` : 'every client'} must send its authorization requests as a signed request object`,
    fix: 'sign the parameters as a JWT and send it in the request parameter',
    spec: 'RFC 9101 §10.5',
  }))
}

const WRAPPING = new Set(['client_id', 'request', 'request_uri'])

/** What stands outside only looks as if it were heard. */
function noteOutside(sent: Parameters, inside: Parameters, trace: Trace): void {
  const names = sent.pairs
    .filter(({ name, value }) => !WRAPPING.has(name) && value !== '' && !inside.all(name).includes(value))
    .map(({ name }) => name)
  if (names.length === 0) return
  trace.warn({
    reason: 'request-parameters-ignored',
    hint: `${[...new Set(names)].slice(0, 10).join(', ')} stand outside the pushed or signed request and are ignored`,
    fix: 'put every parameter into the pushed or signed request',
    spec: 'RFC 9101 §6.3',
  })
}
