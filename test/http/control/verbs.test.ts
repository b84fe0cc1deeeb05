// Clock, faults, logins and realms over HTTP, as a tester in any language has them.

import t from 'tap'
import { asking, WEB } from './asking.js'

const CC = { grant_type: 'client_credentials' }
const QUERY = 'client_id=web&response_type=code&scope=openid&redirect_uri=http%3A%2F%2Flocalhost%3A3000%2Fcb'

/** Where a browser is sent by an authorization request. */
async function landed(url: string, headers: Record<string, string> = {}, more = ''): Promise<URL> {
  const answer = await fetch(`${url}/authorize?${QUERY}${more}`, { redirect: 'manual', headers })
  return new URL(answer.headers.get('location')!)
}

t.test('the clock moves, and tells what a move ended', async (t) => {
  const { ask, token } = await asking(t)
  await token(CC)
  await ask('PUT /clock', { now: '2030-01-01T00:00:00Z' })
  t.match((await ask('POST /clock/freeze', {})).body, { mode: 'frozen', now: /^2030-01-01T00:00/ })
  await token(CC)
  const { body } = await ask('POST /clock/advance', { by: '2h' })
  t.match(body, {
    now: /^2030-01-01T02:00/,
    mode: 'frozen',
    rate: 0,
    expired: { access_tokens: 1, codes: 0, sessions: 0 },
  })
  t.match(body.note, /exp/)
  t.notOk('note' in (await ask('POST /clock/advance', { by: 1 })).body)
})

t.test('the offset is told as people write durations', async (t) => {
  const { ask } = await asking(t)
  t.match((await ask('POST /clock/advance', { by: 'PT90M' })).body, { offset: '1h30m', mode: 'offset' })
  t.match((await ask('POST /clock/reset')).body, { offset: '0s', mode: 'system' })
  t.match((await ask('POST /clock/scale', { rate: 60 })).body, { mode: 'scaled', rate: 60 })
  t.match(await ask('POST /clock/advance', { by: '-1h' }), { status: 400, body: { detail: /below zero/ } })
  t.match(await ask('PUT /clock', { now: 'tomorrow' }), { status: 400, body: { detail: /'tomorrow' is not a time/ } })
})

t.test('called in the same process, a verb has had its effect when the call returns', async (t) => {
  const { provider } = await asking(t)
  const before = provider.home.clock.now()
  const moved = provider.clock.advance('1h')
  t.ok(provider.home.clock.now() - before >= 3600_000)
  await moved
})

t.test('a rule is armed, counted, switched off and on, and taken back', async (t) => {
  const { ask, token } = await asking(t)
  t.match(await ask('POST /faults', { rule: 'token=503', note: 'busy', id: 'mine' }), {
    status: 201,
    body: { id: 'mine', rule: 'token=503', note: 'busy', explain: /503/, matched: 0, fired: 0 },
  })
  t.equal((await token(CC)).status, 503)
  t.match((await ask('PATCH /faults/mine', { enabled: false })).body, { enabled: false, fired: 1 })
  t.equal((await token(CC)).status, 200)
  t.match((await ask('PATCH /faults/mine', { enabled: true })).body, { matched: 1, fired: 1 })
  t.equal((await token(CC)).status, 503)
  t.strictSame((await ask('DELETE /faults/mine')).body, { faults: [] })
  t.match(await ask('GET /faults/mien'), { status: 404 })
})

t.test('a rule may be spelled out, and several come at once', async (t) => {
  const { ask } = await asking(t)
  const { status, body } = await ask('POST /faults', [
    { match: { point: 'token', part: 'refresh', client: 'web' }, do: { error: 'invalid_grant' }, when: { nth: 2 } },
    { rule: 'userinfo=slow:2s' },
  ])
  t.equal(status, 201)
  t.match(body.faults, [{ rule: /^token\.refresh\+client:web=invalid_grant@2/ }, { rule: 'userinfo=slow:2s' }])
})

t.test('a rule that cannot be read is told with a caret, and nothing is armed', async (t) => {
  const { ask } = await asking(t)
  t.match(await ask('POST /faults', { rule: 'token=invalid_grand' }), {
    status: 400,
    body: { code: 'rule-unreadable', offset: 6, length: 13, detail: /\^{13}/, hint: /invalid_grant/ },
  })
  t.match(await ask('POST /faults/explain', { rule: 'tokn=503' }), { status: 400 })
  t.match((await ask('POST /faults/explain', { rule: 'token=503@2' })).body, { explain: /^the 2nd token call/ })
  t.strictSame((await ask('GET /faults')).body.faults, [])
})

t.test('the catalogue is searched by words', async (t) => {
  const { ask } = await asking(t)
  const { faults } = (await ask('GET /faults/catalogue?q=jwks')).body
  t.ok(faults.length > 0)
  for (const { summary } of faults) t.type(summary, 'string')
  t.strictSame((await ask('GET /faults/catalogue?q=no-such-thing')).body.faults, [])
})

t.test('the next login is somebody else’s, once', async (t) => {
  const { ask, provider } = await asking(t)
  t.match((await ask('POST /login/next', { user: 'bob' })).body, { login: 'auto', next: [{ user: 'bob' }] })
  await landed(provider.url)
  await landed(provider.url)
  t.match((await ask('GET /journal')).body.entries, [{ user: 'bob' }, { user: 'alice' }])
})

