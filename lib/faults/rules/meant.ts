// What was probably meant by the name of an effect that a point does not have.

import { ERROR_CODES } from '../../protocol/error.js'
import { nearest } from '../../protocol/spelling.js'
import { entriesAt, entriesNamed, everyName } from '../catalogue/index.js'
import type { Entry } from '../catalogue/entry.js'
import { UNBUILT } from '../catalogue/unbuilt.js'
import { POINT_NAMES, isArtifact, type Point } from '../points.js'

export const OTHERS = 'slow:2s, hang, reset, truncate, badjson, html or empty'

/** What to write instead of a word that is no effect of this point. */
export function meant(point: Point, word: string): string {
  const unbuilt = UNBUILT.find(({ id }) => id === word || id.slice(id.indexOf('-') + 1) === word)
  if (unbuilt) return `"${unbuilt.id}" is not in this version: ${unbuilt.because}`
  const registered = Object.hasOwn(ERROR_CODES, word)
  const homes = homesOf(word)
  if (homes.length === 0 && !registered) return misspelt(point, word)
  const home =
    homes.length > 0
      ? `"${word}" belongs to ${listed(homes)}`
      : `"${word}" is an error of an endpoint that this version does not have`
  return registered ? `${home}; to send it here anyway write error:${word}` : home
}

/** The nearest name of this point, or of all others when one of them is nearer. */
function misspelt(point: Point, word: string): string {
  const own = alike(entriesAt(point).flatMap(named), word)
  const near = nearest(word, [...own, ...alike(everyName(), word)])
  if (near === undefined) return `write an error code of the endpoint, a status (503), ${OTHERS}`
  return own.includes(near)
    ? `did you mean "${near}"?`
    : `did you mean "${near}"? It belongs to ${listed(homesOf(near))}`
}

const named = ({ id, name }: Entry): readonly string[] => (id === undefined ? [name] : [name, id])

/** Those first that are written like the word, with `_` or with `-`: of two that are as near the first one counts. */
function alike(names: readonly string[], word: string): readonly string[] {
  const mark = word.includes('_') ? '_' : '-'
  return [...names].sort((a, b) => Number(b.includes(mark)) - Number(a.includes(mark)))
}

function homesOf(word: string): readonly Point[] {
  const points = new Set(entriesNamed(word).flatMap((entry) => entry.points))
  const homes = POINT_NAMES.filter((other) => points.has(other))
  return homes.length === 1 ? homes : homes.filter((other) => other !== 'any')
}

function listed(points: readonly Point[]): string {
  const [only] = points
  if (points.length === 1 && only !== undefined)
    return only === 'any' || isArtifact(only) ? `the point "${only}"` : `the ${only} endpoint`
  return `the ${points.slice(0, -1).join(', ')} and ${points.at(-1)} endpoints`
}
