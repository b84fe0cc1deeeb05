// Every route of the OpenAPI document is asked, and everything that is answered is as the document says.

import t from 'tap'
import { ROUTES } from '../../../lib/http/control/routes.js'
import { asking, WEB, type Answered } from './asking.js'
import { Judge } from './document.js'

const FIXTURES = {
  clients: [{ ...WEB, grant_types: [...WEB.grant_types, 'urn:ietf:params:oauth:grant-type:device_code'] }],
  users: [{ username: 'alice', claims: { email: 'alice@example.com' } }, { username: 'bob' }],
  codes: [{ code: 'C1', client_id: 'web', user: 'alice', scope: 'openid' }],
} as const

t.test('the document has every route, and no other', async (t) => {
  const { document } = await Judge.ready()
  const told = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  )
  t.strictSame(told.toSorted(), ROUTES.map(({ method, path }) => `${method} ${path}`).toSorted())
  t.equal(document.openapi, '3.1.0')
})

t.test('operations have names of their own, summaries, and examples that their schemas take', async (t) => {
  const judge = await Judge.ready()
  const ids = judge.operations().map(({ operationId }) => operationId)
  t.equal(new Set(ids).size, ids.length)
  for (const { operationId, summary, requestBody } of judge.operations()) {
    t.match(summary, /^[A-Z].*[^.]$/, operationId)
    for (const { schema, example } of Object.values(requestBody?.content ?? {}))
      t.strictSame(judge.errors(schema, example), [], operationId)
  }
})

t.test('every reference of the document leads somewhere', async (t) => {
  const { document } = await Judge.ready()
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(
    ([, name]) => name,
  )
  t.strictSame(
    [...new Set(references)].filter((name) => !Object.hasOwn(document.components.schemas, name ?? '')),
    [],
  )
})

t.test('every operation is called, and every answer is as the document says', async (t) => {
  const judge = await Judge.ready()
  const wrong: string[] = []
  const hear = (answered: Answered): void => void wrong.push(...judge.against(answered))
  const { ask, token, provider } = await asking(t, { fixtures: FIXTURES }, hear)
  await ask('GET /_root')
  await ask('GET /health')
  await ask('GET /openapi.json')
  await ask('GET /config')
  await ask('PATCH /config', { login: 'auto:alice', policy: { unknown_scope: 'drop' }, lifetimes: { code: '5m' } })
  await ask('GET /fixtures')
  await ask('POST /fixtures/check', 'clients:\n  - client_id: x\n')
  await ask('PATCH /fixtures', { users: [{ username: 'carol' }] })
  await ask('PUT /fixtures', FIXTURES)
  await ask('GET /clients')
  await ask('POST /clients', { client_id: 'spa', redirect_uris: ['http://localhost:3000/cb'] })
  await ask('GET /clients/spa')
  await ask('PUT /clients/spa', {
    client_name: 'Shop',
    refresh: { idle: 'never' },
    lifetimes: { refresh_token: 'never' },
  })
  await ask('PATCH /clients/spa', { client_name: null })
  await ask('DELETE /clients/spa')
  await ask('GET /users')
  await ask('POST /users', { username: 'carol' })
  await ask('GET /users/carol')
  await ask('PUT /users/dave', { claims: { a: 1 } })
  await ask('PATCH /users/dave', { claims: { b: 2 } })
  await ask('DELETE /users/dave')
  await ask('POST /codes', { client_id: 'web', user: 'alice' })
  const { body: issued } = await ask('POST /tokens', { client_id: 'web', username: 'alice', scope: 'openid' })
  await ask('GET /tokens?match=access_token')
  await ask('POST /tokens/expire', { token: issued.access_token })
  await ask('POST /tokens/revoke', { match: 'user:alice' })
  await ask('GET /keys')
  await ask('POST /keys/rotate', {})
  await ask('GET /login')
  await ask('PUT /login', { login: 'auto:bob' })
  await ask('POST /login/next', { user: 'alice' })
  await ask('DELETE /login/next')
  await ask('POST /logout', { user: 'alice' })
  for (const verdict of ['approve', 'deny']) {
    await fetch(`${provider.url}/device`, {
      method: 'POST',
      headers: basic(),
      body: new URLSearchParams({ scope: '' }),
    })
    await fetch(`${provider.url}/device_authorization`, {
      method: 'POST',
      headers: basic(),
      body: new URLSearchParams({ scope: '' }),
    })
    const { body } = await ask('GET /pending')
    await ask(`POST /pending/${body.pending[0]?.id}/${verdict}`)
  }
  await ask('GET /faults')
  await ask('POST /faults', [{ rule: 'token=503@1' }, { match: { point: 'userinfo' }, do: { status: 500 } }])
  await ask('GET /faults/f1')
  await ask('PATCH /faults/f1', { enabled: false })
  await ask('PATCH /faults/f1', { enabled: true })
  await ask('DELETE /faults/f2')
  await ask('POST /faults/explain', { rule: 'token=503' })
  await ask('GET /faults/catalogue?q=discovery')
  await ask('GET /clock')
  await ask('PUT /clock', { now: '2030-01-01T00:00:00Z' })
  await ask('POST /clock/advance', { by: '90s' })
  await ask('POST /clock/freeze', {})
  await ask('POST /clock/scale', { rate: 2 })
  await ask('POST /clock/resume')
  await ask('POST /clock/reset')
  await token({ grant_type: 'client_credentials' })
  await token({ grant_type: 'client_credentials' })
  await fetch(`${provider.url}/oauth/token`)
  await ask('GET /journal?limit=2')
  await ask('GET /journal/r1')
  await ask('GET /journal/r1/why')
  await ask('GET /why/r1')
  await ask('POST /journal/verify', { match: 'token=1..' })
  await ask('POST /journal/verify', { match: 'token.refresh' })
  await ask('POST /journal/wait', { flow: ['token.cc'], timeout: '1s' })
  await ask('GET /flows')
  await ask('GET /flows/r1')
  await ask('GET /flows/r1/diagram')
  await ask('GET /lint')
  await ask('GET /verdicts?settle=true')
  await ask('GET /reports')
  await ask('DELETE /faults')
  await ask('GET /realms')
  await ask('POST /realms', { id: 'r', clock: 'frozen', ttl: '5m', seed: 4 })
  await ask('POST /realms', { id: 'r' })
  await ask('GET /realms/r')
  await ask('GET /realms/r/enter?tag=t1')
  await ask('GET /enter?tag=t1')
  await ask('PUT /realms/r/snapshot', (await ask('GET /realms/r/snapshot')).body)
  await ask('PUT /snapshot', (await ask('GET /snapshot')).body)
  await ask('DELETE /realms/r')
  await ask('DELETE /journal')
  await ask('POST /reset', { only: ['state', 'clock'] })
  const events = new AbortController()
  const stream = await fetch(`${provider.control}/events`, { signal: events.signal })
  hear(heard('GET', '/v1/events', stream, await new Response(await firstChunk(stream)).text()))
  events.abort()
  await ask('POST /shutdown')
  t.strictSame(wrong, [])
  t.strictSame(judge.neverCalled(), [])
})

function basic() {
  return { authorization: `Basic ${Buffer.from('web:s3cret').toString('base64')}` }
}

async function firstChunk(stream: Response): Promise<Uint8Array> {
  const reader = stream.body!.getReader()
  const { value } = await reader.read()
  return value!
}

function heard(method: string, path: string, { status, headers }: Response, text: string): Answered {
  return { method, path, status, headers, media_type: headers.get('content-type') ?? '', text, body: text }
}
