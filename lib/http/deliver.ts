// A Reply to the wire: late, in part, never, or at once and whole. Alone in touching the socket.

import type { ServerResponse } from 'node:http'
import type { OAuthError } from '../protocol/error.js'
import { json } from '../protocol/messages.js'
import type { Reply } from '../protocol/messages.js'
import { encode } from './encode.js'
import type { Encoded } from './encode.js'
import { internal } from './problem.js'

export const EXPOSED = 'WWW-Authenticate, DPoP-Nonce, Retry-After, Location, Mock-OAuth2-Request-Id'

/** Replies on their way; knows those that are held back, so that closing does not wait for them. */
export class Departures {
  readonly #held = new Set<ServerResponse>()

  /** Never throws, whatever became of the client meanwhile. */
  send(reply: Reply, wire: ServerResponse, cors: boolean): void {
    const { delay, hang } = reply.delivery ?? {}
    if (hang) this.#hold(wire)
    else if (delay !== undefined && delay > 0) this.#later(delay, wire, () => depart(reply, wire, cors))
    else depart(reply, wire, cors)
  }

  /** Lets go of every reply that is still held back; their clients see the connection end. */
  release(): void {
    for (const wire of this.#held) wire.destroy()
    this.#held.clear()
  }

  #hold(wire: ServerResponse): void {
    this.#held.add(wire)
    wire.once('close', () => this.#held.delete(wire))
  }

  #later(delay: number, wire: ServerResponse, act: () => void): void {
    this.#hold(wire)
    const timer = setTimeout(
      () => {
        this.#held.delete(wire)
        act()
      },
      Math.min(delay, LONGEST_DELAY),
    )
    wire.once('close', () => clearTimeout(timer))
  }
}

/** What a timer can hold; more would fire at once. */
const LONGEST_DELAY = 2 ** 31 - 1

function depart(reply: Reply, wire: ServerResponse, cors: boolean): void {
  if (wire.destroyed || wire.headersSent) return
  if (reply.delivery?.reset) {
    reset(wire)
    return
  }
  const encoded = encodeOr(reply)
  const { headers } = encoded
  if (cors) allowOrigins(headers, wire)
  const body = spoiled(encoded, reply, headers)
  // RFC 9110 §8.6: no Content-Length with 204; 304 would have to tell the length of what it does not send.
  if (encoded.status !== 204 && encoded.status !== 304) headers['content-length'] = String(Buffer.byteLength(body))
  wire.writeHead(encoded.status, headers)
  wire.end(body)
}

/** The last resort: whatever cannot be encoded is answered as `server_error`, in OAuth's shape. */
function encodeOr(reply: Reply): Encoded {
  try {
    return encode(reply)
  } catch (error) {
    return encode(failure(internal(error)))
  }
}

/** An OAuthError as RFC 6749 §5.2 has it sent. */
export function failure(error: OAuthError): Reply {
  return json(error.status, { error: error.code, error_description: error.error_description }, error.headers)
}

/** The Fetch standard's `*`; tokens travel in bodies and headers, so no credentials are asked for. */
function allowOrigins(headers: Encoded['headers'], wire: ServerResponse): void {
  if (wire.req.headers.origin !== undefined) {
    headers['access-control-allow-origin'] ??= '*'
    headers['access-control-expose-headers'] ??= EXPOSED
  }
  // Without it a cache could answer a script with what it kept from a request without Origin.
  if (headers['cache-control'] !== 'no-store') headers['vary'] ??= 'Origin'
}

/** A cut body keeps a matching length, so that it is the JSON that is broken and not the HTTP. */
function spoiled({ body }: Encoded, { delivery }: Reply, headers: Encoded['headers']): string | Uint8Array {
  const whole = delivery?.raw ?? body
  if (delivery?.truncate === undefined) return whole
  headers['connection'] = 'close'
  const bytes = Buffer.from(whole)
  const share = Math.floor(bytes.length * Math.min(1, Math.max(0, delivery.truncate)))
  return bytes.subarray(0, Math.min(share, Math.max(0, bytes.length - 1)))
}

function reset(wire: ServerResponse): void {
  const { socket } = wire
  if (socket && typeof socket.resetAndDestroy === 'function') socket.resetAndDestroy()
  else wire.destroy()
}
