// RFC 7515 §7.1: what a JWT looks like that was spoiled after it was signed, or signed over something that is no claims
// set at all.

import type { Members } from '../protocol/messages.js'

export const SPOILS = ['signature', 'text', 'two-parts', 'base64'] as const
export type Spoil = (typeof SPOILS)[number]

export function spoiled(spoil: Spoil, jws: string): string {
  const [header = '', payload = '', signature = ''] = jws.split('.')
  switch (spoil) {
    case 'signature':
      return [header, payload, flipped(signature)].join('.')
    case 'text':
      return 'this is not a JWT'
    case 'two-parts':
      return [header, payload].join('.')
    case 'base64': // characters of neither base64 nor base64url
      return [header, `${payload.slice(0, 4)}!*${payload.slice(6)}`, signature].join('.')
  }
}

/** One bit of the byte in the middle. */
function flipped(signature: string): string {
  const bytes = Buffer.from(signature, 'base64url')
  if (bytes.length === 0) return 'AA'
  const middle = Math.floor(bytes.length / 2)
  bytes.writeUInt8(bytes.readUInt8(middle) ^ 1, middle)
  return bytes.toString('base64url')
}

export const WRITINGS = ['list', 'twice'] as const
export type Writing = (typeof WRITINGS)[number]

export function written(writing: Writing, claims: Members): string {
  const text = JSON.stringify(claims)
  // RFC 7519 §4: claim names must be unique; parsers that do not care take the last one.
  return writing === 'list' ? `[${text}]` : `${text.slice(0, -1)},"sub":"somebody-else"}`
}
