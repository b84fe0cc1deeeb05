// JSON Schema (2020-12) in few words. Written once: bodies are validated with it, the OpenAPI document shows it.

export type Schema = Readonly<Record<string, unknown>>

interface Words {
  readonly description?: string
  readonly examples?: readonly unknown[]
  readonly [word: string]: unknown
}

export const text = (description: string, ...examples: readonly string[]): Schema => ({
  type: 'string',
  description,
  ...(examples.length > 0 && { examples }),
})

export const word = (description: string, ...values: readonly string[]): Schema => ({
  type: 'string',
  description,
  enum: values,
})

export const whole = (description: string, minimum = 0): Schema => ({ type: 'integer', description, minimum })

export const number = (description: string): Schema => ({ type: 'number', description })

export const flag = (description: string): Schema => ({ type: 'boolean', description })

/** ISO 8601. */
export const time = (description: string): Schema => ({
  type: 'string',
  format: 'date-time',
  description,
  examples: ['2030-01-01T00:00:00.000Z'],
})

/** `1h30m`, or a number of seconds. */
export const duration = (description: string, ...examples: readonly (string | number)[]): Schema => ({
  type: ['string', 'number'],
  description: `${description} Write 90s, 1h30m or PT5M; a number counts seconds.`,
  ...(examples.length > 0 && { examples }),
})

export const list = (items: Schema, description?: string): Schema => ({
  type: 'array',
  items,
  ...(description !== undefined && { description }),
})

export const texts = (description: string): Schema => list({ type: 'string' }, description)

export const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` })

/** All members named; members that end in `?` may be absent. Nothing else may be there unless `words` says so. */
export function object(members: Readonly<Record<string, Schema>>, words: Words = {}): Schema {
  const named = Object.entries(members).map(([name, schema]) => [name.replace(/\?$/, ''), schema] as const)
  const required = Object.keys(members).filter((name) => !name.endsWith('?'))
  return {
    type: 'object',
    properties: Object.fromEntries(named),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
    ...words,
  }
}

/** Members of any name beside those that are told. */
export const openly = (members: Readonly<Record<string, Schema>>, words: Words = {}): Schema =>
  object(members, { additionalProperties: true, ...words })
