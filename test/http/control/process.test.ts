// The process over HTTP: what it is, its configuration and fixtures, reset and end; and how refusals are told.

import t from 'tap'
import { asking, WEB } from './asking.js'

const CC = { grant_type: 'client_credentials' }

t.test('health tells the provider, the realm, and which fixtures are in force', async (t) => {
  const { ask, provider } = await asking(t)
  t.match((await ask('GET /health')).body, {
    status: 'ready',
    name: 'mock-oauth2-provider',
    pid: process.pid,
    issuer: provider.issuer,
    realm: '',
    fixtures: { hash: /^[0-9a-f]{12}$/, files: [] },
  })
})

t.test('a reset takes back everything, and says what that was', async (t) => {
  const { ask, token } = await asking(t)
  await token(CC)
  await ask('POST /faults', { rule: 'token=503' })
  await ask('POST /clock/advance', { by: '1h' })
  t.strictSame((await ask('POST /reset')).body, {
    dropped: {
      state: { codes: 0, access_tokens: 1, refresh_tokens: 0, device_codes: 0, sessions: 0 },
      faults: 1,
      journal: 1,
      clock: '1h',
    },
  })
  t.match(await ask('GET /clock'), { body: { mode: 'system' } })
  t.strictSame((await ask('GET /faults')).body.faults, [])
  t.strictSame((await ask('GET /journal')).body.entries, [])
})

for (const part of ['state', 'faults', 'clock', 'journal'] as const) {
  t.test(`a reset of ${part} leaves the rest`, async (t) => {
    const { ask, token } = await asking(t)
    await token(CC)
    await ask('POST /faults', { rule: 'userinfo=503' })
    await ask('POST /clock/advance', { by: '1h' })
    t.strictSame(Object.keys((await ask('POST /reset', { only: [part] })).body.dropped), [part])
    const left = {
      state: (await ask('GET /tokens')).body.tokens.length,
      faults: (await ask('GET /faults')).body.faults.length,
      clock: (await ask('GET /clock')).body.mode === 'offset' ? 1 : 0,
      journal: (await ask('GET /journal')).body.entries.length,
    }
    t.strictSame(left, { state: 1, faults: 1, clock: 1, journal: 1, [part]: 0 })
  })
}

t.test('configuration changes from now on, until a reset', async (t) => {
  const { ask, token } = await asking(t)
  const { body } = await ask('PATCH /config', { policy: { access_token: 'opaque' }, lifetimes: { access_token: '1m' } })
  t.match(body, { policy: { access_token: 'opaque' }, lifetimes: { access_token: '1m', refresh_token: '90d' } })
  t.match(await (await token(CC)).json(), { expires_in: 60, access_token: /^[^.]+$/ })
  await ask('POST /reset', { only: ['state'] })
  t.match(await (await token(CC)).json(), { expires_in: 3600 })
})

t.test('a word that the policy does not have is refused with its place', async (t) => {
  const { ask } = await asking(t)
  t.match(await ask('PATCH /config', { policy: { unknown_scop: 'drop' } }), {
    status: 400,
    body: { pointer: '/policy/unknown_scop', hint: /unknown_scope/ },
  })
  t.match(await ask('PATCH /config', { login: 'magic' }), {
    status: 400,
    body: { detail: /'magic' is not a login mode/ },
  })
  t.match(await ask('PATCH /config', { login: 'auto' }), { status: 200 })
})

t.test('fixtures are replaced; tokens of clients that stay are still good', async (t) => {
  const { ask, token, provider } = await asking(t, { fixtures: { clients: [WEB, { client_id: 'gone' }] } })
  const { access_token }: any = await (await token(CC)).json()
  const yaml = `clients:\n  - client_id: web\n    client_secret: new\nprofile: oauth21\nusers: [{ username: carol }]\n`
  t.match(await ask('PUT /fixtures', yaml), { status: 200, body: { at_next_start: ['profile'] } })
  t.match((await ask('GET /clients')).body.clients, [{ client_id: 'web', client_secret: 'new' }])
  t.strictSame(
    (await ask('GET /users')).body.users.map(({ username }: any) => username),
    ['carol'],
  )
  t.equal((await token(CC)).status, 401)
  const headers = { authorization: `Basic ${Buffer.from('web:new').toString('base64')}` }
  const body = new URLSearchParams({ token: access_token })
  t.match(await (await fetch(`${provider.url}/introspect`, { method: 'POST', body, headers })).json(), { active: true })
  await ask('POST /reset')
  t.match((await ask('GET /clients')).body.clients, [{ client_secret: 'new' }], 'they are what a reset goes back to')
})

