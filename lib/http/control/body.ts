// What a control request carries: JSON or YAML, an object or a list of them, as the route's schema has it.

import type { Members } from '../../protocol/messages.js'
import type { ControlRequest } from '../server.js'
import { Mistaken, type Backstage, type Mistake, type Text } from './backstage.js'
import { isObject, mistakesIn } from './conform.js'
import { ControlProblem } from './problem.js'
import type { Route } from './route.js'
import { OF_FIXTURES, SCHEMAS } from './schemas/index.js'

export interface Bodies {
  readonly body: Members
  readonly bodies: readonly Members[]
  readonly listed: boolean
}

const JSON_TYPE = /^(application|text)\/([\w.-]+\+)?json$/
const YAML_TYPE = /^(application|text)\/(x-|[\w.-]+\+)?ya?ml$/

const NOTHING: Bodies = { body: {}, bodies: [{}], listed: false }

/** At once for JSON, later for YAML. Throws ControlProblem with the place of every mistake. */
export function readBody(request: ControlRequest, route: Route, backstage: Backstage): Bodies | Promise<Bodies> {
  const { body: expected } = route
  ensureType(request)
  if (request.body.length === 0) {
    if (expected && !expected.optional) throw bodyMissing(expected.example)
    return NOTHING
  }
  if (expected?.raw) return NOTHING
  const text = decoded(request.body)
  if (!YAML_TYPE.test(request.media_type)) return bodiesOf(json(text), route)
  return backstage.yaml(text).then((value) => bodiesOf(value, route))
}

/** The text of a body, for readers that say in which line a mistake is. */
export function textOf(request: ControlRequest): Text {
  return { text: decoded(request.body), media_type: request.media_type }
}

const decoded = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

/** A web page can send forms and plain text to other sites without asking; these two it cannot. */
function ensureType({ media_type, body }: ControlRequest): void {
  if (JSON_TYPE.test(media_type) || YAML_TYPE.test(media_type)) return
  if (media_type === '' && body.length === 0) return
  throw new ControlProblem(
    415,
    `the control API takes JSON or YAML, not ${media_type === '' ? 'a body without Content-Type' : media_type}`,
    'send the header Content-Type: application/json, or application/yaml',
  )
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new ControlProblem(400, `the body is not JSON: ${(error as Error).message}`, undefined, { code: 'not-json' })
  }
}

function bodyMissing(example: unknown): ControlProblem {
  return new ControlProblem(400, 'the body is missing', `send ${JSON.stringify(example)}`, { code: 'body-missing' })
}

function bodiesOf(value: unknown, { body: expected }: Route): Bodies {
  if (!expected) return ensureEmpty(value)
  const listed = Array.isArray(value)
  if (listed && !expected.many) throw new ControlProblem(400, 'the body is a list, not an object')
  const bodies: readonly unknown[] = listed ? value : [value]
  const schema = SCHEMAS[expected.schema]
  const mistakes = bodies.flatMap((body, i) => {
    const pointer = listed ? `/${i}` : ''
    if (!isObject(body)) return mistakesIn(body, { type: 'object' }, pointer)
    return schema && !Object.hasOwn(OF_FIXTURES, expected.schema) ? mistakesIn(body, schema, pointer) : []
  })
  if (mistakes.length > 0) throw mistaken(mistakes)
  return { body: (bodies[0] ?? {}) as Members, bodies: bodies as readonly Members[], listed }
}

function ensureEmpty(value: unknown): Bodies {
  if (isObject(value) && Object.keys(value).length === 0) return NOTHING
  throw new ControlProblem(400, 'this route takes no body', 'send none, or {}')
}

/** The first mistake gives the answer its pointer and hint; all of them stand beside it. */
export function mistaken(found: Mistaken | readonly Mistake[]): ControlProblem {
  const mistakes = found instanceof Mistaken ? found.mistakes : found
  const [first] = mistakes
  return new ControlProblem(400, mistakes.map(({ detail }) => detail).join('; '), first?.hint, {
    code: 'body-mistaken',
    ...(first?.pointer !== undefined && { pointer: first.pointer }),
    members: { mistakes },
  })
}
