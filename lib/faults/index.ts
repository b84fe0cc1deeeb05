// The ways to go wrong, one file each; what is written after `=` in a rule is in catalogue.ts. To add
// one: a file, a line here, a row there, and a test that a strict client notices.

import { badjson } from './badjson.js'
import { empty } from './empty.js'
import { error } from './error.js'
import type { Fault } from './fault.js'
import { hang } from './hang.js'
import { html } from './html.js'
import { latency } from './latency.js'
import { reset } from './reset.js'
import { status } from './status.js'
import { truncate } from './truncate.js'

export const FAULTS = { error, status, latency, hang, reset, truncate, badjson, html, empty } as const satisfies Record<
  string,
  Fault
>

export type FaultName = keyof typeof FAULTS
