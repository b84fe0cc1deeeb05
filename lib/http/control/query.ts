// The query of a control request: the parameters that the route knows, each once.

import type { ControlRequest } from '../server.js'
import { nearest } from '../../protocol/spelling.js'
import { ControlProblem } from './problem.js'
import type { Route } from './route.js'

export function queryOf({ query }: ControlRequest, route: Route): Readonly<Record<string, string>> {
  const known = Object.keys(route.query ?? {})
  const read: Record<string, string> = {}
  for (const { name, value } of query.pairs) {
    if (!known.includes(name)) throw unknown(name, known)
    if (Object.hasOwn(read, name)) throw new ControlProblem(400, `the query has ${name} twice`)
    ensureAllowed(name, value, route.query?.[name]?.['enum'])
    read[name] = value
  }
  return read
}

function unknown(name: string, known: readonly string[]): ControlProblem {
  const near = nearest(name, known)
  const hint = near ? `did you mean '${near}'?` : known.length > 0 ? `it has: ${known.join(', ')}` : 'it has none'
  return new ControlProblem(400, `this route has no query parameter '${name.slice(0, 80)}'`, hint, {
    code: 'query-unknown',
  })
}

function ensureAllowed(name: string, value: string, allowed: unknown): void {
  if (!Array.isArray(allowed) || allowed.includes(value)) return
  throw new ControlProblem(400, `${name} is '${value.slice(0, 80)}'`, `one of: ${allowed.join(', ')}`)
}
