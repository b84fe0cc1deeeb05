// OpenID Connect Core §5.5: the `claims` parameter, which asks for single claims by name.

import { OAuthError, quoted } from './error.js'

export interface ClaimRequest {
  readonly essential?: boolean
  readonly value?: unknown
  readonly values?: readonly unknown[]
}

/** Claim names and what is asked of each; `null` asks for the claim as such. */
export type ClaimRequests = Readonly<Record<string, ClaimRequest | null>>

export interface ClaimsRequest {
  readonly userinfo?: ClaimRequests
  readonly id_token?: ClaimRequests
}

/** Throws `invalid_request` unless the text is a JSON object of objects; unknown members are ignored. */
export function readClaimsRequest(text: string): ClaimsRequest {
  const parsed = object(parse(text), 'claims')
  return {
    ...(given(parsed['userinfo']) && { userinfo: requests(parsed['userinfo'], 'claims.userinfo') }),
    ...(given(parsed['id_token']) && { id_token: requests(parsed['id_token'], 'claims.id_token') }),
  }
}

const given = (value: unknown): boolean => value !== undefined && value !== null

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw notClaims(`claims is not JSON: ${quoted(text, 40)}`)
  }
}

function requests(value: unknown, name: string): ClaimRequests {
  const members = object(value, name)
  for (const [claim, asked] of Object.entries(members)) if (asked !== null) readRequest(asked, `${name}.${claim}`)
  return members as ClaimRequests
}

/** Whether a login in another context will not do (§5.5.1.1). */
export function acrIsEssential(claims: ClaimsRequest | undefined): boolean {
  return ownRequest(claims, 'acr')?.essential === true
}

/** What is asked of a claim of the ID Token. */
export function ownRequest(claims: ClaimsRequest | undefined, name: string): ClaimRequest | null | undefined {
  return claims?.id_token && Object.hasOwn(claims.id_token, name) ? claims.id_token[name] : undefined
}

function readRequest(asked: unknown, name: string): void {
  const { values } = object(asked, name)
  if (values !== undefined && !Array.isArray(values)) throw notClaims(`${name.slice(0, 60)}.values is not a list`)
}

function object(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Readonly<Record<string, unknown>>
  throw notClaims(`${name.slice(0, 60)} is not a JSON object`)
}

function notClaims(hint: string): OAuthError {
  return new OAuthError('invalid_request', {
    reason: 'claims-not-json',
    expected: 'a JSON object with userinfo or id_token, each an object of claims',
    hint,
    fix: 'send claims={"id_token":{"email":{"essential":true}}}, URL-encoded',
    spec: 'OpenID Connect Core §5.5',
  })
}

/** The claims of a user that were asked for by name; a value that is not the one asked for is left out. */
export function requested(
  claims: Readonly<Record<string, unknown>>,
  asked: ClaimRequests | undefined,
): Readonly<Record<string, unknown>> {
  if (!asked) return {}
  return Object.fromEntries(
    Object.entries(claims).filter(([name, value]) => Object.hasOwn(asked, name) && fits(value, asked[name])),
  )
}

function fits(value: unknown, asked: ClaimRequest | null | undefined): boolean {
  if (asked?.value !== undefined) return asked.value === value
  return asked?.values === undefined || asked.values.includes(value)
}

/** The authentication context classes asked for by name (§5.5.1.1), the preferred one first. */
export function askedAcr(claims: ClaimsRequest | undefined): readonly string[] {
  const acr = ownRequest(claims, 'acr')
  const values = acr?.value === undefined ? (acr?.values ?? []) : [acr.value]
  return values.filter((value) => typeof value === 'string')
}
