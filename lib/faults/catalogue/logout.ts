// Logout: the way back to the client, logout tokens that must be refused, and frames about somebody else (OpenID Connect
// RP-Initiated, Back-Channel and Front-Channel Logout).

import type { Options } from '../options.js'
import type { Duty, Probe, Row } from './entry.js'

const TEST: Probe = { kind: 'test' }
const EVENT = 'http://schemas.openid.net/event/backchannel-logout'
const VALIDATION = 'OpenID Connect Back-Channel Logout §2.6'

function back(name: string, way: string, summary: string, spec: string, module: readonly string[] = []): Row {
  const rest = { summary, spec, probe: TEST, ...(module.length > 0 && { module }) }
  return { id: `lo-${name}`, points: ['logout'], fault: 'logout', options: { way }, duty: 'reject', ...rest }
}

/** A logout token on its way to the client, which has to answer 400. */
function token(name: string, options: Options, summary: string, more: Partial<Row> = {}): Row {
  const rest = { summary, spec: VALIDATION, duty: 'reject' as Duty, probe: TEST, ...more }
  return { id: `lo-backchannel-${name}`, points: ['logout_token'], fault: 'jwt', options, ...rest }
}

const suite = (name: string): Partial<Row> => ({ module: [`oidcc-client-test-rp-backchannel-rpinitlogout-${name}`] })

export const LOGOUT: readonly Row[] = [
  back(
    'no-redirect',
    'no-redirect',
    'ends at a page of the provider instead of the client',
    'OpenID Connect RP-Initiated Logout §3',
  ),
  back('state-missing', 'state-missing', 'is sent back without state', 'OpenID Connect RP-Initiated Logout §3', [
    'oidcc-client-test-rp-init-logout-no-state',
  ]),
  back('state-wrong', 'state-wrong', 'is sent back with another state', 'OpenID Connect RP-Initiated Logout §3', [
    'oidcc-client-test-rp-init-logout-other-state',
  ]),
  token('wrong-alg', { signer: 'another-algorithm' }, 'is signed with another algorithm', suite('wrong-alg')),
  token('alg-none', { signer: 'nobody' }, 'is not signed, and says alg none', suite('alg-none')),
  token(
    'wrong-iss',
    { claims: { iss: 'https://another-issuer.example' } },
    'is from another issuer',
    suite('wrong-issuer'),
  ),
  token('wrong-aud', { claims: { aud: 'another-client' } }, 'is for another client', suite('wrong-aud')),
  token(
    'wrong-event',
    { claims: { events: { set: { [`${EVENT}-other`]: {} } } } },
    'tells of another event',
    suite('wrong-event'),
  ),
  token('no-event', { claims: { events: null } }, 'tells of no event', suite('no-event')),
  token('with-nonce', { claims: { nonce: 'must-not-be-here' } }, 'has a nonce, as ID Tokens have', suite('with-nonce')),
  token('no-sub-no-sid', { claims: { sub: null, sid: null } }, 'has neither sub nor sid'),
  token('replayed', { how: 'replayed' }, 'is sent twice, the second time as a replay', { fault: 'notice' }),
  token('expired', { claims: { iat: { after: -3600 }, exp: { after: -3480 } } }, 'has expired'),
  token('unknown-sid', { claims: { sid: 'no-session-has-this-name' } }, 'is about a session that nobody knows', {
    duty: 'cope',
  }),
  token('twice', { how: 'twice' }, 'is sent, and then another one of the same logout', {
    fault: 'notice',
    duty: 'cope',
    spec: 'OpenID Connect Back-Channel Logout §2.7',
  }),
  token('get', { how: 'get' }, 'is sent by GET', { fault: 'notice', spec: 'OpenID Connect Back-Channel Logout §2.5' }),
  back(
    'frontchannel-wrong-iss',
    'frame-iss',
    'tells clients in frames about a logout at another issuer',
    'OpenID Connect Front-Channel Logout §2',
    ['oidcc-client-test-rp-frontchannel-rpinitlogout'],
  ),
  back(
    'frontchannel-wrong-sid',
    'frame-sid',
    'tells clients in frames about a logout of another session',
    'OpenID Connect Front-Channel Logout §2',
    ['oidcc-client-test-rp-frontchannel-rpinitlogout'],
  ),
]
