// A doubtful spot in fixtures as one line: where, what, and what to write instead.

import { placeOf, type Problem } from '../fixtures/problem.js'

export function sentence(problem: Problem): string {
  const { message, hint } = problem
  return `${placeOf(problem)}  ${message}${hint === undefined ? '' : `; ${hint}`}`
}
