// wait: the next call comes when it was told to come; judged by real time, which is what a client sleeps.

import { polls } from './artifacts.js'
import type { Finding, Judge, Watch } from './judge.js'
import { repeats, sameClient } from './kinship.js'
import { gone } from './retry.js'
import type { Heard } from './heard.js'

/** Timers fire a little early, and clocks round. Milliseconds. */
const LENIENCE = 50

export const wait: Judge = {
  hear(watch, heard) {
    if (watch.spoiled.entry.endpoint === 'device_authorization') return polled(watch, heard)
    if (!repeats(watch.spoiled, heard)) return undefined
    return judged(watch, heard.entry.at - watch.since)
  },
  end: () => gone('called again'),
}

/** The interval is between two polls; the first one may come at once (RFC 8628 §3.2). */
function polled(watch: Watch, heard: Heard): Finding | 'counts' | undefined {
  if (!polls(heard) || !sameClient(watch.spoiled, heard)) return undefined
  const before = watch.calls.at(-1)?.entry
  return before ? judged(watch, heard.entry.at - before.at - before.duration) : 'counts'
}

/** @param waited Milliseconds. */
function judged(watch: Watch, waited: number): Finding {
  const asked = secondsAsked(watch)
  const because = `it came back after ${shown(waited / 1000)} s of the ${shown(asked)} s that it was asked to wait`
  return { outcome: waited + LENIENCE >= asked * 1000 ? 'handled' : 'mishandled', because }
}

/** What the answer says goes before what the catalogue says; a device polls every five seconds unless told. */
function secondsAsked({ spoiled, probe, since }: Watch): number {
  const header = spoiled.entry.answered?.headers['retry-after'] ?? ''
  if (/^\d+$/.test(header)) return Number(header)
  const date = Date.parse(header)
  if (probe.seconds !== undefined) return probe.seconds
  return Number.isNaN(date) ? 5 : Math.max(0, (date - since) / 1000)
}

const shown = (seconds: number): string => String(Number(seconds.toFixed(1)))
