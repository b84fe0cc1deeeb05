// ID Tokens that a client must refuse, and some that it must take (OpenID Connect Core §2, §3.1.3.7). All else in the
// answer is real.

import type { Row } from './entry.js'
import { CLAIMS } from './id_token_claims.js'
import { SIGNATURES } from './id_token_signature.js'
import { TIMES } from './id_token_times.js'

export const ID_TOKENS: readonly Row[] = [...SIGNATURES, ...CLAIMS, ...TIMES]
