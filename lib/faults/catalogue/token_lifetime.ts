// The part of a token response that says how long and for what: expires_in, refresh_token, scope.

import type { Options } from '../options.js'
import type { Duty, Row } from './entry.js'
import { CODE, LIFE, NEW, NO_STORM, REFRESH, SAME, SPEC, TEST, sets, tr, type Judged } from './token_row.js'

const expires = (name: string, what: string, value: Options[string], judged: Judged, more: Partial<Row> = {}): Row =>
  tr(`expires-in-${name}`, `${what} as expires_in`, sets('expires_in', value), judged, more)
const counted = (name: string, what: string, rewrite: string, duty: Duty): Row =>
  tr(`expires-in-${name}`, `${what} as expires_in`, { rewrite: { expires_in: rewrite } }, [duty, TEST, SPEC, 'accepts'])

export const LIFETIMES: readonly Row[] = [
  tr('expires-in-absent', 'no expires_in', { remove: ['expires_in'] }, LIFE, {
    module: ['fapi2-security-profile-final-client-test-token-endpoint-response-without-expires_in'],
  }),
  counted('string', 'the seconds as a text', 'text', 'cope'),
  expires('garbage', '"1 hour"', '1 hour', ['reject', TEST, SPEC, 'accepts'], { arguments: ['value'] }),
  expires('zero', '0', 0, ['cope', NO_STORM, 'RFC 6749 A.14', 'accepts']),
  expires('negative', '-1', -1, ['reject', NO_STORM, 'RFC 6749 A.14', 'rejects']),
  expires('null', 'null', null, ['reject', TEST, SPEC, 'rejects']),
  expires('bool', 'true', true, ['reject', TEST, SPEC, 'rejects']),
  counted('float', 'half a second less', 'fraction', 'cope'),
  counted('ms', 'milliseconds', 'milliseconds', 'undefined'),
  expires('huge', '1e15', 1e15, ['cope', NO_STORM, SPEC, 'accepts']),
  counted('absolute', 'the Unix time of the end', 'timestamp', 'undefined'),
  expires('short', '5 seconds', 5, ['cope', NO_STORM, SPEC, 'accepts']),
  tr('expires-in-typo', 'expires_id in place of expires_in', { rename: { expires_in: 'expires_id' } }, LIFE),
]

const SPEC_6 = 'RFC 6749 §6'
const KEEP = { keeps: 'refresh_token' }

export const REFRESH_TOKENS: readonly Row[] = [
  tr('no-refresh-token', 'no refresh_token although one was asked for', { remove: ['refresh_token'] }, LIFE, CODE),
  tr(
    'refresh-not-returned',
    'no refresh_token, and the old one lives on',
    { remove: ['refresh_token'], ...KEEP },
    ['cope', SAME, SPEC_6, 'accepts'],
    { ...REFRESH, module: ['oidcc-client-test-refresh-token'] },
  ),
  tr(
    'refresh-rotated',
    'a new refresh_token',
    { rewrite: { refresh_token: 'new' } },
    ['cope', NEW, SPEC_6, 'accepts'],
    REFRESH,
  ),
  tr(
    'refresh-same',
    'the refresh_token that it sent',
    { rewrite: { refresh_token: 'sent' }, ...KEEP },
    ['cope', SAME, SPEC_6, 'accepts'],
    REFRESH,
  ),
  tr('refresh-null', 'null as refresh_token', { set: { refresh_token: null }, ...KEEP }, [
    'reject',
    SAME,
    SPEC_6,
    'rejects',
  ]),
  tr('refresh-empty', 'an empty refresh_token', { set: { refresh_token: '' }, ...KEEP }, [
    'reject',
    SAME,
    SPEC_6,
    'rejects',
  ]),
  tr(
    'refresh-for-client-credentials',
    'a refresh_token for client credentials',
    sets('refresh_token', 'nobody-asked-for-it'),
    ['cope', TEST, 'RFC 6749 §4.4.3', 'accepts'],
    { part: 'client_credentials' },
  ),
]

const scope = (name: string, what: string, rewrite: string, judged: Judged): Row =>
  tr(`scope-${name}`, what, { rewrite: { scope: rewrite } }, judged)

export const SCOPES: readonly Row[] = [
  tr('scope-absent', 'no scope', { remove: ['scope'] }, ['cope', TEST, SPEC, 'accepts'], {
    module: [
      'fapi1-advanced-final-client-test-no-scope-in-token-endpoint-response',
      'fapi-ciba-id1-client-no-scope-in-token-endpoint-response-test',
    ],
  }),
  scope('narrowed', 'a scope less', 'narrower', ['cope', TEST, 'RFC 6749 §3.3', 'accepts']),
  scope('widened', 'a scope more than it asked for', 'wider', ['cope', TEST, 'RFC 6749 §3.3', 'accepts']),
  scope('reordered', 'its scopes in another order', 'reordered', ['cope', TEST, 'RFC 6749 §3.3', 'accepts']),
  scope('array', 'its scopes in an array', 'list', ['reject', TEST, 'RFC 6749 §3.3', 'rejects']),
  scope('comma', 'its scopes with commas between them', 'commas', ['cope', TEST, 'RFC 6749 §3.3', 'accepts']),
  tr('scope-null', 'null as scope', sets('scope', null), ['reject', TEST, 'RFC 6749 §3.3', 'rejects']),
  tr('scope-empty', 'an empty scope', sets('scope', ''), ['cope', TEST, 'RFC 6749 §3.3', 'accepts']),
]
