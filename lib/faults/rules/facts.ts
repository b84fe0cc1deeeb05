// What a selector can ask about a request. Only looks: a repeated or broken parameter is for the
// server to refuse, not for a rule.

import { decodeJwt } from '../../protocol/jwt.js'
import type { Jwt } from '../../protocol/jwt.js'
import type { EndpointName, Request } from '../../protocol/messages.js'
import { covers, isFront, responseType } from '../points.js'
import type { Condition, Selector } from './rule.js'

/** What the caller knows about a request that the request does not say itself. */
export interface Known {
  readonly client?: string | undefined
  /** One name or several that mean the same user; the first one is what `per:user` counts by. */
  readonly user?: string | readonly string[] | undefined
  /** Values separated by spaces. */
  readonly scope?: string | undefined
  /** The tester's name for the browser or test that this belongs to. */
  readonly tag?: string | undefined
  /** Of an authorization response that leaves, also from the login or consent page: its response_type. */
  readonly response_type?: string | undefined
}

export interface Facts {
  readonly endpoint: EndpointName
  /** The grant_type, at the authorization endpoint the response_type. */
  readonly part: string | undefined
  /** The client_id as it may be meant: Basic credentials are sent raw by some, form-encoded by others. */
  readonly client: readonly string[]
  readonly user: readonly string[]
  readonly scope: readonly string[]
  readonly tag: readonly string[]
  readonly auth: string | undefined
  readonly status?: number
  param(name: string): readonly string[]
}

/** Everything is looked up when it is asked for, so that a rule costs what its selector asks. */
export function factsOf(request: Request, known: Known = {}): Facts {
  const peek = (name: string): string | undefined => request.form.peek(name) ?? request.query.peek(name)
  const assertion = (): Jwt | undefined => decodeJwt(peek('client_assertion') ?? '')
  return {
    endpoint: known.response_type === undefined ? request.endpoint : 'authorization',
    get part() {
      const type = (request.endpoint === 'authorization' ? peek('response_type') : undefined) ?? known.response_type
      return type === undefined ? peek('grant_type') : (responseType(type) ?? type)
    },
    get client() {
      return given(known.client, peek('client_id')) ?? given(assertion()?.claims['sub']) ?? basicUsername(request)
    },
    get user() {
      return given(...[known.user].flat(), peek('login_hint'), peek('username')) ?? []
    },
    get scope() {
      return (known.scope ?? peek('scope') ?? '').split(' ')
    },
    get tag() {
      return known.tag === undefined ? [] : [known.tag]
    },
    get auth() {
      if (isFront(request.endpoint)) return undefined
      if (peek('client_assertion') !== undefined) return methodOf(assertion())
      if (basicUsername(request).length > 0) return 'client_secret_basic'
      if (peek('client_secret') !== undefined) return 'client_secret_post'
      return peek('client_id') === undefined ? undefined : 'none'
    },
    param: (name) => [...request.query.all(name), ...request.form.all(name)],
  }
}

/** RFC 7591 §2: the two methods that sign differ in the kind of algorithm. */
function methodOf(assertion: Jwt | undefined): string | undefined {
  const alg = assertion?.header['alg']
  if (typeof alg !== 'string') return undefined
  return alg.startsWith('HS') ? 'client_secret_jwt' : 'private_key_jwt'
}

export function selects({ point, part, conditions }: Selector, facts: Facts): boolean {
  return (
    covers(point, facts.endpoint) &&
    (part === undefined || part === facts.part) &&
    conditions.every((condition) => holds(condition, facts))
  )
}

function holds({ key, name = '', value }: Condition, facts: Facts): boolean {
  if (key === 'param') return facts.param(name).includes(value)
  if (key === 'auth') return facts.auth === value
  if (key === 'status') return statusIs(value, String(facts.status))
  return facts[key].includes(value)
}

const statusIs = (wanted: string, status: string): boolean =>
  wanted === status || (wanted.endsWith('xx') && wanted[0] === status[0])

function given(...values: readonly unknown[]): readonly string[] | undefined {
  const found = values.filter((value) => typeof value === 'string')
  return found.length > 0 ? found : undefined
}

/** RFC 6749 §2.3.1: form-encoded by the letter, raw with many clients; so both readings. */
function basicUsername(request: Request): readonly string[] {
  for (const credentials of request.authorizations) {
    const encoded = /^basic +([^ ]+)$/i.exec(credentials)?.[1]
    if (encoded === undefined) continue
    const raw = Buffer.from(encoded, 'base64').toString('utf8').split(':', 1).join('')
    if (raw !== '') return [...new Set([formDecoded(raw), raw])]
  }
  return []
}

function formDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}