t.test('the next login is denied', async (t) => {
  const { ask, provider } = await asking(t)
  await ask('POST /login/next', [{ deny: true }, { deny: 'login_required' }])
  t.equal((await landed(provider.url)).searchParams.get('error'), 'access_denied')
  t.equal((await landed(provider.url)).searchParams.get('error'), 'login_required')
  t.ok((await landed(provider.url)).searchParams.has('code'))
})

t.test('a login is queued for a tag', async (t) => {
  const { ask, provider } = await asking(t)
  await ask('POST /login/next', { user: 'bob', tag: 't1' })
  await landed(provider.url)
  await landed(provider.url, { 'mock-oauth2-tag': 't1' })
  t.match((await ask('GET /journal')).body.entries, [{ user: 'alice' }, { user: 'bob', tag: 't1' }])
})

t.test('a login that says too much, too little or an unknown error is refused', async (t) => {
  const { ask } = await asking(t, { fixtures: { clients: [WEB], users: [{ username: 'alice' }] } })
  t.match(await ask('POST /login/next', { user: 'alice', deny: true }), { status: 400 })
  t.match(await ask('POST /login/next', { tag: 'x' }), { status: 400 })
  t.match(await ask('POST /login/next', { deny: 'acces_denied' }), {
    status: 400,
    body: { hint: "did you mean 'access_denied'?" },
  })
  t.match(await ask('POST /login/next', { user: 'alcie' }), { status: 400, body: { hint: "did you mean 'alice'?" } })
})

t.test('the login mode is changed, and told', async (t) => {
  const { ask, provider } = await asking(t)
  t.match((await ask('PUT /login', { login: 'auto:bob' })).body, { login: 'auto:bob' })
  await landed(provider.url)
  t.match((await ask('GET /journal')).body.entries, [{ user: 'bob' }])
  t.match(await ask('PUT /login', { login: 'magic' }), { status: 400, body: { detail: /'magic' is not a login mode/ } })
})

t.test('a realm is made, is an issuer of its own, and is dropped', async (t) => {
  const { ask, provider } = await asking(t)
  const { status, body } = await ask('POST /realms', {
    id: 'shop',
    fixtures: { clients: [{ client_id: 'own' }] },
    clock: 'frozen',
  })
  t.equal(status, 201)
  const issuer = `${provider.url}/realms/shop`
  t.match(body, {
    id: 'shop',
    issuer,
    discovery: `${issuer}/.well-known/openid-configuration`,
    control: `${issuer}/_mock/v1`,
  })
  t.match(await (await fetch(body.discovery)).json(), { issuer })
  t.match(await (await fetch(`${body.control}/clients`)).json(), {
    clients: [{ client_id: 'web' }, { client_id: 'own' }],
  })
  t.match(await (await fetch(`${body.control}/fixtures`)).json(), {
    clients: [{ client_id: 'web' }, { client_id: 'own' }],
  })
  t.strictSame((await ask('DELETE /realms/shop')).body.realms.length, 1)
  t.match(await ask('GET /realms/shop'), { status: 404, body: { code: 'realm-unknown' } })
})

t.test('a realm that cannot be is refused with the reason', async (t) => {
  const { ask } = await asking(t)
  await ask('POST /realms', { id: 'a' })
  t.match(await ask('POST /realms', { id: 'a' }), { status: 409, body: { code: 'realm-exists' } })
  t.match(await ask('POST /realms', { id: 'a/b' }), { status: 400, body: { pointer: '/id' } })
  t.match(await ask('POST /realms', { id: 'b', clock: 'later' }), {
    status: 400,
    body: { detail: /'later' is not a clock/ },
  })
  t.match(await ask('POST /realms', { id: 'b', faults: ['token=x'] }), {
    status: 400,
    body: { code: 'rule-unreadable' },
  })
  t.match(await ask('POST /realms', { id: 'b', fixtures: { clints: [] } }), {
    status: 400,
    body: { pointer: '/fixtures/clints', hint: /clients/ },
  })
  t.equal((await ask('GET /realms')).body.realms.length, 2)
})

t.test('a browser that enters is tagged and sent on', async (t) => {
  const { ask, provider } = await asking(t)
  const { status, headers } = await ask(
    `GET /enter?tag=t%201&return_to=${encodeURIComponent('http://localhost:3000/')}`,
  )
  t.equal(status, 303)
  t.equal(headers.get('location'), 'http://localhost:3000/')
  t.match(headers.get('set-cookie'), /^mock_oauth2_tag=t%201; Path=\/; HttpOnly; SameSite=Lax$/)
  await ask('POST /realms', { id: 'r' })
  t.equal((await ask('GET /realms/r/enter')).headers.get('location'), `${provider.url}/realms/r/`)
  t.match(await ask('GET /enter?return_to=javascript:alert(1)'), { status: 400 })
})

t.test('a snapshot brings back what a realm remembered', async (t) => {
  const { ask, token } = await asking(t)
  const { access_token }: any = await (await token(CC)).json()
  const { body } = await ask('GET /snapshot')
  await ask('POST /reset')
  t.strictSame((await ask('GET /tokens')).body.tokens, [])
  t.match(await ask('PUT /snapshot', body), { status: 200, body: { restored: true } })
  t.equal((await ask('GET /tokens')).body.tokens.length, 1)
  t.ok(access_token)
  const broken = Object.fromEntries(Object.keys(body.state).map((name) => [name, 7]))
  t.match(await ask('PUT /snapshot', { version: 1, state: broken }), { status: 400 })
  t.match(await ask('PUT /snapshot', { version: 2 }), { status: 400, body: { detail: /no snapshot/ } })
})
