// Names of the catalogue, misspelt: the suggestion is the name that was meant, or one that is as near.

import t from 'tap'
import { CATALOGUE, entryAt } from '../../lib/faults/catalogue/index.js'
import { UNBUILT } from '../../lib/faults/catalogue/unbuilt.js'
import { RuleError, parseRule } from '../../lib/faults/rules/grammar.js'
import { POINT_NAMES } from '../../lib/faults/points.js'

function refused(text: string): RuleError | undefined {
  try {
    parseRule(text)
    return undefined
  } catch (error) {
    if (error instanceof RuleError) return error
    throw error
  }
}

/** Two neighbours change places, a letter is lost, a letter is doubled, `_` is written for `-`. */
function slips(name: string): readonly string[] {
  const at = Math.floor(name.length / 2)
  const [before, here = '', next = '', after] = [name.slice(0, at), name[at], name[at + 1], name.slice(at + 2)]
  const slipped = [before + next + here + after, before + next + after, before + here + here + next + after]
  return [...slipped, name.replaceAll('-', '_')].filter((slip) => slip !== name)
}

const WORDS = /did you mean "([^"]+)"/

t.test('a slip of the fingers in a name or id is met with that name, at its own points', async (t) => {
  let tried = 0
  let right = 0
  for (const [nth, { id, name, points }] of CATALOGUE.entries()) {
    const [point] = points
    if (point === undefined || name.length < 5) continue
    for (const slip of [name, id].flatMap((word) => slips(word).slice(nth % 2, (nth % 2) + 1))) {
      const error = refused(`${point}=${slip}`)
      if (!error) continue
      tried += 1
      const [, word] = WORDS.exec(error.hint ?? '') ?? []
      if (word === name || word === id) right += 1
      else if (word === undefined || !entryAt(point, word)) t.fail(`${point}=${slip}: ${error.hint}`)
    }
  }
  t.ok(tried > CATALOGUE.length, `${tried} slips`)
  t.ok(right / tried > 0.97, `${right} of ${tried} are met with the very name`)
})

t.test('a name at a point that does not have it is told where it belongs', async (t) => {
  for (const { id, points } of CATALOGUE) {
    const foreign = POINT_NAMES.find((point) => !points.includes(point))
    if (foreign === undefined) continue
    const error = refused(`${foreign}=${id}`)
    const home = points.find((point) => point !== 'any') ?? 'any'
    t.ok(
      error?.hint?.includes(`"${id}" belongs to the `) && error.hint.includes(home),
      `${foreign}=${id}: ${error?.hint}`,
    )
  }
})

t.test('a misspelt name of another point is suggested with its home', async (t) => {
  t.equal(refused('token=sub-mismtach')?.hint, 'did you mean "sub-mismatch"? It belongs to the userinfo endpoint')
})

t.test('what is not in this version is told with the reason', async (t) => {
  for (const { id, because } of UNBUILT) t.match(refused(`token=${id}`)?.hint, because, id)
})

t.test('the caret stands under the name', async (t) => {
  const { offset, length } = refused('token.refresh=refresh-not-retruned@2') ?? {}
  t.strictSame([offset, length], ['token.refresh='.length, 'refresh-not-retruned'.length])
})
