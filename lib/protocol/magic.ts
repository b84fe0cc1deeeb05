// Names that ask for a fault, for testers who control nothing but a form field: a client_id, username or code
// `fault--invalid_grant`, a scope `fault:invalid_grant`; and the header that asks for one on the call itself.

const PREFIX = 'fault--'
const SCOPE_PREFIX = 'fault:'

/** Lower case, as requests have it. */
export const FAULT_HEADER = 'mock-oauth2-fail'

export function isMagic(name: string): boolean {
  return name.startsWith(PREFIX)
}

export function isMagicScope(token: string): boolean {
  return token.startsWith(SCOPE_PREFIX)
}

/** What a magic name asks for: `slow--2s` of `fault--slow--2s`. */
export function asked(name: string): string {
  return name.slice(isMagic(name) ? PREFIX.length : SCOPE_PREFIX.length)
}
