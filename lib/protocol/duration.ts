// Spans of time as people write them: 90s, 1h30m, 250ms, 2d, ISO 8601 PT5M; a bare number counts seconds.
// Read and written here for fixtures, flags, fault rules and the clock alike. `never` is the caller's word.

const UNITS = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000, ms: 1 } as const
type Unit = keyof typeof UNITS

const NUMBER = /^\d+(?:\.\d+)?$/
const COMPACT =
  /^(?=\d)(?:(\d+(?:\.\d+)?)d)?(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m(?!s))?(?:(\d+(?:\.\d+)?)s)?(?:(\d+(?:\.\d+)?)ms)?$/
const ISO_8601 =
  /^P(?=\d|T\d)(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?(?:T(?=\d)(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/

/** A thousand years: beyond it a date can no longer be told. */
const LONGEST = 365_250 * UNITS.d

const MEANT: readonly (readonly [RegExp, Unit])[] = [
  [/^(?:ms|msecs?|millis|milliseconds?)$/, 'ms'],
  [/^(?:s|secs?|seconds?)$/, 's'],
  [/^(?:m|mins?|minutes?)$/, 'm'],
  [/^(?:h|hrs?|hours?)$/, 'h'],
  [/^(?:d|days?)$/, 'd'],
]

/**
 * A duration in milliseconds.
 *
 * @param written `90s`, `1h30m`, `250ms`, `2d`, `PT5M`, `P1DT2H`, or a number of seconds.
 * @throws RangeError whose message is a sentence for the person who wrote it.
 * @example parseDuration('1h30m') // 5_400_000
 */
export function parseDuration(written: string | number): number {
  const milliseconds = typeof written === 'number' ? written * 1000 : read(written.trim())
  if (milliseconds === undefined || !(milliseconds >= 0)) throw new RangeError(refusal(written))
  if (milliseconds > LONGEST)
    throw new RangeError(`${shown(written)} is longer than a thousand years; write a shorter duration`)
  return Math.round(milliseconds)
}

/**
 * A duration as `parseDuration` reads it, in the largest units that fit: `1h30m`, `250ms`, `2d`; `never` for Infinity.
 *
 * @param milliseconds Below zero with a leading minus.
 * @example formatDuration(5_400_000) // '1h30m'
 */
export function formatDuration(milliseconds: number): string {
  if (milliseconds === Infinity) return 'never'
  if (milliseconds < 0) return `-${formatDuration(-milliseconds)}`
  let rest = Math.round(milliseconds)
  let text = ''
  for (const [unit, size] of Object.entries(UNITS)) {
    const count = Math.floor(rest / size)
    if (count > 0) text += `${count}${unit}`
    rest -= count * size
  }
  return text === '' ? '0s' : text
}

function read(text: string): number | undefined {
  if (NUMBER.test(text)) return Number(text) * UNITS.s
  const [, d, h, m, s, ms] = COMPACT.exec(text) ?? []
  if (d ?? h ?? m ?? s ?? ms) return sum(d, h, m, s, ms)
  const iso = ISO_8601.exec(text)
  if (!iso) return undefined
  return Number(iso[1] ?? 0) * 7 * UNITS.d + sum(iso[2], iso[3], iso[4], iso[5])
}

function sum(...counts: readonly (string | undefined)[]): number {
  const sizes = Object.values(UNITS)
  return counts.reduce((total, count, at) => total + Number(count ?? 0) * (sizes[at] ?? 0), 0)
}

function refusal(written: string | number): string {
  const meant = typeof written === 'number' ? undefined : guess(written.trim().toLowerCase())
  const why = /^\s*-\s*[\dP]/.test(String(written)) ? 'is below zero' : 'is not a duration'
  return meant === undefined
    ? `${shown(written)} ${why}; write something like 90s, 1h30m or PT5M (units ms s m h d)`
    : `${shown(written)} ${why}; write ${meant} (units ms s m h d, or ISO 8601 PT5M)`
}

/** `5min`, `5 minutes`, `1 hour 30 mins` and `2w` in our units; `undefined` when it is no such thing. */
function guess(text: string): string | undefined {
  const weeks = /^(\d+)\s*(?:w|wks?|weeks?)$/.exec(text)
  if (weeks) return `${Number(weeks[1]) * 7}d`
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]+)[\s,]*/g)]
  if (parts.map(([part]) => part).join('') !== text) return undefined
  const units = parts.map(([, , word]) => MEANT.find(([pattern]) => pattern.test(word ?? ''))?.[1])
  const meant = parts.map(([, count], at) => `${count}${units[at]}`).join('')
  return units.includes(undefined) || read(meant) === undefined ? undefined : meant
}

function shown(written: string | number): string {
  return typeof written === 'number' ? String(written) : JSON.stringify(written)
}
