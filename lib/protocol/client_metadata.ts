// RFC 7591 §2, OpenID Connect Registration §2: which metadata a client may bring, and of which JSON type each
// member is. What is not in the table is ignored (RFC 7591 §2).

import { OAuthError, quoted } from './error.js'
import type { Members } from './messages.js'
import { isScopeToken, parseScope } from './scope.js'
import { nearest } from './spelling.js'
import type { Trace } from './trace.js'

interface Kind {
  /** In words: `an array of strings`. */
  readonly words: string
  readonly fits: (value: unknown) => boolean
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''
const isUrl = (value: unknown): boolean => isText(value) && /^https?:\/\//i.test(value) && URL.canParse(value)
const isList = (fits: (value: unknown) => boolean) => (value: unknown) => Array.isArray(value) && value.every(fits)
const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const text: Kind = { words: 'a string', fits: isText }
const texts: Kind = { words: 'an array of strings', fits: isList(isText) }
const url: Kind = { words: 'an http or https URL', fits: isUrl }
const urls: Kind = { words: 'an array of http or https URLs', fits: isList(isUrl) }
const flag: Kind = { words: 'true or false', fits: (value) => typeof value === 'boolean' }
const seconds: Kind = {
  words: 'a number of seconds, 0 or more',
  fits: (value) => Number.isInteger(value) && Number(value) >= 0,
}
const keys: Kind = {
  words: 'an object with an array named keys',
  fits: (value) => isObject(value) && 'keys' in value && isList(isObject)(value.keys),
}
const scope: Kind = {
  words: 'scope tokens joined by single spaces',
  fits: (value) => isText(value) && parseScope(value).every(isScopeToken),
}
const oneOf = (...values: readonly string[]): Kind => ({
  words: values.join(' or '),
  fits: (value) => values.includes(value as string),
})

const KINDS: Readonly<Record<string, Kind>> = {
  redirect_uris: texts,
  token_endpoint_auth_method: text,
  grant_types: texts,
  response_types: texts,
  scope,
  client_name: text,
  client_uri: url,
  logo_uri: url,
  tos_uri: url,
  policy_uri: url,
  contacts: texts,
  software_id: text,
  software_version: text,
  jwks: keys,
  jwks_uri: url,
  application_type: oneOf('web', 'native'),
  subject_type: oneOf('public', 'pairwise'),
  sector_identifier_uri: url,
  id_token_signed_response_alg: text,
  userinfo_signed_response_alg: text,
  introspection_signed_response_alg: text,
  token_endpoint_auth_signing_alg: text,
  request_object_signing_alg: text,
  request_uris: urls,
  default_max_age: seconds,
  default_acr_values: texts,
  require_auth_time: flag,
  initiate_login_uri: url,
  require_signed_request_object: flag,
  require_pushed_authorization_requests: flag,
  dpop_bound_access_tokens: flag,
  post_logout_redirect_uris: texts,
  backchannel_logout_uri: url,
  backchannel_logout_session_required: flag,
  frontchannel_logout_uri: url,
  frontchannel_logout_session_required: flag,
}

/** What may stand beside metadata in the same object. */
const BESIDE: ReadonlySet<string> = new Set([
  ...['client_id', 'client_secret', 'client_id_issued_at', 'client_secret_expires_at'],
  ...['registration_access_token', 'registration_client_uri', 'software_statement'],
])

/** RFC 7591 §2.2: `client_name#de` is `client_name` in German. */
const kindOf = (name: string): Kind | undefined => {
  const plain = name.split('#')[0] ?? ''
  return Object.hasOwn(KINDS, plain) ? KINDS[plain] : undefined
}

/** The known members, sound as to their types; `null` and the empty string are left out. */
export function readMetadata(given: Members, trace?: Trace): Members {
  const members = Object.entries(given).filter(([, value]) => value !== null && value !== '')
  for (const [name, value] of members) ensureFits(name, value)
  const strange = members.filter(([name]) => kindOf(name) === undefined).map(([name]) => name)
  for (const name of strange) noteMisspelled(name, trace)
  return Object.fromEntries(members.filter(([name]) => kindOf(name) !== undefined))
}

function ensureFits(name: string, value: unknown): void {
  const kind = kindOf(name)
  if (kind === undefined || kind.fits(value)) return
  const shown = JSON.stringify(value) ?? ''
  throw new OAuthError(name === 'redirect_uris' ? 'invalid_redirect_uri' : 'invalid_client_metadata', {
    reason: 'metadata-type',
    hint: `${quoted(name, 60)} is ${quoted(shown, 80)}; it is ${kind.words}`,
    expected: kind.words,
    received: shown.slice(0, 200),
    spec: 'RFC 7591 §2',
  })
}

function noteMisspelled(name: string, trace: Trace | undefined): void {
  const meant = BESIDE.has(name) ? undefined : nearest(name, Object.keys(KINDS))
  if (meant === undefined) return
  trace?.warn({
    reason: 'metadata-unknown',
    hint: `client metadata ${quoted(name, 60)} is not known and ignored; did you mean '${meant}'?`,
    spec: 'RFC 7591 §2',
  })
}
