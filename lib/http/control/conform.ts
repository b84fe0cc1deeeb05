// Whether a body has the shape that its schema asks for, and where it has not. As much of JSON Schema as the schemas
// of this room use; a test holds it against a complete validator. Synchronous and without a dependency, so that the
// first request of a test costs what every other costs.

import { nearest } from '../../protocol/spelling.js'
import type { Mistake } from './backstage.js'
import type { Schema } from './schema.js'
import { SCHEMAS } from './schemas/index.js'

/** Every way in which a value does not match; none when it does. */
export function mistakesIn(value: unknown, schema: Schema, pointer = ''): readonly Mistake[] {
  const node = dereferenced(schema)
  const types = node['type'] === undefined ? undefined : [node['type']].flat().map(String)
  if (types && !types.some((type) => isOf(type, value)))
    return [wrong(pointer, `is ${kindOf(value)}, not ${types.map(kind).join(' or ')}`)]
  const allowed = node['enum'] as readonly unknown[] | undefined
  if (allowed && !allowed.includes(value)) return [notAmong(pointer, value, allowed.map(String))]
  if (typeof value === 'string') return textMistakes(value, node, pointer)
  if (typeof value === 'number') return numberMistakes(value, node, pointer)
  if (Array.isArray(value)) return value.flatMap((item, i) => mistakesIn(item, itemsOf(node), `${pointer}/${i}`))
  return isObject(value) ? memberMistakes(value, node, pointer) : []
}

type Node = Readonly<Record<string, unknown>>

function dereferenced(schema: Schema): Node {
  const name = schema['$ref']
  return typeof name === 'string' ? (SCHEMAS[name.slice('#/components/schemas/'.length)] ?? {}) : schema
}

const itemsOf = (node: Node): Schema => (node['items'] ?? {}) as Schema

function textMistakes(value: string, { pattern }: Node, pointer: string): readonly Mistake[] {
  if (typeof pattern !== 'string' || new RegExp(pattern).test(value)) return []
  return [wrong(pointer, `is ${JSON.stringify(value)}, which does not match ${pattern}`)]
}

function numberMistakes(value: number, { minimum }: Node, pointer: string): readonly Mistake[] {
  if (typeof minimum !== 'number' || value >= minimum) return []
  return [wrong(pointer, `is ${value}, and ${minimum} is the least`)]
}

function memberMistakes(value: Node, node: Node, pointer: string): readonly Mistake[] {
  const members = (node['properties'] ?? {}) as Readonly<Record<string, Schema>>
  const names = Object.keys(members)
  const given = Object.keys(value)
  const required = (node['required'] ?? []) as readonly string[]
  const closed = node['additionalProperties'] === false
  const { minProperties = 0, maxProperties = Infinity } = node as { minProperties?: number; maxProperties?: number }
  return [
    ...required.filter((name) => !Object.hasOwn(value, name)).map((name) => missing(pointer, name, members[name])),
    ...given.flatMap((name) => {
      const member = Object.hasOwn(members, name) ? members[name] : undefined
      if (member) return mistakesIn(value[name], member, `${pointer}/${escaped(name)}`)
      return closed ? [unknown(pointer, name, names)] : []
    }),
    ...(given.length < minProperties ? [wrong(pointer, 'is empty', `members: ${names.join(', ')}`)] : []),
    ...(given.length > maxProperties ? [wrong(pointer, 'says too much', `one of: ${names.join(', ')}`)] : []),
  ]
}

function missing(pointer: string, name: string, schema: Schema | undefined): Mistake {
  const [example = '…'] = ((schema && dereferenced(schema)['examples']) ?? []) as readonly unknown[]
  const hint = `send {"${name}": ${JSON.stringify(example)}}`
  return { detail: `${name} is missing`, pointer: `${pointer}/${escaped(name)}`, hint }
}

function unknown(pointer: string, name: string, names: readonly string[]): Mistake {
  const near = nearest(name, names)
  const hint = near === undefined ? `members: ${names.join(', ') || 'none'}` : `did you mean '${near}'?`
  return { detail: `'${name.slice(0, 80)}' is not a member here`, pointer: `${pointer}/${escaped(name)}`, hint }
}

function notAmong(pointer: string, value: unknown, allowed: readonly string[]): Mistake {
  const near = typeof value === 'string' ? nearest(value, allowed) : undefined
  const hint = near === undefined ? `one of: ${allowed.join(', ')}` : `did you mean '${near}'?`
  return wrong(pointer, `is ${JSON.stringify(value)}`, hint)
}

function wrong(pointer: string, what: string, hint?: string): Mistake {
  const name = (pointer.split('/').at(-1) ?? '').replaceAll('~1', '/').replaceAll('~0', '~')
  return {
    detail: `${pointer === '' ? 'the body' : `'${name}'`} ${what}`,
    ...(pointer !== '' && { pointer }),
    ...(hint !== undefined && { hint }),
  }
}

/** RFC 6901 §3. */
export function escaped(step: string): string {
  return step.replaceAll('~', '~0').replaceAll('/', '~1')
}

function isOf(type: string, value: unknown): boolean {
  if (type === 'array') return Array.isArray(value)
  if (type === 'object') return isObject(value)
  if (type === 'integer') return Number.isInteger(value)
  return type === 'null' ? value === null : typeof value === type
}

export function isObject(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const KINDS: Readonly<Record<string, string>> = {
  array: 'a list',
  object: 'an object',
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
}

const kind = (type: string): string => KINDS[type] ?? type

function kindOf(value: unknown): string {
  return value === null ? 'null' : kind(Array.isArray(value) ? 'array' : typeof value)
}
