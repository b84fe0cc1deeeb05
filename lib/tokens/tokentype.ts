// RFC 8693 §3: the names of token types.

import { OAuthError, ensure, quoted } from '../protocol/error.js'
import { missing } from '../protocol/parameters.js'
import type { Parameters } from '../protocol/parameters.js'
import { nearest } from '../protocol/spelling.js'

const PREFIX = 'urn:ietf:params:oauth:token-type:'
const TYPES = ['access_token', 'refresh_token', 'id_token', 'jwt'] as const

export type TokenType = (typeof TYPES)[number]

export function urnOf(type: TokenType): string {
  return `${PREFIX}${type}`
}

/** The type that a parameter names; `invalid_request` for none and for one that is not taken. */
export function typeSent(form: Parameters, name: string): TokenType {
  const sent = form.get(name)
  ensure(sent !== undefined, 'invalid_request', () => missing([name], form))
  const type = TYPES.find((one) => urnOf(one) === sent)
  if (type) return type
  const bare = sent.startsWith(PREFIX) ? sent.slice(PREFIX.length) : sent
  const near =
    TYPES.find((one) => one === bare.replaceAll('-', '_')) ?? TYPES.find((one) => one === nearest(bare, TYPES))
  const saml = /^saml[12]$/.test(bare)
  throw new OAuthError('invalid_request', {
    reason: saml ? 'token-type-saml' : 'token-type-unknown',
    hint: saml
      ? `${name} ${quoted(sent, 80)}: this server neither reads nor issues SAML`
      : `${name} ${quoted(sent, 80)} is not taken${near === undefined ? '' : `; did you mean '${urnOf(near)}'?`}`,
    expected: TYPES.map(urnOf).join(' '),
    received: sent,
    spec: 'RFC 8693 §3',
  })
}