t.test('options of the start win over fixtures that come later', async (t) => {
  const { ask } = await asking(t, { login: 'auto:bob', lifetimes: { code: '1m' }, faults: ['userinfo=503'] })
  await ask('PUT /fixtures', { login: 'picker', lifetimes: { code: '9m', id_token: '2m' }, faults: ['token=503'] })
  t.match((await ask('GET /config')).body, { login: 'auto:bob', lifetimes: { code: '1m', id_token: '2m' } })
  t.match((await ask('GET /faults')).body.faults, [{ rule: 'token=503' }, { rule: 'userinfo=503' }])
})

t.test('fixtures that are wrong change nothing, and each mistake has a line', async (t) => {
  const { ask } = await asking(t)
  const { status, body } = await ask('PUT /fixtures', 'clients:\n  - client_id: a\n    client_secrt: x\nlogn: auto\n')
  t.equal(status, 400)
  t.match(body.mistakes, [
    { line: 3, column: 5, pointer: '/clients/0/client_secrt', hint: /client_secret/ },
    { line: 4, column: 1, pointer: '/logn', hint: /login/ },
  ])
  t.match((await ask('GET /clients')).body, { clients: [{ client_id: 'web' }] })
})

t.test('fixtures are laid over those in force', async (t) => {
  const { ask } = await asking(t)
  await ask('PATCH /fixtures', { clients: [{ client_id: 'web', client_name: 'Shop' }, { client_id: 'spa' }] })
  t.match((await ask('GET /fixtures')).body.clients, [
    { client_id: 'web', client_secret: 's3cret', client_name: 'Shop' },
    { client_id: 'spa' },
  ])
})

t.test('fixtures are checked without being used', async (t) => {
  const { ask } = await asking(t)
  t.strictSame((await ask('POST /fixtures/check', { clients: [{ client_id: 'x' }] })).body, {
    valid: true,
    warnings: [],
  })
  t.match(await ask('POST /fixtures/check', { clients: [{}] }), { status: 400 })
  t.match((await ask('GET /clients')).body, { clients: [{ client_id: 'web' }] })
})

t.test('no file of this machine is read for a body', async (t) => {
  const { ask } = await asking(t)
  for (const what of ['PUT /fixtures', 'PATCH /fixtures', 'POST /fixtures/check'])
    t.match(await ask(what, { extends: './base.yaml' }), { status: 400, body: { pointer: '/extends' } }, what)
})

t.test('shutdown closes a provider that lives in a test', async (t) => {
  const { ask, provider } = await asking(t)
  t.match(await ask('POST /shutdown'), { status: 202, body: { closing: true } })
  const closed = async (): Promise<boolean> =>
    fetch(provider.url).then(
      () => closed(),
      () => true,
    )
  t.equal(await closed(), true)
})

t.test('a path that is not there names the nearest one', async (t) => {
  const { ask } = await asking(t)
  for (const [what, hint] of [
    ['GET /clok', 'did you mean /_mock/v1/clock?'],
    ['GET /client/web', 'did you mean /_mock/v1/clients/web?'],
    ['GET /completely/other', 'GET /_mock lists the routes'],
  ] as const)
    t.match(await ask(what), { status: 404, media_type: 'application/problem+json', body: { hint } }, what)
})

t.test('a method that is not taken is answered with those that are', async (t) => {
  const { ask } = await asking(t)
  const { status, headers } = await ask('POST /clock')
  t.equal(status, 405)
  t.equal(headers.get('allow'), 'GET, PUT, HEAD, OPTIONS')
  t.match(await ask('POST /journal/verfy'), {
    status: 405,
    body: { hint: 'did you mean POST /_mock/v1/journal/verify?' },
  })
  t.equal((await ask('OPTIONS /faults')).headers.get('allow'), 'GET, POST, DELETE, HEAD, OPTIONS')
})

t.test('bodies come as JSON or YAML, and as nothing else', async (t) => {
  const { ask } = await asking(t)
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  t.match(await ask('POST /reset', {}, form), {
    status: 415,
    body: { hint: /application\/json, or application\/yaml/ },
  })
  t.match(await ask('POST /reset', {}, { 'content-type': 'text/plain' }), { status: 415 })
  t.match(await ask('POST /clock/advance', 'by: 1h'), { status: 200 })
  t.match(await ask('POST /clock/advance', {}, { 'content-type': 'application/merge-patch+json' }), { status: 400 })
  t.match(await ask('POST /clock/advance'), { status: 400, body: { code: 'body-missing', hint: 'send {"by":"1h"}' } })
  t.match(await ask('POST /clock/resume', { now: 1 }), { status: 400, body: { detail: 'this route takes no body' } })
})
