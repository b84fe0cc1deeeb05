// The OpenAPI 3.1 document, made of the routes and of the schemas that validate their bodies.

import type { Members } from '../../protocol/messages.js'
import { VERSION } from '../../version.js'
import type { Route } from './route.js'
import { ref, type Schema } from './schema.js'
import { OF_FIXTURES, SCHEMAS, type SchemaName } from './schemas/index.js'

let document: Promise<Members> | undefined

export function documentOf(): Promise<Members> {
  return (document ??= make())
}

async function make(): Promise<Members> {
  const [{ ROUTES }, { default: fixtures }] = await Promise.all([
    import('./routes.js'),
    import('../../fixtures/schema.json', { with: { type: 'json' } }),
  ])
  const paths: Record<string, Record<string, unknown>> = {}
  for (const route of ROUTES) {
    const path = (paths[route.path] ??= {})
    path[route.method.toLowerCase()] = operationOf(route)
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'mock-oauth2-provider control API',
      version: VERSION,
      summary: 'Drives a mock OAuth 2.0 and OpenID Connect provider in tests',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [
      { url: 'http://localhost:2884/_mock', description: 'the default realm' },
      {
        url: 'http://localhost:2884/realms/{realm}/_mock',
        description: 'every other realm',
        variables: { realm: { default: 'checkout-7' } },
      },
    ],
    security: [{}, { token: [] }],
    paths,
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'Wanted off loopback; printed at the start.' },
      },
      schemas: { ...SCHEMAS, ...schemasOfFixtures(fixtures) },
    },
  }
}

function operationOf(route: Route): Members {
  const { id, path, summary, query = {}, body, answers, open } = route
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
  const parameters = [
    ...names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
    ...Object.entries(query).map(([name, schema]) => ({ name, in: 'query', required: false, schema })),
  ]
  return {
    operationId: id,
    summary,
    tags: [path.split('/')[2] ?? 'start'],
    ...(open && { security: [{}] }),
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: requestBodyOf(body) }),
    responses: {
      ...Object.fromEntries(Object.entries(answers).map(([status, answer]) => [status, responseOf(answer, status)])),
      default: responseOf('Problem', 'default'),
    },
  }
}

function requestBodyOf({ schema, optional, many, example }: NonNullable<Route['body']>): Members {
  const one = ref(schema)
  const content = { schema: many ? { anyOf: [one, { type: 'array', items: one }] } : one, example }
  return { required: optional !== true, content: { 'application/json': content, 'application/yaml': content } }
}

function responseOf(answer: Route['answers'][number], status: string): Members {
  if (isList(answer)) {
    const schema = { anyOf: answer.map((name) => ref(name)) }
    return { description: `${answer.join(' or ')}.`, content: { 'application/json': { schema } } }
  }
  if (typeof answer !== 'string')
    return { description: answer.says, content: { [answer.media_type]: { schema: { type: 'string' } } } }
  const failed = answer === 'Problem'
  const media_type = failed ? 'application/problem+json' : 'application/json'
  const description = failed ? `What is wrong${status === 'default' ? '' : `, with status ${status}`}.` : `${answer}.`
  return { description, content: { [media_type]: { schema: ref(answer) } } }
}

function isList(answer: Route['answers'][number]): answer is readonly SchemaName[] {
  return Array.isArray(answer)
}

/** The schema of fixtures, each of its definitions under a name of its own. */
function schemasOfFixtures({ $schema: _, $defs = {}, ...whole }: Schema): Readonly<Record<string, Schema>> {
  const defs = Object.entries($defs as Schema).map(([name, def]) => [`fixtures.${name}`, moved(def)])
  const named = Object.entries(OF_FIXTURES).map(([name, def]) => [
    name,
    def === '' ? moved(whole) : ref(`fixtures.${def}`),
  ])
  return Object.fromEntries([...defs, ...named]) as Record<string, Schema>
}

function moved(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(moved)
  if (typeof node !== 'object' || node === null) return node
  const entries = Object.entries(node).map(([key, value]) =>
    key === '$ref' && typeof value === 'string'
      ? [key, value.replace('#/$defs/', '#/components/schemas/fixtures.')]
      : [key, moved(value)],
  )
  return Object.fromEntries(entries)
}
