// Codes and their verifiers: what the token endpoint says of invalid_grant.

import { createHash } from 'node:crypto'
import { BASIC, CHALLENGE, SPA, VERIFIER, WEB } from '../../support/realm.js'
import { holder } from '../../support/dpop.js'
import type { Row, Rows } from '../row.js'

const OTHER = 'a-verifier-of-another-request-0123456789-abcdef'
const S256 = { code_challenge: CHALLENGE, code_challenge_method: 'S256' }
const CODES = { codes: [{ code: 'CODE_WITH-DASHES', client_id: 'web', redirect_uri: 'https://app.example/cb' }] }

/** A code that is presented as it is not. */
const sent =
  (code: string): Row[0] =>
  (at) =>
    at.redeem(code)

const redeem =
  (asked: object, more: Record<string, string | undefined>): Row[0] =>
  async (at) =>
    at.redeem(await at.code(asked as Record<string, string>), more)

/** Asked with one redirect_uri, redeemed with another. */
const uri = (asked: string, redirect_uri: string): readonly [Row[0], string, string, object] => [
  redeem({ redirect_uri: asked }, { redirect_uri }),
  asked,
  redirect_uri,
  { clients: [{ ...WEB, redirect_uris: [asked, 'https://app.example/other'] }, SPA] },
]

const hex = createHash('sha256').update(VERIFIER).digest('hex')
const base64 = createHash('sha256').update(VERIFIER).digest('base64')
const twice = createHash('sha256').update(CHALLENGE).digest('base64url')

