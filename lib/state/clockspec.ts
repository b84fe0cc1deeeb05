// A clock as people write it: `system`, `2030-01-01T00:00:00Z`, `+30d`, `frozen`, `frozen:…`, `x60`.

import { parseDuration } from '../protocol/duration.js'
import { instant } from '../protocol/instant.js'
import { Clock } from './clock.js'

const FORMS = 'system, +30d, -90s, 2030-01-01T00:00:00Z, frozen, frozen:2030-01-01T00:00:00Z or x60'

/**
 * @param spec As above.
 * @param real Milliseconds since the epoch; fake timers can share their time.
 * @param parent The clock that a shift such as `+30d` counts from, in place of real time.
 * @throws RangeError with a sentence that says what to write.
 */
export function clockFrom(spec: string, real?: () => number, parent?: Clock): Clock {
  const clock = new Clock(real, spec === 'system' ? undefined : parent)
  if (spec === 'system' || spec === '') return clock
  const scale = /^x(\d+(?:\.\d+)?)$/.exec(spec)
  if (scale) clock.scale(Number(scale[1]))
  else if (/^[+-]/.test(spec)) clock.set(clock.now() + (spec.startsWith('-') ? -1 : 1) * shift(spec))
  else if (spec === 'frozen') clock.freeze()
  else if (spec.startsWith('frozen:')) clock.freeze(instant(spec.slice('frozen:'.length)))
  else if (/^\d/.test(spec)) clock.set(instant(spec))
  else throw new RangeError(`'${spec}' is not a clock; write ${FORMS}`)
  return clock
}

function shift(spec: string): number {
  try {
    return parseDuration(spec.slice(1))
  } catch {
    throw new RangeError(`'${spec}' is not a clock; write ${FORMS}`)
  }
}
