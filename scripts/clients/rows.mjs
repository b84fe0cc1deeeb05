// @ts-check
// The rows of docs/clients.md, what the reference has measured, and why we see something else here and there.

/** @type {import('../clients.mjs').Row[]} */
export const FAULTS = [
  { name: 'te-error-http-200' },
  { name: 'tr-no-access-token' },
  { name: 'tr-access-token-nested' },
  { name: 'tr-access-token-camel' },
  { name: 'tr-access-token-empty' },
  { name: 'tr-access-token-null' },
  { name: 'tr-access-token-number' },
  { name: 'tr-access-token-object' },
  { name: 'tr-access-token-ctl' },
  { name: 'tr-no-token-type' },
  { name: 'tr-token-type-unknown' },
  { name: 'tr-token-type-dpop-unasked' },
  { name: 'tr-expires-in-zero', note: 'expiry' },
  { name: 'tr-expires-in-negative', note: 'expiry' },
  { name: 'tr-expires-in-garbage', note: 'expiry' },
  { name: 'tr-expires-in-string', note: 'expiry' },
  { name: 'tr-refresh-null', note: 'refresh' },
  { name: 'tr-refresh-empty', note: 'refresh' },
  { name: 'tr-refresh-not-returned', note: 'refresh' },
  { name: 'tr-scope-array' },
  { name: 'http-201' },
  { name: 'http-302-login' },
  { name: 'http-307-other-origin' },
  { name: 'http-wrong-content-type' },
  { name: 'http-no-content-type' },
  { name: 'http-content-type-case' },
  { name: 'http-bom' },
  { name: 'http-json-array' },
  { name: 'http-gzip-unsolicited' },
  { name: 'http-duplicate-json-key' },
  { name: 'http-truncated-json' },
  { name: 'http-hang', patience: true },
  { name: 'http-slow-drip', patience: true },
]

/** A client whose name and secret need encoding (RFC 6749 §2.3.1, Appendix B). */
export const OTHERS = {
  name: 'Basic encoding',
  client_id: 'cli:ent/u 1',
  client_secret: 'p+a ss%/=',
  /** @type {Record<string, string>} */
  readings: {
    'cli%3Aent%2Fu+1:p%2Ba+ss%25%2F%3D': 'as Appendix B says',
    'cli%3Aent%2Fu%201:p%2Ba%20ss%25%2F%3D': 'percent-encoded, blanks as %20',
    'cli%3Aent/u 1:p+a ss%/=': 'only the colon of the name',
    'cli:ent/u 1:p+a ss%/=': 'raw',
  },
}

const [openid, oauth4, simple, bad, arctic] = [
  'openid-client',
  'oauth4webapi',
  'simple-oauth2',
  '@badgateway/oauth2-client',
  'arctic',
]

/** @param {string} both @param {string} second @param {string} third @param {string} fourth */
const said = (both, second, third, fourth) => ({
  [openid]: both,
  [oauth4]: both,
  [simple]: second,
  [bad]: third,
  [arctic]: fourth,
})
const [A, R] = ['accepts', 'rejects']

/** @type {Record<string, Record<string, string>>} */
export const REFERENCE = {
  'te-error-http-200': said(R, A, R, R),
  'tr-no-access-token': said(R, A, R, R),
  'tr-access-token-nested': said(R, A, R, R),
  'tr-access-token-camel': said(R, A, R, R),
  'tr-access-token-empty': said(R, A, R, A),
  'tr-access-token-number': said(R, A, A, R),
  'tr-access-token-object': said(R, A, A, R),
  'tr-no-token-type': said(R, A, A, R),
  'tr-token-type-unknown': said(R, A, A, A),
  'tr-token-type-dpop-unasked': said(A, A, A, A),
  'tr-access-token-ctl': said(A, A, A, A),
  'tr-expires-in-zero': said('accepts (0 s)', 'accepts (0 s)', 'accepts (never)', 'accepts (0 s)'),
  'tr-expires-in-negative': said(R, A, A, A),
  'tr-expires-in-garbage': { ...said('accepts (1 s)', A, 'accepts (never)', A) },
  'tr-refresh-null': said(R, A, 'accepts (keeps the old)', A),
  'tr-refresh-empty': said(R, A, 'accepts (keeps the old)', A),
  'tr-refresh-not-returned': said(A, A, 'accepts (keeps the old)', A),
  'tr-scope-array': said(R, A, 'crashes (TypeError)', A),
  'http-201': said(R, A, A, R),
  'http-302-login': said(R, R, 'follows', 'follows'),
  'http-307-other-origin': said(R, R, 'follows', R),
  'http-wrong-content-type': said(A, R, R, A),
  'http-no-content-type': said(A, R, R, A),
  'http-content-type-case': said(A, A, R, A),
  'http-bom': said(A, R, A, A),
  'http-json-array': said(R, A, R, R),
  'http-gzip-unsolicited': said(A, R, A, A),
}

/** By fault, or by fault and client. @type {Record<string, string>} */
export const EXPLAINED = {
  'tr-no-token-type arctic':
    'arctic reads a member when it is asked for it: `accessToken()` answers, `tokenType()` throws; the reference asked for both',
}
