// Revocation that does not come about (RFC 7009 §2.2.1). The tokens stay good.

import type { Row } from './entry.js'
import { measured } from './measured.js'

const TEST = { kind: 'test' } as const
const SPEC = 'RFC 7009 §2.2.1'
const REVOKE = { points: ['revoke'], spec: SPEC } as const

export const REVOCATION: readonly Row[] = measured([
  {
    ...REVOKE,
    id: 'rv-503',
    fault: 'canned',
    options: {
      status: 503,
      headers: { 'retry-after': '1' },
      members: { error: 'temporarily_unavailable', error_description: 'requested by fault {cause}' },
    },
    summary: 'is answered with 503 and Retry-After: 1; the token is still good',
    duty: 'back off',
    probe: { kind: 'one-retry' },
  },
  {
    ...REVOKE,
    id: 'rv-unsupported-token-type',
    fault: 'error',
    options: { code: 'unsupported_token_type' },
    arguments: ['description'],
    summary: 'is answered with 400 unsupported_token_type',
    duty: 'cope',
    probe: TEST,
  },
  {
    ...REVOKE,
    id: 'rv-500',
    fault: 'status',
    options: { status: 500 },
    arguments: ['retry_after'],
    summary: 'is answered with 500',
    duty: 'cope',
    probe: TEST,
  },
  { ...REVOKE, id: 'rv-hang', fault: 'hang', summary: 'is never answered', duty: 'cope', probe: TEST },
])
