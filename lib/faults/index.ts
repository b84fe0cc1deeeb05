// The ways to go wrong, one file each; what is written after `=` in a rule is in catalogue.ts. To add
// one: a file, a line here, a row there, and a test that a strict client notices.

import { badjson } from './badjson.js'
import { canned } from './canned.js'
import { carrying } from './carrying.js'
import { claims } from './claims.js'
import { demand } from './demand.js'
import { detour } from './detour.js'
import { early } from './early.js'
import { empty } from './empty.js'
import { error } from './error.js'
import type { Fault } from './fault.js'
import { hang } from './hang.js'
import { hinted } from './hinted.js'
import { hold } from './hold.js'
import { html } from './html.js'
import { jwt } from './jwt.js'
import { keyset } from './keyset.js'
import { latency } from './latency.js'
import { life } from './life.js'
import { lists } from './lists.js'
import { located } from './located.js'
import { logout } from './logout.js'
import { members } from './members.js'
import { metadata } from './metadata.js'
import { nonce } from './nonce.js'
import { notice } from './notice.js'
import { outage } from './outage.js'
import { preflight } from './preflight.js'
import { polling } from './polling.js'
import { pushed } from './pushed.js'
import { race } from './race.js'
import { registered } from './registered.js'
import { reset } from './reset.js'
import { response } from './response.js'
import { signed } from './signed.js'
import { skew } from './skew.js'
import { sources } from './sources.js'
import { status } from './status.js'
import { stolen } from './stolen.js'
import { truncate } from './truncate.js'
import { unauthorized } from './unauthorized.js'
import { upheaval } from './upheaval.js'
import { wire } from './wire.js'

export const FAULTS = {
  error,
  status,
  latency,
  hang,
  reset,
  truncate,
  badjson,
  html,
  hold,
  empty,
  members,
  wire,
  canned,
  outage,
  preflight,
  early,
  carrying,
  claims,
  demand,
  hinted,
  located,
  logout,
  lists,
  nonce,
  notice,
  polling,
  pushed,
  registered,
  signed,
  sources,
  unauthorized,
  detour,
  jwt,
  keyset,
  life,
  metadata,
  race,
  response,
  skew,
  stolen,
  upheaval,
} as const satisfies Record<string, Fault>

export type FaultName = keyof typeof FAULTS
