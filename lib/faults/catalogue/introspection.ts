// Token introspection: answers that a resource server must not believe, or cannot have (RFC 7662, RFC 9701).

import type { Options } from '../options.js'
import type { Probe, Row } from './entry.js'
import { measured } from './measured.js'

/** Whether the resource denies, only its own test can tell. */
const TEST: Probe = { kind: 'test' }
const RESPONSE = 'RFC 7662 §2.2'

function introspected(name: string, options: Options, summary: string, more: Partial<Row> = {}): Row {
  const rest = { summary, spec: RESPONSE, duty: 'reject', probe: TEST, ...more } as const
  return { id: `in-${name}`, points: ['introspect'], fault: 'claims', options, ...rest }
}

export const INTROSPECTION: readonly Row[] = measured([
  introspected('active-string', { set: { active: 'true' } }, 'gets active as the text "true"'),
  introspected('active-missing', { remove: ['active'] }, 'gets no active'),
  introspected('inactive-with-claims', { set: { active: false } }, 'gets active false beside the claims of the token'),
  introspected(
    'wrong-aud',
    { set: { aud: 'https://another-resource.example' } },
    'gets the audience of another resource',
  ),
  introspected('expired-but-active', { past: true }, 'gets active true beside an exp that is over'),
  introspected('500', { status: 500 }, 'is answered with 500', { fault: 'status', arguments: ['retry_after'] }),
  introspected('slow', { delay: '10s' }, 'is answered 10 s late, or as late as the time after the colon says', {
    fault: 'latency',
    arguments: ['delay'],
  }),
  introspected('401', { code: 'invalid_client' }, 'is answered with 401 invalid_client', {
    fault: 'error',
    arguments: ['description'],
    spec: 'RFC 7662 §2.3',
  }),
  introspected('jwt-bad-signature', { signature: 'broken' }, 'gets its JWT with a signature that does not verify', {
    fault: 'signed',
    spec: 'RFC 9701 §5',
  }),
  introspected('jwt-wrong-typ', { typ: 'JWT' }, 'gets its JWT with typ JWT', { fault: 'signed', spec: 'RFC 9701 §5' }),
])
