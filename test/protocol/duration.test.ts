import fc from 'fast-check'
import t from 'tap'
import { formatDuration, parseDuration } from '../../lib/protocol/duration.js'

const READ: readonly (readonly [string | number, number])[] = [
  ['90s', 90_000],
  ['1h30m', 5_400_000],
  ['250ms', 250],
  ['2d', 172_800_000],
  ['1m500ms', 60_500],
  ['1.5h', 5_400_000],
  ['PT5M', 300_000],
  ['P1DT2H', 93_600_000],
  ['P2W', 1_209_600_000],
  ['600', 600_000],
  [600, 600_000],
  [0, 0],
]

for (const [written, milliseconds] of READ) {
  t.test(`${JSON.stringify(written)} lasts ${milliseconds} ms`, async (t) => {
    t.equal(parseDuration(written), milliseconds)
  })
}

const REFUSED: readonly (readonly [string | number, string])[] = [
  ['5min', '"5min" is not a duration; write 5m (units ms s m h d, or ISO 8601 PT5M)'],
  ['1 hour 30 mins', '"1 hour 30 mins" is not a duration; write 1h30m (units ms s m h d, or ISO 8601 PT5M)'],
  ['2 weeks', '"2 weeks" is not a duration; write 14d (units ms s m h d, or ISO 8601 PT5M)'],
  ['soon', '"soon" is not a duration; write something like 90s, 1h30m or PT5M (units ms s m h d)'],
  ['', '"" is not a duration; write something like 90s, 1h30m or PT5M (units ms s m h d)'],
  ['P', '"P" is not a duration; write something like 90s, 1h30m or PT5M (units ms s m h d)'],
  ['P1M', '"P1M" is not a duration; write something like 90s, 1h30m or PT5M (units ms s m h d)'],
  ['30m1h', '"30m1h" is not a duration; write something like 90s, 1h30m or PT5M (units ms s m h d)'],
  ['-5m', '"-5m" is below zero; write something like 90s, 1h30m or PT5M (units ms s m h d)'],
  [-5, '-5 is below zero; write something like 90s, 1h30m or PT5M (units ms s m h d)'],
  [NaN, 'NaN is not a duration; write something like 90s, 1h30m or PT5M (units ms s m h d)'],
  ['999999999d', '"999999999d" is longer than a thousand years; write a shorter duration'],
]

for (const [written, sentence] of REFUSED) {
  t.test(`${JSON.stringify(written)} is refused in a sentence`, async (t) => {
    t.throws(() => parseDuration(written), { name: 'RangeError', message: sentence })
  })
}

t.test('a duration is written in the largest units that fit', async (t) => {
  t.equal(formatDuration(5_400_000), '1h30m')
  t.equal(formatDuration(86_400_000 * 90), '90d')
  t.equal(formatDuration(1_250), '1s250ms')
  t.equal(formatDuration(0), '0s')
  t.equal(formatDuration(-300_000), '-5m')
  t.equal(formatDuration(Infinity), 'never')
})

t.test('what is written can be read back', async () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 3e13 }), (ms) => parseDuration(formatDuration(ms)) === ms))
})
