// Where a request is led to: to an endpoint of its realm, to the control API, or nowhere. What the
// transport could not read goes along as `problem`, so that realm and journal still see it.

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import type { OAuthError } from '../protocol/error.js'
import { page } from '../protocol/messages.js'
import type { Reply } from '../protocol/messages.js'
import { Departures, failure } from './deliver.js'
import { noEndpoint } from './nowhere.js'
import { parseTarget, placeOf } from './place.js'
import type { Door, Place, Stages, Target } from './place.js'
import { allowOf, hostMissing, internal, methodNotAllowed, problemOf } from './problem.js'
import { arrive, receive } from './receive.js'
import type { Arrival } from './receive.js'

/** A request to the control API: `path` is what follows `/_mock`, `realm` is `''` for the default one. */
export interface ControlRequest extends Arrival {
  readonly realm: string
  readonly path: string
  /** Aborted when the client leaves unanswered or the server closes, so that nothing waits on its behalf. */
  readonly gone: AbortSignal
}

export interface ServerOptions {
  readonly realms: Stages
  /** Answers everything below `/_mock`; without it there is nothing there. */
  readonly control?: (request: ControlRequest) => Promise<Reply>
  /** Why there is no realm of this id, where that is more than that there is none. */
  readonly refusal?: (realm: string) => OAuthError | undefined
  /** Whether `Forwarded` and `X-Forwarded-*` are believed. */
  readonly trustForwarded?: boolean
}

/** The largest body, in bytes: where documents are uploaded or fixtures loaded, and everywhere else. */
export const LIMITS = { '/large': 64 * 1024 * 1024, '/': 1024 * 1024 } as const
export type Lane = keyof typeof LIMITS

interface Admitted {
  readonly target: Target
  readonly place: Place
  readonly lane: Lane
  /** The Content-Type as received, where Fastify was shown another. */
  readonly contentType: string | undefined
}

/** Kept at the message itself: a map beside it would cost more than all of routing. */
const ADMITTED = Symbol('admitted')
type Admittable = IncomingMessage & { [ADMITTED]?: Admitted }

const MEDIA_TYPE = /^\s*[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+\s*(;.*)?$/

export class Reception {
  readonly departures = new Departures()
  readonly #options: ServerOptions

  constructor(options: ServerOptions) {
    this.#options = options
  }

  /** Finds the place before the body is read, because the limit depends on it. Never throws. */
  admit(wire: IncomingMessage): Lane {
    const target = parseTarget(wire.url ?? '/')
    const place = placeOf(target.path, this.#options.realms)
    const documents = place.kind === 'endpoint' && place.endpoint === 'documents'
    const lane = documents || place.kind === 'control' ? '/large' : '/'
    const contentType = wire.headers['content-type']
    // Fastify would refuse an odd type unread, where the endpoint can say which one it expects; and a document
    // that is labelled as a form, as curl labels every body, must not be decoded.
    const odd = contentType !== undefined && (documents || !MEDIA_TYPE.test(contentType))
    if (odd) wire.headers['content-type'] = 'application/octet-stream'
    const admitted: Admitted = { target, place, lane, contentType: odd ? contentType : undefined }
    ;(wire as Admittable)[ADMITTED] = admitted
    return lane
  }

  answer(wire: FastifyRequest, out: FastifyReply, error?: FastifyError): void {
    out.hijack()
    this.departures.expect()
    const admitted = (wire.raw as Admittable)[ADMITTED]
    const open = admitted ? isOpen(admitted.place) : false
    this.#replyTo(wire, admitted, out.raw, error).then(
      (reply) => this.departures.send(reply, out.raw, open),
      (failed: unknown) => this.departures.send(failure(internal(failed)), out.raw, open),
    )
  }

  /** Before the body is read: whether the request is answered and need not be. `false` at once unless a fault wants it. */
  early(wire: FastifyRequest, out: FastifyReply): Promise<boolean> | false {
    const { place, target } = (wire.raw as Admittable)[ADMITTED] ?? {}
    if (place?.kind !== 'endpoint' || !target || !place.stage.faults?.looksAhead) return false
    const trustForwarded = this.#options.trustForwarded ?? false
    const reply = place.stage.ahead?.(receive(wire.raw, { target, trustForwarded }, place))
    return Promise.resolve(reply).then((sent) => {
      if (sent === undefined) return false
      out.hijack()
      this.departures.expect()
      this.departures.send(sent, out.raw, doorOf(place).cors)
      return true
    })
  }

  async #replyTo(
    wire: FastifyRequest,
    admitted: Admitted | undefined,
    out: ServerResponse,
    error: FastifyError | undefined,
  ): Promise<Reply> {
    if (!admitted) throw new Error('a request was answered that was never admitted')
    const { place, target, contentType, lane } = admitted
    if (place.kind === 'nowhere') return this.#miss(wire.raw, place)
    if (place.kind === 'endpoint' && wire.raw.method === 'OPTIONS') return options(wire.raw, doorOf(place))
    const problem = problemWith(wire.raw, place, error, LIMITS[lane])
    const trustForwarded = this.#options.trustForwarded ?? false
    const reception = { target, body: wire.body, contentType, problem, trustForwarded }
    if (place.kind === 'endpoint') return place.stage.handle(receive(wire.raw, reception, place))
    const { realm, path } = place
    const { control } = this.#options
    if (control)
      return control({ ...arrive(wire.raw, reception), realm, path, gone: goneSignal(out, this.departures.closing) })
    return this.#miss(wire.raw, { kind: 'nowhere', stage: this.#options.realms(realm), realm, path: target.path })
  }

  #miss(wire: IncomingMessage, place: Extract<Place, { kind: 'nowhere' }>): Reply {
    // Without it a script would be told of CORS where the path is wrong.
    if (isPreflight(wire)) return options(wire, ANY_DOOR)
    const error = (place.stage ? undefined : this.#options.refusal?.(place.realm)) ?? noEndpoint(place)
    const listener = place.stage ?? this.#options.realms('')
    const { method = 'GET', originalUrl = '/' } = wire as IncomingMessage & { originalUrl?: string }
    const { hint, reason } = error.diagnosis
    listener?.missed?.({ method, url: originalUrl, status: error.status, hint, reason })
    return prefersHtml(wire) ? page(error.status, { name: 'failure', error }) : failure(error)
  }
}

