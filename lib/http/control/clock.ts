// Routes of the realm's clock: read, set, advance, freeze, resume, scale, reset.

import { formatDuration, parseDuration } from '../../protocol/duration.js'
import { instant } from '../../protocol/instant.js'
import { json } from '../../protocol/messages.js'
import type { Members, Reply } from '../../protocol/messages.js'
import type { Realm } from '../../realm/realm.js'
import { expiredSince, living } from './tally.js'
import type { Call, Route } from './route.js'

export function readClock(realm: Realm): Members {
  const { now, mode, offset, rate } = realm.clock.read()
  return { now: new Date(now).toISOString(), mode, offset: durationText(offset), rate }
}

/** Real time passes while a reading is taken; nobody means those milliseconds. */
export function durationText(milliseconds: number): string {
  const rounded = Math.abs(milliseconds) < 10 ? milliseconds : Math.round(milliseconds / 10) * 10
  return formatDuration(rounded)
}

const NOTE =
  'tokens handed out before say in exp when they expire; apps that verify them by their own clock go on accepting them'

/** Answers what the move ended, too. */
function moving(move: (realm: Realm, body: Members) => void): (call: Call) => Reply {
  return ({ realm, body }) => {
    const before = living(realm)
    move(realm, body)
    const expired = expiredSince(realm, before)
    const some = Object.values(expired).some((count) => count !== 0)
    return json(200, { ...readClock(realm), expired, ...(some && { note: NOTE }) })
  }
}

export const CLOCK_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1/clock',
    id: 'readClock',
    summary: 'Tells the time of the realm',
    answers: { 200: 'Clock' },
    handle: ({ realm }) => json(200, readClock(realm)),
  },
  {
    method: 'PUT',
    path: '/v1/clock',
    id: 'setClock',
    summary: 'Sets the time, forward or back',
    body: { schema: 'ClockSet', example: { now: '2030-01-01T00:00:00Z' } },
    answers: { 200: 'Moved' },
    handle: moving(({ clock }, { now }) => clock.set(instant(String(now)))),
  },
  {
    method: 'POST',
    path: '/v1/clock/advance',
    id: 'advanceClock',
    summary: 'Moves the clock forward and tells what expired',
    body: { schema: 'ClockAdvance', example: { by: '1h' } },
    answers: { 200: 'Moved' },
    handle: moving(({ clock }, { by }) => clock.advance(parseDuration(by as string | number))),
  },
  {
    method: 'POST',
    path: '/v1/clock/freeze',
    id: 'freezeClock',
    summary: 'Stops the clock, where it is or at a time',
    body: { schema: 'ClockFreeze', optional: true, example: { at: '2030-01-01T00:00:00Z' } },
    answers: { 200: 'Moved' },
    handle: moving(({ clock }, { at }) => clock.freeze(at === undefined ? undefined : instant(at as string))),
  },
  {
    method: 'POST',
    path: '/v1/clock/resume',
    id: 'resumeClock',
    summary: 'Lets the clock go on from where it stands',
    answers: { 200: 'Moved' },
    handle: moving(({ clock }) => clock.resume()),
  },
  {
    method: 'POST',
    path: '/v1/clock/scale',
    id: 'scaleClock',
    summary: 'Lets the clock run faster or slower than real time',
    body: { schema: 'ClockScale', example: { rate: 60 } },
    answers: { 200: 'Moved' },
    handle: moving(({ clock }, { rate }) => clock.scale(Number(rate))),
  },
  {
    method: 'POST',
    path: '/v1/clock/reset',
    id: 'resetClock',
    summary: 'Sets the clock back to real time',
    answers: { 200: 'Moved' },
    handle: moving(({ clock }) => clock.reset()),
  },
]
