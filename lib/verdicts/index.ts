// One judge for each kind of probe. To add one: a kind in the catalogue's entry.ts, a judge, a line here.

import type { Probe } from '../faults/catalogue/index.js'
import { noToken, noUse } from './absence.js'
import { newAuthorization } from './authorization.js'
import type { Judge } from './judge.js'
import { program } from './program.js'
import { refetch } from './refetch.js'
import { newRefreshToken, sameRefreshToken } from './refresh.js'
import { noStorm, oneRetry } from './retry.js'
import { wait } from './wait.js'

export const JUDGES: Readonly<Record<Probe['kind'], Judge>> = {
  'no-use': noUse,
  'no-token': noToken,
  'one-retry': oneRetry,
  wait,
  'same-refresh-token': sameRefreshToken,
  'new-refresh-token': newRefreshToken,
  'no-storm': noStorm,
  'new-authorization': newAuthorization,
  refetch,
  test: program,
}