const ANY_DOOR: Door = { methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'], cors: true }

function doorOf(place: Extract<Place, { kind: 'endpoint' }>): Door {
  return place.stage.endpoints[place.endpoint]
}

/** Control is never open: a web page anywhere could drive it. */
function isOpen(place: Place): boolean {
  return place.kind === 'nowhere' || (place.kind === 'endpoint' && doorOf(place).cors)
}

function isPreflight({ method, headers }: IncomingMessage): boolean {
  return method === 'OPTIONS' && headers.origin !== undefined && 'access-control-request-method' in headers
}

/** The Fetch standard's preflight where scripts may come in, RFC 9110 §9.3.7 everywhere else. */
function options(wire: IncomingMessage, door: Door): Reply {
  if (!door.cors || !isPreflight(wire))
    return { status: 204, headers: { allow: allowOf(door) }, content: { kind: 'empty' } }
  const asked = wire.headers['access-control-request-headers']
  const headers = {
    'access-control-allow-methods': door.methods.join(', '),
    // `*` would not cover Authorization.
    'access-control-allow-headers':
      typeof asked === 'string' && asked !== '' ? asked : 'authorization, content-type, dpop',
    'access-control-max-age': '600',
    vary: 'Origin, Access-Control-Request-Headers',
  }
  return { status: 204, headers, content: { kind: 'empty' } }
}

function problemWith(
  wire: IncomingMessage,
  place: Place,
  error: FastifyError | undefined,
  limit: number,
): OAuthError | undefined {
  const { method = 'GET' } = wire
  if (place.kind === 'endpoint') {
    const door = doorOf(place)
    const read = method === 'HEAD' ? 'GET' : method
    if (!door.methods.includes(read)) return methodNotAllowed(method, place.endpoint, door)
  }
  if (wire.headers.host === undefined && wire.httpVersion === '1.1') return hostMissing()
  return error ? problemOf(error, limit) : undefined
}

/** Browsers name `text/html`; OAuth clients that accept anything get JSON. */
function prefersHtml(wire: IncomingMessage): boolean {
  return wire.headers.accept?.toLowerCase().includes('text/html') ?? false
}

/** Aborted when the client leaves unanswered, and when the server closes. */
function goneSignal(out: ServerResponse, closing: AbortSignal): AbortSignal {
  const controller = new AbortController()
  const close = (): void => controller.abort()
  closing.addEventListener('abort', close)
  if (closing.aborted) close()
  out.once('close', () => {
    closing.removeEventListener('abort', close)
    if (!out.writableFinished) close()
  })
  return controller.signal
}
