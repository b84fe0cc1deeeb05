// A wire request to a Request. Reads everything, judges nothing and never throws: what is broken
// stays visible for the endpoint to refuse.

import type { IncomingMessage } from 'node:http'
import type { TLSSocket } from 'node:tls'
import type { OAuthError } from '../protocol/error.js'
import type { Request } from '../protocol/messages.js'
import { FAULT_HEADER } from '../protocol/magic.js'
import { Parameters } from '../protocol/parameters.js'
import { Trace } from '../protocol/trace.js'
import { forwardedBase, isAuthority } from './forwarded.js'
import type { Place, Target } from './place.js'

/** What every request has, wherever it goes. */
export type Arrival = Omit<Request, 'endpoint' | 'rest' | 'trace'>

/** A form body as the framework hands it over: decoded to text, and read by us. */
export class FormBody {
  readonly text: string
  readonly parameters: Parameters

  constructor(text: string) {
    this.text = text
    this.parameters = Parameters.parse(text)
  }
}

/** What is known of a request besides the message itself. */
export interface Reception {
  readonly target: Target
  /** A `FormBody`, a Buffer, or nothing. */
  readonly body?: unknown
  /** The Content-Type as received, where the framework was shown another. */
  readonly contentType?: string | undefined
  readonly problem?: OAuthError | undefined
  readonly trustForwarded: boolean
}

/** A request to the control API: all but what an endpoint adds. */
export function arrive(wire: IncomingMessage, reception: Reception): Arrival {
  return arrival(wire, reception, undefined)
}

/** A request to an endpoint. */
export function receive(wire: IncomingMessage, reception: Reception, place: EndpointPlace): Request {
  return arrival(wire, reception, place) as Request
}

type EndpointPlace = Extract<Place, { kind: 'endpoint' }>

/** In one literal, because every copy would be made once a request. */
function arrival(wire: IncomingMessage, reception: Reception, place: EndpointPlace | undefined): Arrival {
  const { target, body, contentType, problem, trustForwarded } = reception
  const headers = contentType === undefined ? wire.headers : { ...wire.headers, 'content-type': contentType }
  return {
    method: wire.method ?? 'GET',
    url: target.query === '' ? target.path : `${target.path}?${target.query}`,
    base:
      (trustForwarded ? forwardedBase(wire.headers, directBase(wire, target)) : undefined) ?? directBase(wire, target),
    headers: headers as Arrival['headers'],
    authorizations: authorizationsOf(wire),
    cookies: cookiesOf(wire.headers.cookie),
    query: Parameters.parse(target.query),
    form: body instanceof FormBody ? body.parameters : Parameters.none,
    media_type: mediaType(headers['content-type']),
    body: bytesOf(body),
    ...(problem && { problem }),
    ...(wire.headers[FAULT_HEADER] !== undefined && isFromHere(wire) && { local: true }),
    ...(place && { endpoint: place.endpoint, rest: place.rest, trace: new Trace() }),
  }
}

/** A proxy on this machine speaks for others, whom only its headers name. */
function isFromHere({ socket, headers }: IncomingMessage): boolean {
  const forwarded = headers['forwarded'] ?? headers['x-forwarded-for']
  return forwarded === undefined && /^(::ffff:)?127\.|^::1$/.test(socket.remoteAddress ?? '')
}

/** RFC 9112 §3.2.2: an absolute target overrules Host. Without a usable Host, the address we listen on. */
function directBase(wire: IncomingMessage, target: Target): string {
  const scheme = (wire.socket as Partial<TLSSocket>).encrypted ? 'https' : 'http'
  const asked = target.origin === '' ? wire.headers.host : target.origin.slice(target.origin.indexOf('//') + 2)
  if (isAuthority(asked)) return `${scheme}://${asked}`
  const { localAddress = '127.0.0.1', localPort } = wire.socket
  const host = localAddress.includes(':') ? `[${localAddress}]` : localAddress
  return localPort === undefined ? `${scheme}://${host}` : `${scheme}://${host}:${localPort}`
}

/** Node keeps the first of several Authorization headers; a client that sends two should hear of it. */
function authorizationsOf({ headers, rawHeaders }: IncomingMessage): readonly string[] {
  if (headers.authorization === undefined) return NO_VALUES
  const values: string[] = []
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]
    if (name?.length === 13 && name.toLowerCase() === 'authorization') values.push(rawHeaders[i + 1] ?? '')
  }
  return values
}

/** Without a prototype, so that a cookie named `__proto__` is a cookie. The first of a name counts. */
function cookiesOf(header: string | undefined): Readonly<Record<string, string>> {
  if (header === undefined) return NO_COOKIES
  const cookies = Object.create(null) as Record<string, string>
  for (const part of header.split(';')) {
    const at = part.indexOf('=')
    const name = part.slice(0, Math.max(at, 0)).trim()
    if (name !== '')
      cookies[name] ??= decoded(
        part
          .slice(at + 1)
          .trim()
          .replace(/^"(.*)"$/, '$1'),
      )
  }
  return cookies
}

const NO_VALUES: readonly string[] = Object.freeze([])
const NO_COOKIES = Object.freeze(Object.create(null)) as Readonly<Record<string, string>>
const NO_BYTES = new Uint8Array(0)

function mediaType(header: string | undefined): string {
  if (header === undefined) return ''
  const end = header.indexOf(';')
  return (end < 0 ? header : header.slice(0, end)).trim().toLowerCase()
}

function bytesOf(body: unknown): Uint8Array {
  if (body instanceof FormBody) return Buffer.from(body.text)
  return body instanceof Uint8Array ? body : NO_BYTES
}

function decoded(value: string): string {
  if (!value.includes('%')) return value
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}
