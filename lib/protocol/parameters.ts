// RFC 6749 §3.1, §3.2, Appendix B: `application/x-www-form-urlencoded` as the RFC reads it. A name
// without a value counts as omitted, a repeated name is malformed, unknown names are ignored. Order,
// repetition and broken encodings stay visible, because refusals and explanations need them.

import { OAuthError, ensure, quoted } from './error.js'
import { missing } from './missing.js'

export { missing, unset } from './missing.js'

export interface Pair {
  readonly name: string
  readonly value: string
}

/** Names that their RFCs allow several times: RFC 8707 §2, RFC 8693 §2.1. */
const REPEATABLE = new Set(['resource', 'audience'])

const MOST_PAIRS = 1000
const FEW = 8

export class Parameters {
  static readonly none = new Parameters([])

  readonly pairs: readonly Pair[]
  /** The first thing wrong with the encoding; thrown by `sound`, so that looking never judges. */
  readonly #problem: OAuthError | undefined

  constructor(pairs: readonly Pair[], problem?: OAuthError) {
    this.pairs = pairs
    this.#problem = problem
  }

  /** Reads a query or a form body. Never throws: what is broken is kept for `sound` to report. */
  static parse(text: string): Parameters {
    if (text === '') return Parameters.none
    const pairs: Pair[] = []
    let problem: OAuthError | undefined
    const parts = text.split('&')
    if (parts.length > MOST_PAIRS) problem = tooMany(parts.length)
    for (const part of parts.slice(0, MOST_PAIRS)) {
      if (part === '') continue
      const at = part.indexOf('=')
      const rawName = at < 0 ? part : part.slice(0, at)
      const rawValue = at < 0 ? '' : part.slice(at + 1)
      const name = decode(rawName)
      const value = decode(rawValue)
      problem ??= flaw(name ?? rawName, name === undefined ? rawName : rawValue, name === undefined ? undefined : value)
      pairs.push({ name: name ?? rawName, value: value ?? rawValue })
    }
    return new Parameters(pairs, problem)
  }

  static of(members: Readonly<Record<string, string | readonly string[] | undefined>>): Parameters {
    return new Parameters(
      Object.entries(members).flatMap(([name, value]) =>
        value === undefined ? [] : [value].flat().map((one) => ({ name, value: one })),
      ),
    )
  }

  get size(): number {
    return this.pairs.length
  }

  /** Looks without judging: the first non-empty value. For matchers and translators. */
  peek(name: string): string | undefined {
    for (const pair of this.pairs) if (pair.name === name && pair.value !== '') return pair.value
    return undefined
  }

  /** Every non-empty value of a name that may be repeated. */
  all(name: string): readonly string[] {
    return this.pairs.filter((pair) => pair.name === name && pair.value !== '').map((pair) => pair.value)
  }

  /** The value, or `undefined` when absent or empty. Throws `invalid_request` when repeated. */
  get(name: string): string | undefined {
    let found: string | undefined
    let seen = 0
    for (const pair of this.pairs) {
      if (pair.name !== name) continue
      seen += 1
      if (seen > 1) throw repeated(name, this.all(name))
      if (pair.value !== '') found = pair.value
    }
    return found
  }

  required(name: string): string {
    const value = this.get(name)
    ensure(value !== undefined, 'invalid_request', () => missing([name], this))
    return value
  }

  /** Throws `invalid_request` when the encoding is broken or any name but the repeatable is repeated. */
  sound(): void {
    if (this.#problem) throw this.#problem
    if (this.pairs.length < 2) return
    if (this.pairs.length <= FEW && !this.#repeats()) return
    const seen = new Set<string>()
    for (const { name } of this.pairs) {
      if (seen.has(name) && !REPEATABLE.has(name)) throw repeated(name, this.all(name))
      seen.add(name)
    }
  }

  /** Cheaper than a set for the handful of parameters that nearly every request has. */
  #repeats(): boolean {
    return this.pairs.some(({ name }, at) => this.pairs.findIndex((pair) => pair.name === name) < at)
  }

  with(name: string, value: string | undefined): Parameters {
    const others = this.pairs.filter((pair) => pair.name !== name)
    return new Parameters(value === undefined ? others : [...others, { name, value }], this.#problem)
  }
}

/** `undefined` for broken percent-encoding, invalid UTF-8 or a NUL byte. */
function decode(raw: string): string | undefined {
  if (!/[%+\0\ufffd]/.test(raw)) return raw
  if (raw.includes('\0') || raw.includes('\ufffd')) return undefined
  try {
    const text = decodeURIComponent(raw.replaceAll('+', ' '))
    return text.includes('\0') ? undefined : text
  } catch {
    return undefined
  }
}

function flaw(name: string, raw: string, decoded: string | undefined): OAuthError | undefined {
  if (decoded !== undefined) return undefined
  const nul = raw.includes('\0') || raw.includes('%00')
  return new OAuthError('invalid_request', {
    reason: nul ? 'nul-byte' : 'percent-encoding-broken',
    expected: 'percent-encoded UTF-8',
    received: nul ? 'a NUL byte' : brokenness(raw),
    hint: nul
      ? `parameter ${quoted(name, 40)} contains a NUL byte`
      : `parameter ${quoted(name, 40)} is not valid percent-encoded UTF-8: ${brokenness(raw)}`,
    fix: 'encode every value with application/x-www-form-urlencoded, for example with URLSearchParams',
    spec: 'RFC 6749 Appendix B',
  })
}

/** Where it breaks; never the value, which may be a secret. */
function brokenness(raw: string): string {
  const broken = /%(?![0-9A-Fa-f]{2}).{0,2}/.exec(raw)
  return broken ? `${quoted(broken[0])} at character ${broken.index + 1}` : 'its bytes are no UTF-8'
}

function repeated(name: string, values: readonly string[]): OAuthError {
  const equal = new Set(values).size <= 1
  return new OAuthError('invalid_request', {
    reason: name === 'scope' ? 'scope-repeated-parameter' : 'param-duplicated',
    hint: `parameter ${quoted(name, 40)} is sent more than once, with ${equal ? 'the same value' : 'different values'}`,
    expected: `${name} once`,
    received: `${name} ${values.length} times`,
    fix: name === 'scope' ? 'send one scope parameter with the values separated by spaces' : `send ${name} once`,
    spec: 'RFC 6749 §3.2',
  })
}

function tooMany(count: number): OAuthError {
  return new OAuthError('invalid_request', {
    reason: 'param-too-many',
    hint: `the request has ${count} parameters; at most ${MOST_PAIRS} are read`,
    expected: `at most ${MOST_PAIRS}`,
    received: String(count),
    fix: 'send the parameters of the protocol alone',
    spec: 'RFC 6749 §3.2',
  })
}
