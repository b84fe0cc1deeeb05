// The RFCs as they are written: the profile that all others are measured against.

import { STANDARD } from '../protocol/policy.js'
import { PATHS } from './paths.js'
import type { Profile } from './profile.js'
import { read } from './reading.js'
import { write } from './writing.js'

export const standard: Profile = {
  name: 'standard',
  summary: 'OAuth 2.0 and OpenID Connect as the RFCs have them, with the checks of RFC 9700',
  documentation: 'https://www.rfc-editor.org/rfc/rfc9700',
  paths: PATHS,
  policy: STANDARD,
  read,
  write,
}
