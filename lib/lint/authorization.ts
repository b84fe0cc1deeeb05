// Authorization requests that work and are weaker than they look.

import { nearest } from '../protocol/spelling.js'
import { AUTHORIZATION_PARAMETERS } from '../protocol/names.js'
import { quoted } from '../protocol/error.js'
import { isLoopback } from '../protocol/redirection.js'
import { asked, authorizations, codeIn, each, registered } from './rule.js'
import type { Exchange, Rule } from './rule.js'

/** RFC 6749 §10.10 wants what nobody guesses; 16 characters of base64url are 96 bits. */
const SHORTEST = 16

const has = (entry: Exchange, scope: string): boolean => (asked(entry).peek('scope') ?? '').split(' ').includes(scope)

export const AUTHORIZATION: readonly Rule[] = [
  {
    rule: 'state-constant',
    severity: 'warning',
    spec: 'RFC 6749 §10.12',
    fix: 'make a new random state for every authorization request, kept in the session of the browser',
    find: (entries) => repeated(authorizations(entries).filter((entry) => codeIn(entry) !== undefined)),
  },
  {
    rule: 'state-short',
    severity: 'warning',
    spec: 'RFC 6749 §10.10',
    fix: 'make state of 16 random bytes or more',
    find: each(authorizations, (entry) => {
      const state = asked(entry).peek('state')
      if (state === undefined || state.length >= SHORTEST) return undefined
      return `state has ${state.length} characters and can be guessed; ${SHORTEST} or more are wanted`
    }),
  },
  {
    rule: 'state-not-url-safe',
    severity: 'notice',
    spec: 'RFC 6749 §A.5',
    fix: 'encode state with base64url',
    find: each(authorizations, (entry) => {
      const odd = /[^A-Za-z0-9\-._~]/.exec(asked(entry).peek('state') ?? '')
      return odd
        ? `state has the character ${quoted(odd[0])}, which some providers and proxies damage on the way back; A-Z a-z 0-9 - . _ ~ pass`
        : undefined
    }),
  },
  {
    rule: 'nonce-absent',
    severity: 'notice',
    spec: 'OpenID Connect Core §15.5.2',
    fix: 'send a new nonce with every request, and compare it with that of the ID Token',
    find: each(authorizations, (entry) =>
      has(entry, 'openid') && asked(entry).peek('nonce') === undefined
        ? 'the request asks for an ID Token and has no nonce, so an ID Token of another login would be taken as well'
        : undefined,
    ),
  },
  {
    rule: 'pkce-absent-confidential',
    severity: 'warning',
    spec: 'RFC 9700 §2.1.1',
    fix: 'send code_challenge and code_challenge_method=S256, whatever else authenticates the client',
    find: each(authorizations, (entry, context) => {
      const client = registered(context, entry.client_id)
      const confidential = client !== undefined && client.token_endpoint_auth_method !== 'none'
      const code = (asked(entry).peek('response_type') ?? '').includes('code')
      if (!confidential || !code || asked(entry).peek('code_challenge') !== undefined) return undefined
      return `client '${client.client_id}' has a secret and sends no code_challenge: a code that somebody injects is not noticed`
    }),
  },
  {
    rule: 'pkce-plain',
    severity: 'warning',
    spec: 'RFC 7636 §7.2',
    fix: 'send code_challenge_method=S256 and the hash',
    find: each(authorizations, (entry) => {
      const method = asked(entry).peek('code_challenge_method')
      if (asked(entry).peek('code_challenge') === undefined || method === 'S256') return undefined
      return `code_challenge_method is ${method === undefined ? 'missing, which means plain' : 'plain'}: the challenge in the URL is the verifier itself, where S256 would hide it`
    }),
  },
  {
    rule: 'redirect-uri-http-non-loopback',
    severity: 'warning',
    spec: 'RFC 9700 §2.6',
    fix: 'register an https redirect_uri',
    find: each(authorizations, (entry) => {
      const uri = asked(entry).peek('redirect_uri') ?? ''
      if (!/^http:/i.test(uri) || isLoopback(uri)) return undefined
      return `redirect_uri ${quoted(uri, 100)} is http on another machine than this one: the code travels where all can read it; use https`
    }),
  },
  {
    rule: 'scope-offline-access-without-consent',
    severity: 'notice',
    spec: 'OpenID Connect Core §11',
    fix: 'send prompt=consent with offline_access',
    find: each(authorizations, (entry) =>
      has(entry, 'offline_access') && !(asked(entry).peek('prompt') ?? '').split(' ').includes('consent')
        ? 'offline_access is asked for without prompt=consent; strict providers drop it then, and no refresh token comes'
        : undefined,
    ),
  },
  {
    rule: 'deprecated-parameter',
    severity: 'notice',
    spec: 'OpenID Connect Core §3.1.2.1',
    fix: 'leave it out, or send it to the one provider that knows it',
    find: each(authorizations, (entry) => {
      const old = asked(entry).pairs.find(({ name }) => DEPRECATED.has(name))
      return old && `${old.name} is ${DEPRECATED.get(old.name)}`
    }),
  },
  {
    rule: 'unknown-parameter-sent',
    severity: 'notice',
    spec: 'RFC 6749 §3.1',
    fix: 'leave it out, or spell it as the specification does',
    find: each(authorizations, (entry) => {
      const known = [...AUTHORIZATION_PARAMETERS, 'client_secret', 'client_assertion', 'client_assertion_type']
      const odd = asked(entry).pairs.find(({ name }) => !known.includes(name) && !DEPRECATED.has(name))
      return odd && strange(odd.name, 'authorization', [...AUTHORIZATION_PARAMETERS])
    }),
  },
]

const DEPRECATED: ReadonlyMap<string, string> = new Map([
  ['display', 'ignored by most providers; nobody adapts pages to it any more'],
  ['approval_prompt', 'the older word of one provider for prompt'],
  ['access_type', 'the word of one provider for the scope offline_access'],
])

export function strange(name: string, endpoint: string, known: readonly string[]): string {
  const near = nearest(name, known)
  return `parameter ${quoted(name, 60)} is not one that the ${endpoint} endpoint knows, and is ignored${near === undefined ? '' : `; did you mean '${near}'?`}`
}

/** Requests whose state another one of the same client had before. */
function repeated(entries: readonly Exchange[]): ReturnType<Rule['find']> {
  const seen = new Map<string, string>()
  return entries.flatMap((entry) => {
    const state = asked(entry).peek('state')
    if (state === undefined) return []
    const name = JSON.stringify([entry.client_id, state])
    const before = seen.get(name)
    if (before === undefined) seen.set(name, entry.id)
    return before === undefined
      ? []
      : [
          {
            entry,
            hint: `state ${quoted(state, 40)} is the same as in ${before}: it proves nothing about who began the flow`,
          },
        ]
  })
}
