// What a spoiled answer handed out, and whether a request uses it.

import { nobodys, sameClient, tagsFit } from './kinship.js'
import type { Heard } from './heard.js'

const NAME = /^(?:access_?token|refresh_?token|id_?token|code|device_?code|request_uri)$/i
/** What a client sends that took an answer for a token response which had no token in it. */
const NOTHINGS = new Set(['', 'undefined', 'null', 'NaN', '[object Object]'])
const DEEPEST = 4

const KNOWN = new WeakMap<Heard, ReadonlySet<string>>()

/** Codes and tokens of the answer, wherever they stand in it; not those that the client had before. */
export function handedOut(spoiled: Heard): ReadonlySet<string> {
  const known = KNOWN.get(spoiled)
  if (known) return known
  const found = new Set(collected(spoiled.answer, 0))
  for (const value of spoiled.presented) found.delete(value)
  KNOWN.set(spoiled, found)
  return found
}

function collected(members: Readonly<Record<string, unknown>>, depth: number): readonly string[] {
  return Object.entries(members).flatMap(([name, value]) => {
    const inside =
      depth < DEEPEST && typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
    const own = NAME.test(name) ? [value].flat().map((one) => String(one)) : []
    return [...own.filter((text) => !NOTHINGS.has(text)), ...collected(inside, depth + 1)]
  })
}

const FRONT = new Set<string>(['authorization', 'login', 'consent'])

/** Whether it is an authorization response that brought a code, maybe in a page that cannot be looked into. */
export function isResponse({ entry }: Heard): boolean {
  return FRONT.has(entry.endpoint) && entry.status < 400 && entry.error === undefined
}

/** Whether a token request redeems a code of that answer, or of that login. */
export function redeems(heard: Heard, spoiled: Heard): boolean {
  const code = heard.entry.endpoint === 'token' ? heard.parameter('code') : undefined
  if (code === undefined) return false
  return handedOut(spoiled).has(code) || (isResponse(spoiled) && heard.entry.flow === spoiled.entry.flow)
}

/** Telling the server to forget a token, or who is leaving, is no use of it. */
const PARTING = new Set<string>(['revocation', 'end_session'])
/** Where a client goes on from metadata; at a resource it may just ask again where the metadata are. */
const ONWARDS = new Set<string>(['authorization', 'pushed_authorization_request', 'token', 'registration'])

/** How the request uses the spoiled answer, as the rest of a sentence; nothing when it does not. */
export function useOf(spoiled: Heard, heard: Heard): string | undefined {
  const { endpoint } = spoiled.entry
  if (PARTING.has(heard.entry.endpoint)) return undefined
  if (nobodys(spoiled)) return documentUse(spoiled, heard)
  if (endpoint === 'pushed_authorization_request' && heard.entry.endpoint === 'authorization')
    return sameClient(spoiled, heard) ? 'it went on to the authorization endpoint' : undefined
  if (endpoint === 'device_authorization' && polls(heard))
    return sameClient(spoiled, heard) ? 'it polled the token endpoint' : undefined
  if (endpoint === 'registration') return registrationUse(spoiled, heard)
  const given = handedOut(spoiled)
  if (heard.presented.some((value) => given.has(value))) return `it used what that answer gave it at ${heard.name}`
  const nothing = heard.presented.find((value) => NOTHINGS.has(value))
  if (nothing === undefined || !mayBe(spoiled, heard)) return undefined
  return `it presented ${nothing === '' ? 'an empty value' : `"${nothing}"`} at ${heard.name}, which is no token`
}

/** RFC 8628 §3.4. */
export function polls(heard: Heard): boolean {
  return heard.entry.endpoint === 'token' && heard.parameter('grant_type')?.endsWith(':device_code') === true
}

/** Metadata is used by whoever goes on with it, keys by the use of a token that was to be verified with them. */
function documentUse(spoiled: Heard, heard: Heard): string | undefined {
  if (!tagsFit(spoiled.entry, heard.entry) || nobodys(heard)) return undefined
  const uses =
    spoiled.entry.endpoint === 'jwks'
      ? heard.presented.length > 0 && heard.parameter('grant_type') === undefined
      : ONWARDS.has(heard.entry.endpoint)
  if (!uses) return undefined
  return spoiled.entry.endpoint === 'jwks' ? `it used a token at ${heard.name}` : `it went on to ${heard.name}`
}

function registrationUse(spoiled: Heard, heard: Heard): string | undefined {
  const { client_id } = spoiled.answer
  const name = heard.client
  if (name === undefined || !(name === client_id || NOTHINGS.has(name))) return undefined
  return `it went on to ${heard.name} as client "${name}"`
}

/** With nothing presented that says whose it is, a request may be anybody's without a tag. */
const mayBe = (spoiled: Heard, heard: Heard): boolean =>
  heard.client === undefined ? tagsFit(spoiled.entry, heard.entry) : sameClient(spoiled, heard)
