// ISO 8601 points in time, as people write them in fixtures, flags and control requests.

const ISO = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/

/**
 * Milliseconds since the epoch of an ISO 8601 date or date-time; a date alone is midnight UTC.
 *
 * @throws RangeError with a sentence that says what to write.
 */
export function instant(text: string): number {
  const time = ISO.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(time)) throw new RangeError(`'${text}' is not a time; write 2030-01-01T00:00:00Z`)
  return time
}
