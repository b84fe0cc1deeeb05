// Codes and tokens that end before their time or live beyond it, servers that forget, clocks that are wrong. What the
// client meets afterwards is the server's own judgement.

import type { Row } from './entry.js'
import { LIFECYCLE_REFRESH } from './lifecycle_refresh.js'
import { lc, life, upheaval, REDEMPTION, TOKENS, RESPONSE, RESOURCES, CODE, USED } from './lifecycle_row.js'
import { NO_STORM, NO_USE, REFETCH, TEST } from './written.js'

export const LIFECYCLE: readonly Row[] = [
  lc(
    'code-expired',
    REDEMPTION,
    life('code', 'expire', 'comes when its code has just expired'),
    'finds the code expired between redirect and redemption',
    ['new grant', NO_STORM, CODE],
  ),
  lc(
    'code-expired-on-arrival',
    RESPONSE,
    life('code', 'expire', 'gets a code that has expired already'),
    'brings a code that is dead when it arrives',
    ['new grant', NO_STORM, CODE],
  ),
  lc(
    'code-replayed',
    RESPONSE,
    life('code', 'spend', 'gets a code that somebody else redeems first'),
    'brings a code that somebody else redeems first',
    ['reject', NO_STORM, 'RFC 6749 §10.5'],
  ),
  lc(
    'code-slow-callback',
    { ...RESPONSE, arguments: ['delay'] },
    ['latency', { delay: '3s' }],
    'is redirected to the client late, after 3s unless told',
    ['cope', TEST],
  ),
  lc(
    'double-callback',
    RESPONSE,
    ['detour', { way: 'twice' }],
    'reaches the client twice, as from a browser that fetches ahead',
    ['cope', { kind: 'no-storm', most: 1 }],
  ),
  lc(
    'access-token-dead',
    TOKENS,
    life('access_token', 'shorten', 'gets an access token that has expired already', { share: 0 }),
    'gets an access token that has expired already, under a positive expires_in',
    ['cope', NO_STORM, USED],
  ),
  lc(
    'access-token-early-death',
    TOKENS,
    life('access_token', 'shorten', 'gets an access token that dies after a tenth of its life', { share: 0.1 }),
    'gets an access token that dies after a tenth of its life',
    ['cope', TEST, 'OAuth 2.1 §3.2.3'],
  ),
  lc(
    'access-token-revoked-midflight',
    RESOURCES,
    life('access_token', 'revoke', 'comes with an access token that is revoked this moment'),
    'finds its access token revoked from this call on',
    ['cope', { kind: 'one-retry' }, USED],
  ),
  lc(
    'access-token-always-rejected',
    RESOURCES,
    ['error', { code: 'invalid_token' }],
    'is refused with invalid_token, whatever token it brings',
    ['cope', NO_STORM, USED],
  ),
  lc(
    'access-token-outlives',
    RESOURCES,
    life('access_token', 'revive', 'is let in with an access token that is over'),
    'is let in with an access token that has expired or was revoked',
    ['undefined', TEST],
  ),
  ...LIFECYCLE_REFRESH,
  ...(['ahead', 'behind'] as const).map((side) =>
    lc(
      `clock-${side}`,
      { points: ['any', 'token', 'authorize', 'userinfo', 'introspect', 'jwks', 'discovery'], arguments: ['by'] },
      ['skew', { behind: side === 'behind' }],
      `is answered by a server whose clock is ${side}, by 10m unless told: iat, exp, nbf, auth_time and Date`,
      ['cope', NO_USE, 'RFC 7519 §4.1.4'],
      'AA',
    ),
  ),
  lc('restart', TOKENS, upheaval('restart'), 'finds a server that has lost all codes, tokens and sessions', [
    'new grant',
    NO_STORM,
  ]),
  lc('key-rotated-midflow', REDEMPTION, upheaval('rotate-abrupt'), 'gets an ID Token signed with a new key', [
    'cope',
    REFETCH,
    'OpenID Connect Core §10.1.1',
  ]),
  lc(
    'client-secret-rotated',
    { points: ['token', 'par', 'introspect', 'revoke'] },
    ['error', { code: 'invalid_client', description: 'the client secret was rotated' }],
    'is refused with invalid_client, as after a rotation of the secret',
    ['reject', NO_STORM, 'RFC 6749 §5.2'],
  ),
  lc(
    'consent-withdrawn',
    { points: ['token', 'userinfo', 'resource', 'documents'] },
    life('either', 'withdraw', 'finds that the user has withdrawn the consent'),
    'finds that the user has withdrawn the consent, with all that came of it',
    ['new grant', NO_STORM],
  ),
  lc(
    'user-switched',
    { points: ['authorize'], stage: 'response' },
    life('code', 'reassign', 'gets the code of another user'),
    'brings a code for which the tokens of another user come back, where there are two',
    ['reject', TEST],
  ),
]
