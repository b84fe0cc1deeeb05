// The realm's clock over HTTP: read, set, advance, freeze, resume, reset.

import { parseDuration } from '../../protocol/duration.js'
import { instant } from '../../protocol/instant.js'
import type { Members } from '../../protocol/messages.js'
import type { Realm } from '../../realm.js'
import { bodyOf, member } from './body.js'
import { ControlProblem } from './problem.js'
import type { ControlRequest } from '../server.js'

export function readClock(realm: Realm): Members {
  const { now, mode, offset, rate } = realm.clock.read()
  return { now: new Date(now).toISOString(), mode, offset: offset / 1000, rate }
}

export function moveClock(realm: Realm, verb: string, request: ControlRequest): Members {
  const body = bodyOf(request)
  try {
    if (verb === 'advance') realm.clock.advance(parseDuration(member(body, 'by', '"1h"')))
    else if (verb === 'freeze')
      realm.clock.freeze(
        body['at'] === undefined ? undefined : instant(String(member(body, 'at', '"2030-01-01T00:00:00Z"'))),
      )
    else if (verb === 'resume') realm.clock.resume()
    else if (verb === 'set') realm.clock.set(instant(String(member(body, 'now', '"2030-01-01T00:00:00Z"'))))
    else if (verb === 'reset') realm.clock.reset()
    else throw new ControlProblem(404, `the clock cannot ${verb}`, 'advance, freeze, resume, reset')
  } catch (error) {
    if (error instanceof RangeError) throw new ControlProblem(400, error.message)
    throw error
  }
  return readClock(realm)
}
