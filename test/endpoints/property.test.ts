// Whatever arrives, an OAuth client understands the answer: no 500, no hang, nothing in the framework's own shape.
// Ten thousand requests through HTTP parsing and all, to every endpoint of every profile, most of them nearly right.
// Another PROPERTY_SEED tries others.

import fc from 'fast-check'
import type { InjectOptions } from 'fastify'
import t from 'tap'
import { createServer } from '../../lib/http/server.js'
import type { EndpointName } from '../../lib/protocol/messages.js'
import type { Realm } from '../../lib/realm/realm.js'
import { ALICE, BOB, CHALLENGE, SPA, WEB, stage } from '../support/realm.js'
import { REDIRECTS, anything, nearly } from '../support/requests.js'

const SEED = Number(process.env['PROPERTY_SEED'] ?? 6749)

const SECRET = 'a-secret-that-nobody-sends'

const SEEDS = Array.from({ length: 100 }, (_, i) => i)
const seed = { client_id: 'web', user: 'alice', scope: 'openid read' }
const FIXTURES = {
  users: [ALICE, { ...BOB, password: SECRET }],
  codes: SEEDS.map((i) => ({
    code: `C${i}`,
    ...seed,
    ...(i % 3 === 0 && { code_challenge: CHALLENGE, code_challenge_method: 'S256' as const }),
  })),
  tokens: SEEDS.map((i) => ({ access_token: `AT${i}`, refresh_token: `RT${i}`, ...seed })),
}

/** Every answer to these requests keeps what all answers must keep. */
async function holds(
  t: { teardown(act: () => unknown): unknown },
  realm: Realm,
  requests: fc.Arbitrary<InjectOptions>,
  numRuns: number,
): Promise<void> {
  const app = await createServer({ realms: (id) => (id === '' ? realm : undefined) })
  t.teardown(() => app.close())
  await fc.assert(
    fc.asyncProperty(requests, async (request) => {
      const reply = await app.inject(request)
      const path = new URL(String(request.url)).pathname
      const why = realm.journal.list().at(-1)?.diagnosis?.received
      judge(reply, request, realm.locate(path)?.endpoint, why)
    }),
    { numRuns, seed: SEED, timeout: 20_000, endOnFailure: true },
  )
}

type Answered = Awaited<ReturnType<Awaited<ReturnType<typeof createServer>>['inject']>>

function judge(
  { statusCode, headers, body }: Answered,
  { method }: InjectOptions,
  endpoint: EndpointName | undefined,
  why = '',
): void {
  const type = String(headers['content-type'] ?? '')
  if (statusCode >= 500) throw new Error(`${statusCode}: ${body} ${why}`)
  if (/"statusCode"|FST_ERR|at .*\.(ts|js):\d+/.test(body))
    throw new Error(`in the framework's shape: ${body.slice(0, 300)}`)
  if (body.includes(SECRET)) throw new Error('a password is told')
  if (statusCode >= 400 && method !== 'HEAD') judgeError(type, body)
  if (statusCode === 401 && headers['www-authenticate'] === undefined) throw new Error('401 without a challenge')
  if (statusCode === 405 && headers['allow'] === undefined) throw new Error('405 without Allow')
  if (endpoint === 'token' && method !== 'OPTIONS' && headers['cache-control'] !== 'no-store')
    throw new Error('tokens may be cached')
  if (endpoint === 'authorization' && 'access-control-allow-origin' in headers)
    throw new Error('CORS at the authorization endpoint')
  const { location } = headers
  if (location !== undefined && !REDIRECTS.some((uri) => location.startsWith(uri)))
    throw new Error(`redirected to ${location}`)
}

const CHARACTERS = /^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/

function judgeError(type: string, body: string): void {
  if (/^text\/html/.test(type) && /^<!doctype html>/i.test(body)) return
  if (!/^application\/json/.test(type)) throw new Error(`an error of type '${type}': ${body.slice(0, 200)}`)
  const { error, error_description: told, error_uri: uri } = JSON.parse(body) as Record<string, unknown>
  for (const member of [error, told ?? 'x', uri ?? 'x']) {
    if (typeof member !== 'string' || !CHARACTERS.test(member))
      throw new Error(`outside RFC 6749 §5.2: ${body.slice(0, 300)}`)
  }
}

t.test('with clients configured, 5,000 requests of any kind', async (t) => {
  const { realm } = await stage({ ...FIXTURES, clients: [WEB, SPA] })
  await holds(t, realm, anything, 5000)
})

t.test('with clients configured, 3,500 requests that are nearly right', async (t) => {
  const { realm } = await stage({
    ...FIXTURES,
    clients: [WEB, { ...SPA, redirect_uris: REDIRECTS.slice(1) }],
    login: 'form',
  })
  await holds(t, realm, nearly, 3500)
})

t.test('with no client configured, 2,000 requests of both kinds', async (t) => {
  const { realm } = await stage({ ...FIXTURES, clients: [], users: [] })
  await holds(t, realm, fc.oneof(anything, nearly), 2000)
})
