// What the transport could not make sense of, said in OAuth's words. Nothing the framework or Node
// would answer by itself reaches a client.

import type { Duplex } from 'node:stream'
import { OAuthError, describable, quoted } from '../protocol/error.js'
import type { Door } from './place.js'

/** An error of Fastify's, before our own code saw the request. */
export interface FrameworkError {
  readonly code?: string | undefined
  readonly statusCode?: number | undefined
  readonly message: string
}

export function problemOf(error: FrameworkError, limit: number): OAuthError {
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return refused('body-too-large', `the body is larger than ${limit} bytes`, 413, 'RFC 9110 §15.5.14')
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return refused('content-length-wrong', 'the body is not as long as Content-Length says', 400, 'RFC 9110 §8.6')
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return refused('media-type-malformed', 'the Content-Type is not a media type', 400, 'RFC 9110 §8.3')
    case 'FST_ERR_ROUTE_MISSING_CONTENT_TYPE':
      return refused('media-type-missing', 'the body has no Content-Type', 400, 'RFC 9110 §8.3')
  }
  if ((error.statusCode ?? 500) < 500)
    return refused('body-unreadable', `the body cannot be read: ${error.message}`, 400)
  return internal(error)
}

/** Only a defect of this program leads here. */
export function internal(error: unknown): OAuthError {
  const said = error instanceof Error ? error.message : String(error)
  return new OAuthError('server_error', {
    reason: 'internal-error',
    hint: `the mock provider itself failed: ${said}`,
    fix: 'this is a defect of mock-oauth2-provider; please report it with the request that caused it',
  })
}

export function methodNotAllowed(method: string, endpoint: string, door: Door): OAuthError {
  return new OAuthError(
    'invalid_request',
    {
      reason: endpoint === 'token' && method === 'GET' ? 'method-get' : 'method-not-allowed',
      hint: `the ${endpoint} endpoint does not take ${method}; it takes ${door.methods.join(' and ')}`,
      expected: door.methods.join(', '),
      received: method,
      fix: `send ${door.methods[0] ?? 'nothing'}`,
      spec: endpoint === 'token' ? 'RFC 6749 §3.2' : 'RFC 9110 §15.5.6',
    },
    { status: 405, headers: { allow: allowOf(door) } },
  )
}

/** RFC 9110 §10.2.1. */
export function allowOf(door: Door): string {
  return [...door.methods, ...(door.methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ')
}

/** RFC 9112 §3.2: a request of HTTP/1.1 names the host it is for. */
export function hostMissing(): OAuthError {
  return refused('host-missing', 'the request has no Host header', 400, 'RFC 9112 §3.2')
}

function refused(reason: string, hint: string, status: number, spec?: string): OAuthError {
  return new OAuthError('invalid_request', { reason, hint, ...(spec ? { spec } : {}) }, { status })
}

const WIRE_ERRORS: Readonly<Record<string, readonly [line: string, sentence: string]>> = {
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'the request line and headers are too large'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: ['413 Payload Too Large', 'the chunk extensions are too large'],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'the request did not arrive in time'],
}

/** Answers what is not HTTP; there is no request to hand on, only a socket. */
export function refuseSocket(
  error: Error & { readonly code?: string; readonly reason?: string },
  socket: Duplex,
): void {
  socket.on('error', () => undefined)
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const [line, sentence] = WIRE_ERRORS[error.code ?? ''] ?? [
    '400 Bad Request',
    `this is not HTTP: ${error.reason ?? quoted(error.message)}`,
  ]
  const body = JSON.stringify({ error: 'invalid_request', error_description: describable(sentence) })
  const head = [
    `HTTP/1.1 ${line}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    'cache-control: no-store',
    'connection: close',
  ]
  // Destroyed once flushed: a peer that never closes its side would otherwise keep the server from closing.
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy())
}
