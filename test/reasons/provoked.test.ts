// Every reason code is provoked, and its explanation names the two things that differ: what was received and what was
// expected, or what happened and when.

import t from 'tap'
import { describable } from '../../lib/protocol/error.js'
import { ROWS } from './rows/index.js'
import { provoked } from './row.js'

for (const [reason, row] of Object.entries(ROWS)) {
  t.test(reason, async (t) => {
    const diagnosis = await provoked(t, reason, row)
    if (!diagnosis) return t.fail(`${reason} was not provoked`)
    const { hint, expected = '', received = '', spec, fix } = diagnosis
    const text = [hint, expected, received].join('\n')
    for (const name of [row[1], row[2]]) t.ok(text.includes(name), `names ${name} in: ${text}`)
    t.ok(spec ?? fix, 'says what to do or which clause holds')
    t.notMatch(describable(hint), /["\\]|[^\x20-\x7e]/)
  })
}
