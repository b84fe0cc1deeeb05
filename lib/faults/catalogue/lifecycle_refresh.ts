// Refresh tokens that end, rotate and race, and what comes of a refresh (RFC 6749 §6, RFC 9700 §4.14.2, OpenID Connect
// Core §12).

import type { Row } from './entry.js'
import { lc, life, upheaval, idToken, REFRESH, ANEW, REFRESHED } from './lifecycle_row.js'
import { NO_STORM, NO_USE, TEST } from './written.js'

export const LIFECYCLE_REFRESH: readonly Row[] = [
  lc(
    'refresh-expired',
    REFRESH,
    life('refresh_token', 'expire', 'comes when its refresh token has just expired'),
    'finds its refresh token expired',
    ['new grant', ANEW, 'RFC 6749 §5.2'],
  ),
  lc(
    'refresh-revoked',
    REFRESH,
    life('refresh_token', 'revoke-by-user', 'finds its refresh token revoked by the user'),
    'finds its refresh token revoked by the user',
    ['new grant', NO_STORM, 'RFC 6749 §5.2'],
  ),
  lc(
    'refresh-rotation-race',
    REFRESH,
    ['race', {}],
    'is refused with invalid_grant when another one brought the same refresh token within 10s before it',
    ['cope', TEST, 'RFC 9700 §4.14.2'],
  ),
  lc(
    'refresh-family-revoked',
    REFRESH,
    life('refresh_token', 'revoke-family', 'finds all tokens of its authorization revoked, as after a theft'),
    'finds all tokens of its authorization revoked, as after a theft',
    ['new grant', ANEW, 'RFC 9700 §4.14.2'],
  ),
  lc(
    'refresh-response-lost',
    REFRESH,
    upheaval('lost-answer'),
    'is done, and its answer is lost in a connection reset',
    ['cope', { kind: 'same-refresh-token' }, 'RFC 9700 §4.14.2'],
  ),
  lc(
    'refresh-rotated-old-works',
    REFRESH,
    life('refresh_token', 'keep-old', 'gets a new refresh token, and the old one goes on working'),
    'gets a new refresh token while the old one goes on working',
    ['cope', { kind: 'new-refresh-token' }, 'RFC 6749 §6'],
  ),
  lc(
    'refresh-id-token-new-sub',
    REFRESH,
    idToken({ sub: { append: '-other' } }),
    'gets an ID Token of another user',
    ['reject', NO_USE, REFRESHED],
    'AA',
  ),
  lc(
    'refresh-id-token-new-iss',
    REFRESH,
    idToken({ iss: { append: '1' } }),
    'gets an ID Token of another issuer',
    ['reject', NO_USE, REFRESHED],
    'RR',
  ),
  lc(
    'refresh-id-token-absent',
    REFRESH,
    ['members', { remove: ['id_token'] }],
    'gets no ID Token',
    ['cope', TEST, REFRESHED],
    'AA',
  ),
  lc(
    'refresh-id-token-new-auth-time',
    REFRESH,
    idToken({ auth_time: { after: 0 } }),
    'gets an ID Token of a login that happened this moment',
    ['reject', TEST, REFRESHED],
    'AA',
  ),
  lc(
    'refresh-scope-shrinks',
    REFRESH,
    life('access_token', 'narrow', 'gets an access token that has lost a scope'),
    'gets an access token without the last of its scopes, and is told so',
    ['cope', TEST, 'RFC 6749 §5.1'],
    'AA',
  ),
]
