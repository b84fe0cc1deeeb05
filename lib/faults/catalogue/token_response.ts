// The token response is not what RFC 6749 §5.1 says, or is and surprises. The grant is done: the other tokens in the answer
// are good ones, and codes are spent. Where the client is told of no new refresh token, the one it sent lives on.

import type { Options } from '../options.js'
import type { Row } from './entry.js'
import { LIFETIMES, REFRESH_TOKENS, SCOPES } from './token_lifetime.js'
import { CODE, LIFE, NO_USE, REFUSE, SPEC, TEST, sets, tr, type Judged } from './token_row.js'

const ACCESS_TOKENS: readonly Row[] = [
  tr('no-access-token', 'no access_token', { remove: ['access_token'] }, REFUSE),
  tr('access-token-null', 'null as access_token', sets('access_token', null), REFUSE),
  tr('access-token-empty', 'an empty access_token', sets('access_token', ''), REFUSE),
  tr('access-token-number', 'a number as access_token', sets('access_token', 1234567890), REFUSE),
  tr('access-token-object', 'an object as access_token', sets('access_token', { value: 'inside' }), REFUSE),
  tr('access-token-nested', 'the answer inside of {"data":..}', { granted: true, around: '{"data":{body}}' }, REFUSE, {
    fault: 'wire',
  }),
  tr(
    'access-token-camel',
    'accessToken and tokenType',
    { rename: { access_token: 'accessToken', token_type: 'tokenType' } },
    REFUSE,
  ),
  tr(
    'access-token-ctl',
    'an access_token with a line feed and more than ASCII',
    sets('access_token', 'one\r\ntwo: \u00fc'),
    ['reject', NO_USE, 'RFC 6749 A.12', 'accepts'],
  ),
  tr('access-token-64k', 'a good access_token of 60 kB', { rewrite: { access_token: 'long' } }, [
    'cope',
    TEST,
    SPEC,
    'accepts',
  ]),
  tr(
    'access-token-jwt-like',
    'a good access_token with two dots that is no JWT',
    { rewrite: { access_token: 'dotted' } },
    ['cope', TEST, 'RFC 6749 §1.4', 'accepts'],
  ),
]

const COPE_TYPE: Judged = ['cope', TEST, SPEC, 'accepts']

const TOKEN_TYPES: readonly Row[] = [
  tr('no-token-type', 'no token_type', { remove: ['token_type'] }, REFUSE),
  ...['bearer', 'BEARER', 'bEaReR'].map((type, i) =>
    tr(`token-type-${['lower', 'upper', 'mixed'][i]}`, `${type} as token_type`, sets('token_type', type), COPE_TYPE, {
      module: ['fapi2-security-profile-final-client-test-token-type-case-insensitivity'],
    }),
  ),
  tr(
    'token-type-unknown',
    'mac as token_type',
    sets('token_type', 'mac'),
    ['reject', NO_USE, 'RFC 6749 §7.1', 'rejects'],
    { arguments: ['value'] },
  ),
  tr('token-type-dpop-unasked', 'DPoP as token_type, without a proof', sets('token_type', 'DPoP'), [
    'reject',
    NO_USE,
    'RFC 9449 §5',
    'accepts',
  ]),
  tr('token-type-bearer-for-dpop', 'Bearer as token_type, whatever proof was sent', sets('token_type', 'Bearer'), [
    'reject',
    NO_USE,
    'RFC 9449 §5',
    'accepts',
  ]),
]

const EXTRA = { foo: 'bar', nested: { list: [1, null, { deep: true }] }, 'urn:example:member': 0 }
const VENDOR = { expires_on: '1893456000', ext_expires_in: 3600, refresh_token_expires_in: 86400, not_before: '0' }
/** Made of text, because a literal would set the prototype. */
const PROTO = JSON.parse('{"__proto__":{"polluted":true}}') as Options

const OTHERS: readonly Row[] = [
  tr('extra-members', 'members that no RFC knows, nested ones too', { set: EXTRA }, LIFE),
  tr('proto-key', 'a member named __proto__', { set: PROTO }, ['cope', TEST, 'RFC 8259 §4', 'accepts']),
  tr('vendor-members', 'expires_on, ext_expires_in and refresh_token_expires_in', { set: VENDOR }, LIFE),
  tr('id-token-garbage', '"abc" as id_token', sets('id_token', 'abc'), [
    'reject',
    NO_USE,
    'OpenID Connect Core §3.1.3.7',
    'rejects',
  ]),
  tr(
    'id-token-absent',
    'no id_token although openid was asked for',
    { remove: ['id_token'] },
    ['reject', NO_USE, 'OpenID Connect Core §3.1.3.3', 'rejects'],
    CODE,
  ),
  tr(
    'form-encoded',
    'a form-encoded answer, as by GitHub',
    { granted: true, around: '{form}', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    ['undefined', TEST, SPEC, 'rejects'],
    { fault: 'wire' },
  ),
  tr(
    'issued-token-type-wrong',
    'another issued_token_type than it asked for',
    sets('issued_token_type', 'urn:ietf:params:oauth:token-type:saml2'),
    ['reject', NO_USE, 'RFC 8693 §2.2.1', 'accepts'],
    { part: 'urn:ietf:params:oauth:grant-type:token-exchange' },
  ),
]

export const TOKEN_RESPONSES: readonly Row[] = [
  ...ACCESS_TOKENS,
  ...TOKEN_TYPES,
  ...LIFETIMES,
  ...REFRESH_TOKENS,
  ...SCOPES,
  ...OTHERS,
]
