// A Reply to the wire: late, in part, never, or at once and whole. Alone in touching the socket.

import type { ServerResponse } from 'node:http'
import type { OAuthError } from '../protocol/error.js'
import { json } from '../protocol/messages.js'
import type { Delivery, Reply } from '../protocol/messages.js'
import { disfigured } from './disfigure.js'
import { encode } from './encode.js'
import type { Encoded } from './encode.js'
import { reset, send, sendWhole } from './pace.js'
import { internal } from './problem.js'
import { pour } from './pour.js'

export const EXPOSED = 'WWW-Authenticate, DPoP-Nonce, Retry-After, Location, Mock-OAuth2-Request-Id, Mock-OAuth2-Now'

/** What a reply may do to the door itself: to those who come later. */
export interface DoorFaults {
  /** Takes no connections for so many milliseconds. */
  refuse(milliseconds: number): void
  /** Shows a bad certificate for a while. */
  present(certificate: NonNullable<Delivery['certificate']>): void
}

/** Replies on their way; knows those that are held back, so that closing does not wait for them. */
export class Departures {
  readonly #held = new Set<ServerResponse>()
  readonly #closing = new AbortController()
  /** Requests that are being answered, and streams. */
  #underway = 0
  #settled = (): void => undefined
  /** Set by whoever listens; without a listener there is no door. */
  door: DoorFaults | undefined

  /** A request is being answered; `send` ends that. */
  expect(): void {
    this.#underway += 1
  }

  /** Aborted when the server closes: what waits should answer, what streams should end. */
  get closing(): AbortSignal {
    return this.#closing.signal
  }

  /** Lets go of what is held back, and waits until what is under way is answered, `most` milliseconds at most. */
  async settle(most: number): Promise<void> {
    this.#closing.abort()
    this.release()
    if (this.#underway === 0) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, most)
      this.#settled = () => {
        clearTimeout(timer)
        // What was written a moment ago leaves first.
        setImmediate(resolve)
      }
    })
  }

  #done(): void {
    this.#underway -= 1
    if (this.#underway === 0) this.#settled()
  }

  /** Never throws, whatever became of the client meanwhile. */
  send(reply: Reply, wire: ServerResponse, cors: boolean): void {
    const { delay, hang, refuse, certificate } = reply.delivery ?? {}
    if (reply.content.kind === 'stream') {
      void pour(encodeOr(reply), reply.content.chunks, wire).then(() => this.#done())
      return
    }
    if (hang) this.#hold(wire)
    else if (delay !== undefined && delay > 0) this.#later(delay, wire, () => this.#depart(reply, wire, cors))
    else this.#depart(reply, wire, cors)
    if (refuse !== undefined) this.door?.refuse(refuse)
    if (certificate !== undefined) this.door?.present(certificate)
    this.#done()
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

  #spoil(encoded: Encoded, wire: ServerResponse, delivery: Delivery): void {
    const stop = send(disfiguredOr(encoded, delivery), wire, delivery)
    if (stop === undefined) return
    this.#hold(wire)
    wire.once('close', stop)
  }

  #depart(reply: Reply, wire: ServerResponse, cors: boolean): void {
    if (wire.destroyed || wire.headersSent) return
    if (reply.delivery?.reset) {
      reset(wire)
      return
    }
    const encoded = encodeOr(reply)
    if (cors) allowOrigins(encoded.headers, wire)
    const { delivery } = reply
    if (delivery === undefined) sendWhole(encoded, wire)
    else this.#spoil(encoded, wire, delivery)
  }
}

/** What a timer can hold; more would fire at once. */
const LONGEST_DELAY = 2 ** 31 - 1

/** The last resort: whatever cannot be encoded is answered as `server_error`, in OAuth's shape. */
function encodeOr(reply: Reply): Encoded {
  try {
    return encode(reply)
  } catch (error) {
    return encode(failure(internal(error)))
  }
}

function disfiguredOr(encoded: Encoded, delivery: Delivery): Encoded {
  try {
    return disfigured(encoded, delivery)
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
