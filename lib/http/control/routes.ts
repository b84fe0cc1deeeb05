// Every route of the control API.

import { CLOCK_ROUTES } from './clock.js'
import { EVIDENCE_ROUTES } from './evidence.js'
import { EVENT_ROUTES } from './events.js'
import { FAULT_ROUTES } from './faults.js'
import { ISSUE_ROUTES } from './issue.js'
import { JOURNAL_ROUTES } from './journal.js'
import { KEY_ROUTES } from './keys.js'
import { LOGIN_ROUTES } from './login.js'
import { PENDING_ROUTES } from './pending.js'
import { PEOPLE_ROUTES } from './people.js'
import { PROCESS_ROUTES } from './process.js'
import { REALM_ROUTES } from './realms.js'
import type { Route } from './route.js'
import { SNAPSHOT_ROUTES } from './snapshot.js'
import { VERIFY_ROUTES } from './verify.js'

export const ROUTES: readonly Route[] = [
  ...PROCESS_ROUTES,
  ...PEOPLE_ROUTES,
  ...ISSUE_ROUTES,
  ...KEY_ROUTES,
  ...LOGIN_ROUTES,
  ...PENDING_ROUTES,
  ...FAULT_ROUTES,
  ...CLOCK_ROUTES,
  ...JOURNAL_ROUTES,
  ...VERIFY_ROUTES,
  ...EVIDENCE_ROUTES,
  ...REALM_ROUTES,
  ...SNAPSHOT_ROUTES,
  ...EVENT_ROUTES,
]