export const CODES_ROWS: Rows = {
  'code-unknown': [sent('never-issued'), 'did not issue', "'never-issued'"],
  'code-whitespace': [sent('CODE_WITH-DASHES\n'), '17 characters', '16 characters', CODES],
  'code-truncated': [sent('CODE_WITH-'), '10 characters', '16 characters', CODES],
  'code-percent-encoded': [sent('CODE%5FWITH-DASHES'), 'percent-encoded', '16 characters', CODES],
  'code-plus-as-space': [
    sent('CODE WITH'),
    'a plus in it became a space',
    '9 characters',
    { codes: [{ ...CODES.codes[0], code: 'CODE+WITH' }] },
  ],
  'code-surrounding-quotes': [sent('"CODE_WITH-DASHES"'), '18 characters', '16 characters', CODES],
  'code-base64': [
    sent('CODE/WITH+DASHES'),
    'base64url',
    '16 characters',
    { codes: [{ ...CODES.codes[0], code: 'CODE_WITH-DASHES' }] },
  ],
  'code-padding': [sent('CODE_WITH-DASHES='), '17 characters', '16 characters', CODES],
  'code-is-access-token': [
    async (at) => at.redeem((await at.tokens())['access_token'] as string),
    'access_token',
    'code',
  ],
  'code-is-refresh-token': [
    async (at) => at.redeem((await at.tokens())['refresh_token'] as string),
    'refresh_token',
    'authorization code',
  ],
  'code-is-device-code': [
    async (at) => {
      const { body } = await at.ask('device_authorization', { headers: { authorization: BASIC }, form: {} })
      await at.redeem(String(body['device_code']))
    },
    'device code',
    'authorization code',
    { clients: [{ ...WEB, grant_types: ['authorization_code', 'urn:ietf:params:oauth:grant-type:device_code'] }] },
  ],
  'code-is-state': [
    async (at) => {
      await at.authorize({ state: 'the-state-of-it' })
      await at.redeem('the-state-of-it')
    },
    'state',
    'authorization code',
  ],
  'code-expired': [
    async (at) => {
      const code = await at.code()
      at.advance(612)
      await at.redeem(code)
    },
    '10m12s ago',
    'lives 10m',
  ],
  'code-redeemed-late': [
    async (at) => {
      const code = await at.code()
      at.advance(590)
      await at.redeem(code)
    },
    '10s before it expired',
    'lives 10m',
  ],
  'code-used': [
    async (at) => {
      const code = await at.code()
      await at.redeem(code)
      at.advance(3)
      await at.redeem(code)
    },
    '3s earlier',
    "client 'web'",
  ],
  'code-used-by-fault': [
    async (at) => {
      const code = await at.code()
      await at.realm.server.records.spend(code, 'fault lc-code-consumed')
      await at.redeem(code)
    },
    'fault lc-code-consumed',
    'not redeemed yet',
  ],
  'code-other-client': [
    async (at) =>
      at.token({ grant_type: 'authorization_code', client_id: 'spa', code: await at.code() }, { headers: {} }),
    "'web'",
    "'spa'",
  ],
  'code-revoked': [
    sent('DEAD'),
    'revoked',
    'the fixture says so',
    { codes: [{ code: 'DEAD', client_id: 'web', user: 'alice', state: 'revoked' }] },
  ],
  'code-revoked-logout': [
    async (at) => {
      const answer = await at.authorize()
      await at.realm.logout(undefined, { base: 'http://localhost:2884' })
      await at.redeem(answer.told?.['code'] ?? '')
    },
    'the user logged out',
    'not revoked',
  ],
  'code-dpop-key': [
    async (at) => {
      const [one, other] = [await holder(), await holder()]
      const code = await at.code({ dpop_jkt: one.jkt })
      await at.redeem(code, {}, { headers: { authorization: BASIC, dpop: await other.proof() } })
    },
    'the code is bound to the key',
    'the DPoP proof is made with',
  ],
  'redirect-uri-trailing-slash': uri('https://app.example/cb', 'https://app.example/cb/'),
  'redirect-uri-scheme': uri('https://app.example/cb', 'http://app.example/cb'),
  'redirect-uri-host-case': uri('https://app.example/cb', 'https://App.example/cb'),
  'redirect-uri-port': uri('http://localhost:3000/cb', 'http://localhost:3001/cb'),
  'redirect-uri-www': uri('https://app.example/cb', 'https://www.app.example/cb'),
  'redirect-uri-localhost-vs-127': uri('http://localhost:3000/cb', 'http://127.0.0.1:3000/cb'),
  'redirect-uri-query-or-fragment': uri('https://app.example/cb', 'https://app.example/cb?a=b'),
  'redirect-uri-encoding': uri('https://app.example/c%62', 'https://app.example/cb'),
  'redirect-uri-differs': uri('https://app.example/cb', 'https://elsewhere.example/'),
  'redirect-uri-is-other-registered': uri('https://app.example/cb', 'https://app.example/other'),
  'redirect-uri-missing-at-token': [
    redeem({}, { redirect_uri: undefined }),
    'https://app.example/cb',
    'no redirect_uri',
  ],
  'redirect-uri-not-at-authorize': [
    redeem({ redirect_uri: undefined, scope: 'read' }, { redirect_uri: 'https://elsewhere.example/' }),
    'https://elsewhere.example/',
    'https://app.example/cb',
  ],
  'pkce-verifier-missing': [redeem(S256, {}), 'code_verifier is missing', CHALLENGE],
  'pkce-verifier-is-challenge': [redeem(S256, { code_verifier: CHALLENGE }), 'the two are equal', 'not hashed'],
  'pkce-verifier-mismatch': [redeem(S256, { code_verifier: OTHER }), CHALLENGE, 'S256(code_verifier) ='],
  'pkce-verifier-of-other-request': [
    async (at) => {
      await at.authorize({ code_challenge: OTHER, code_challenge_method: 'plain' })
      await at.redeem(await at.code(S256), { code_verifier: OTHER })
    },
    'another authorization request of this client',
    CHALLENGE,
  ],
  'pkce-challenge-hex': [redeem({ code_challenge: hex }, { code_verifier: VERIFIER }), 'hexadecimal', 'base64url'],
  'pkce-challenge-base64': [
    (at) => at.authorize({ code_challenge: base64, code_challenge_method: 'S256' }),
    'base64;',
    'base64url without padding',
  ],
  'pkce-challenge-unhashed': [
    (at) => at.authorize({ code_challenge: `${VERIFIER}~`, code_challenge_method: 'S256' }),
    '44 characters',
    'code_verifier',
  ],
  'pkce-challenge-hashed-twice': [
    redeem({ ...S256, code_challenge: twice }, { code_verifier: VERIFIER }),
    'hashed twice',
    twice,
  ],
  'pkce-method-missing-but-hashed': [
    redeem({ code_challenge: CHALLENGE }, { code_verifier: VERIFIER }),
    'S256 was not sent',
    'plain',
  ],
  'pkce-verifier-double-encoded': [
    redeem({ code_challenge: `${VERIFIER}~` }, { code_verifier: `${VERIFIER}%7E` }),
    'percent-encoded',
    '46 characters',
  ],
  'pkce-verifier-trimmed': [redeem(S256, { code_verifier: `${VERIFIER}\n` }), 'line feed', '44 characters'],
  'pkce-verifier-length': [redeem(S256, { code_verifier: 'short' }), '5 characters', '43 to 128'],
  'pkce-verifier-unexpected': [redeem({}, { code_verifier: VERIFIER }), 'code_verifier is sent', 'no code_challenge'],
  'pkce-verifier-constant': [
    async (at) => {
      await at.code(S256)
      await at.code(S256)
    },
    "'web'",
    'before',
  ],
  'nonce-constant': [
    async (at) => {
      await at.code({ nonce: 'n' })
      await at.code({ nonce: 'n' })
    },
    "'web'",
    'before',
  ],
}
