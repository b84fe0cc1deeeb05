// All rows, by theme.

import type { Rows } from '../row.js'
import { ASSERTIONS } from './assertions.js'
import { AUTHENTICATION } from './authentication.js'
import { CODES_ROWS } from './codes.js'
import { DEVICES } from './devices.js'
import { BROUGHT, DRAWER, NOWHERE, TRANSLATED } from './documents.js'
import { OTHERS, REFRESH } from './grants.js'
import { EXCHANGES, OBJECTS } from './objects.js'
import { LOGINS, LOGOUTS, SCOPES, TARGETS } from './people.js'
import { DOCUMENTED, MANAGEMENT, REGISTRATIONS, STATEMENTS } from './registrations.js'
import { AUTHORIZATIONS, BODIES, GRANT_TYPES, PUSHED } from './requests.js'
import { PROOFS, TOKENS } from './tokens.js'

export const ROWS: Rows = {
  ...AUTHENTICATION,
  ...ASSERTIONS,
  ...CODES_ROWS,
  ...REFRESH,
  ...DEVICES,
  ...OTHERS,
  ...BODIES,
  ...GRANT_TYPES,
  ...AUTHORIZATIONS,
  ...PUSHED,
  ...SCOPES,
  ...TARGETS,
  ...LOGINS,
  ...LOGOUTS,
  ...TOKENS,
  ...PROOFS,
  ...OBJECTS,
  ...EXCHANGES,
  ...REGISTRATIONS,
  ...MANAGEMENT,
  ...STATEMENTS,
  ...DOCUMENTED,
  ...DRAWER,
  ...TRANSLATED,
  ...NOWHERE,
  ...BROUGHT,
}
