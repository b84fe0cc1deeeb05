// The one source of chance. With a seed, codes, tokens and ids repeat from run to run.

import { randomFillSync } from 'node:crypto'
import { customRandom, urlAlphabet } from 'nanoid'

const LOWER_ALPHANUMERIC = '0123456789abcdefghijklmnopqrstuvwxyz'

/** RFC 8628 §6.1: twenty letters that are not taken for one another and make no words. */
const CONSONANTS = 'BCDFGHJKLMNPQRSTVWXZ'

const ALPHABETS = { url: urlAlphabet, 'lower-alphanumeric': LOWER_ALPHANUMERIC, consonants: CONSONANTS } as const

export type Alphabet = keyof typeof ALPHABETS

export class Entropy {
  readonly seed: number | undefined
  readonly #source: Source
  readonly #makers = new Map<string, () => string>()

  constructor(seed?: number) {
    this.seed = seed
    this.#source = seed === undefined ? { bytes: pooled(), state: [] } : xoshiro(seed)
  }

  /** An unguessable string: 43 characters of the default alphabet carry 258 bits (RFC 6749 §10.10). */
  string(length = 43, alphabet: Alphabet = 'url'): string {
    const key = `${alphabet}${length}`
    let make = this.#makers.get(key)
    if (!make) {
      make = customRandom(ALPHABETS[alphabet], length, this.#source.bytes)
      this.#makers.set(key, make)
    }
    return make()
  }

  /** Where a seeded source stands; empty without a seed. */
  save(): readonly number[] {
    return [...this.#source.state]
  }

  /** Goes on from where another one of the same kind stood. */
  load(saved: readonly number[]): void {
    const { state } = this.#source
    if (saved.length === state.length) state.splice(0, state.length, ...saved)
  }
}

interface Source {
  readonly bytes: (size: number) => Uint8Array
  /** Changes with every draw. */
  readonly state: number[]
}

/** A seed of its own for a name, the same in every run: two realms of one seed must not issue the same codes. */
export function seedFor(seed: number, name: string): number {
  let hash = 0x811c9dc5
  for (const character of `${seed}\n${name}`) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
  return hash >>> 0
}

/** Bytes from the system, fetched a pool at a time. */
function pooled(): (size: number) => Uint8Array {
  const pool = Buffer.alloc(16_384)
  let at = pool.length
  return (size) => {
    if (size > pool.length) return randomFillSync(new Uint8Array(size))
    if (at + size > pool.length) {
      randomFillSync(pool)
      at = 0
    }
    at += size
    return pool.subarray(at - size, at)
  }
}

/** xoshiro128**, seeded through splitmix32: small, fast, the same on every machine. */
function xoshiro(seed: number): Source {
  let mixed = seed >>> 0
  const splitmix = (): number => {
    mixed = (mixed + 0x9e3779b9) >>> 0
    let z = mixed
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad)
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
    return (z ^ (z >>> 15)) >>> 0
  }
  const state = [splitmix(), splitmix() ^ (Math.floor(seed / 2 ** 32) >>> 0), splitmix(), splitmix() | 1]
  const next = (): number => {
    let [a = 0, b = 0, c = 0, d = 0] = state
    const r = Math.imul(b, 5)
    const result = Math.imul((r << 7) | (r >>> 25), 9) >>> 0
    const t = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= t
    d = (d << 11) | (d >>> 21)
    ;[state[0], state[1], state[2], state[3]] = [a, b, c, d]
    return result
  }
  const bytes = (size: number): Uint8Array => {
    const drawn = new Uint8Array(size)
    for (let i = 0; i < size; i += 1) drawn[i] = next() >>> 24
    return drawn
  }
  return { bytes, state }
}
