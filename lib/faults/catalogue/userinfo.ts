// UserInfo: another subject, odd claims, JWTs that must not be believed, claims from elsewhere (OpenID Connect Core §5.3, §5.6).

import type { Probe, Row } from './entry.js'
import { rowsOf } from './group_row.js'
import { measured } from './measured.js'

const TEST: Probe = { kind: 'test' }
const STORM: Probe = { kind: 'no-storm', most: 3 }
const RESPONSE = 'OpenID Connect Core §5.3.2'
const SIGNED = { fault: 'signed', module: ['oidcc-client-test-userinfo-signed'] } as const

const ui = rowsOf('ui', { points: ['userinfo'], fault: 'claims' })

const ODD = {
  name: ['Alice', 'Liddell'],
  email: 42,
  email_verified: 'true',
  phone_number: { country: 1 },
  updated_at: 'yesterday',
  address: 'Oxford',
  locale: 7,
} as const

export const USERINFO: readonly Row[] = measured([
  ui('sub-mismatch', { append: { sub: 'invalid' } }, 'gets the sub of somebody else', ['reject', TEST, RESPONSE], {
    module: ['oidcc-client-test-userinfo-invalid-sub'],
  }),
  ui('sub-missing', { remove: ['sub'] }, 'gets no sub', ['reject', TEST, RESPONSE]),
  ui(
    '401',
    { code: 'invalid_token' },
    'is answered with 401 and a Bearer challenge that says invalid_token',
    ['cope', STORM, 'OpenID Connect Core §5.3.3'],
    { fault: 'error', arguments: ['description'] },
  ),
  ui(
    '403-insufficient-scope',
    { code: 'insufficient_scope' },
    'is answered with 403 and a Bearer challenge that says insufficient_scope',
    ['cope', STORM, 'RFC 6750 §3.1'],
    { fault: 'error', arguments: ['description'] },
  ),
  ui('500', { status: 500 }, 'is answered with 500', ['cope', STORM], { fault: 'status', arguments: ['retry_after'] }),
  ui('html', {}, 'is answered with an HTML page and 200', ['cope', STORM, RESPONSE], { fault: 'html' }),
  ui('slow', { delay: '10s' }, 'is answered 10 s late, or as late as the time after the colon says', ['cope', STORM], {
    fault: 'latency',
    arguments: ['delay'],
  }),
  ui(
    'signed-unexpected',
    { form: 'jwt' },
    'gets a JWT, which it did not register for',
    ['reject', TEST, RESPONSE],
    SIGNED,
  ),
  ui(
    'signed-bad-signature',
    { form: 'jwt', signature: 'broken' },
    'gets a JWT whose signature does not verify',
    ['reject', TEST, RESPONSE],
    SIGNED,
  ),
  ui(
    'signed-wrong-aud',
    { form: 'jwt', aud: 'another-client' },
    'gets a JWT for another client',
    ['reject', TEST, RESPONSE],
    SIGNED,
  ),
  ui(
    'plain-when-signed-registered',
    { form: 'json' },
    'gets JSON though it registered for a JWT',
    ['reject', TEST, RESPONSE],
    SIGNED,
  ),
  ui('claims-null', { all_but: ['sub'] }, 'gets every claim but sub as null', ['cope', TEST, RESPONSE], {
    module: ['oidcc-client-test-scope-userinfo-claims'],
  }),
  ui('claims-odd-types', { set: ODD }, 'gets claims of types that nobody expects', ['cope', TEST, RESPONSE], {
    module: ['oidcc-client-test-scope-userinfo-claims'],
  }),
  ui('claims-missing-email', { remove: ['email', 'email_verified'] }, 'gets no email', ['cope', TEST, RESPONSE], {
    module: ['oidcc-client-test-scope-userinfo-claims'],
  }),
  ui(
    'aggregated',
    { kind: 'aggregated' },
    'gets two claims in a JWT of another source',
    ['cope', TEST, 'OpenID Connect Core §5.6.2'],
    { fault: 'sources', module: ['oidcc-client-test-aggregated-claims'] },
  ),
  ui(
    'distributed',
    { kind: 'distributed' },
    'gets the URL of another source for two claims',
    ['cope', TEST, 'OpenID Connect Core §5.6.2'],
    { fault: 'sources', module: ['oidcc-client-test-distributed-claims'] },
  ),
  ui(
    'distributed-500',
    { kind: 'distributed', status: 500 },
    'gets the URL of another source for two claims, which answers 500',
    ['cope', TEST, 'OpenID Connect Core §5.6.2'],
    { fault: 'sources', module: ['oidcc-client-test-distributed-claims'] },
  ),
  ui(
    'rejects-body',
    { refuses: 'body' },
    'is refused with 400 when the token is in the body',
    ['cope', TEST, 'OpenID Connect Core §5.3.1'],
    { fault: 'carrying', module: ['oidcc-client-test-userinfo-bearer-body'] },
  ),
  ui(
    'rejects-post',
    { refuses: 'post' },
    'is refused with 405 when it is a POST',
    ['cope', TEST, 'OpenID Connect Core §5.3.1'],
    { fault: 'carrying', module: ['oidcc-client-test-userinfo-bearer-header'] },
  ),
])
