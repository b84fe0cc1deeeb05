// Magic values: faults for testers who control nothing but a form field.

import t from 'tap'
import { BASIC, VERIFIER, CHALLENGE, WEB, claimsOf, stage, type Answer, type Staged } from '../support/realm.js'
import type { Fixtures } from '../../lib/fixtures/types.js'
import { basic } from '../support/request.js'

const CALLBACK = 'http://localhost:3000/cb'
const SENT = {
  redirect_uri: CALLBACK,
  response_type: 'code',
  scope: 'openid email',
  state: 'S',
  code_challenge: CHALLENGE,
  code_challenge_method: 'S256',
}

/** Nobody is configured: every name is taken. */
const open = (): Promise<Staged> => stage({ clients: [], users: [] })

const authorize = ({ ask }: Staged, query: object): Promise<Answer> =>
  ask('authorization', { query: { ...SENT, ...query } })

const redeem = ({ ask }: Staged, client_id: string, code: string | undefined): Promise<Answer> =>
  ask('token', {
    headers: {},
    form: {
      grant_type: 'authorization_code',
      client_id,
      code: code ?? '',
      redirect_uri: CALLBACK,
      code_verifier: VERIFIER,
    },
  })

/** From the authorization request to the answer of the token endpoint. */
async function through(on: Staged, query: Record<string, string>): Promise<Answer> {
  const client_id = query['client_id'] ?? 'app'
  const { told } = await authorize(on, { client_id, ...query })
  return told?.['code'] === undefined
    ? Promise.reject(new Error(JSON.stringify(told)))
    : redeem(on, client_id, told['code'])
}

t.test('a client_id asks for a fault of the token endpoint', async (t) => {
  const answer = await through(await open(), { client_id: 'fault--invalid_grant' })
  t.match(answer, { status: 400, body: { error: 'invalid_grant' } })
  t.match(answer.entry.fired, [{ id: 'fault--invalid_grant', point: 'token', effect: 'invalid_grant' }])
  t.match(answer.entry.checks.join(), "magic client_id 'fault--invalid_grant'")
})

for (const [name, expected] of [
  ['fault--503', { status: 503 }],
  ['fault--503--10s', { status: 503, headers: { 'retry-after': '10' } }],
  ['fault--slow--2s', { status: 200, reply: { delivery: { delay: 2000 } } }],
  ['fault--slow:2s', { reply: { delivery: { delay: 2000 } } }],
  ['fault--te-error-http-200', { status: 200, body: { error: 'invalid_grant' } }],
  [
    'fault--error--invalid_scope--no%20luck',
    { status: 400, body: { error: 'invalid_scope', error_description: 'no luck' } },
  ],
  ['fault--token--server_error', { status: 500, body: { error: 'server_error' } }],
] as const) {
  t.test(`client_id ${name} is answered ${JSON.stringify(expected)}`, async (t) => {
    t.match(await through(await open(), { client_id: name }), expected)
  })
}

t.test('a client that authenticates by Basic is known by its name too', async (t) => {
  const headers = { authorization: basic('fault--503', 'any') }
  t.equal((await (await open()).ask('token', { headers, form: { grant_type: 'client_credentials' } })).status, 503)
})

t.test('a refusal of the user is told by the authorization endpoint', async (t) => {
  const { told } = await authorize(await open(), { client_id: 'fault--access_denied' })
  t.match(told, { error: 'access_denied', state: 'S', code: undefined })
})

t.test('a username in login_hint asks for what happens to its tokens', async (t) => {
  const on = await open()
  const { body } = await through(on, { login_hint: 'fault--ui-sub-mismatch' })
  t.equal(claimsOf(String(body['id_token']))['sub'], 'fault--ui-sub-mismatch')
  const { body: claims, entry } = await on.userinfo(String(body['access_token']))
  t.equal(claims['sub'], 'fault--ui-sub-mismatchinvalid')
  t.match(entry.fired, [{ id: 'fault--ui-sub-mismatch' }])
})

t.test(
  'a username typed at the login page is as good, and an authorization response is spoiled when it leaves',
  async (t) => {
    const on = await stage({ clients: [], users: [], login: 'form' })
    const { page } = await authorize(on, { client_id: 'app' })
    const interaction = page?.name === 'login' ? page.interaction : ''
    const { told } = await on.ask('login', { form: { interaction, username: 'fault--access_denied', password: 'x' } })
    t.match(told, { error: 'access_denied', state: 'S' })
  },
)

t.test('a scope asks for it wherever the authorization goes', async (t) => {
  const answer = await through(await open(), { scope: 'openid fault:invalid_grant' })
  t.match(answer, { status: 400, body: { error: 'invalid_grant' } })
  t.match(answer.entry.checks.join(), "magic scope 'fault:invalid_grant'")
})

t.test('a code that nobody issued is refused as it asks, or redeemed and spoiled', async (t) => {
  const on = await open()
  t.match((await redeem(on, 'app', 'fault--invalid_grant')).body, { error: 'invalid_grant' })
  for (const _again of [1, 2]) {
    const { status, body } = await redeem(on, 'app', 'fault--tr-expires-in-string')
    t.match([status, body], [200, { access_token: String, expires_in: '3600' }])
  }
})

t.test('a fault that counts does so from call to call', async (t) => {
  const on = await open()
  const form = { client_id: 'fault--pending-n--2', scope: 'openid' }
  const { body } = await on.ask('device_authorization', { form })
  const poll = async (): Promise<unknown> => {
    on.advance(6)
    const grant_type = 'urn:ietf:params:oauth:grant-type:device_code'
    return (
      await on.ask('token', {
        headers: {},
        form: { grant_type, client_id: form.client_id, device_code: String(body['device_code']) },
      })
    ).entry.faults
  }
  t.strictSame([await poll(), await poll()], [['fault--pending-n--2'], ['fault--pending-n--2']])
})

t.test('a name that begins like one and names no fault is honest, with a warning', async (t) => {
  const { status, entry } = await through(await open(), { client_id: 'fault--invalid_grnt' })
  t.equal(status, 200)
  t.match(
    entry.warnings.filter(({ reason }) => reason === 'magic-value-unknown'),
    [{ hint: /client_id 'fault--invalid_grnt'/, fix: 'did you mean "invalid_grant"?' }],
  )
})

t.test('honest requests beside it are untouched', async (t) => {
  const on = await open()
  await through(on, { client_id: 'fault--503' })
  const { status, entry } = await through(on, { client_id: 'app' })
  t.strictSame([status, entry.faults], [200, []])
})

t.test('where clients are configured a magic name is a stranger, unless the policy says on', async (t) => {
  const headers = { authorization: basic('fault--503', 'any') }
  const form = { grant_type: 'client_credentials' }
  const answer = async (policy: Fixtures['policy'] & {}): Promise<unknown> =>
    (await (await stage({ clients: [WEB], policy })).ask('token', { headers, form })).body['error']
  t.equal(await answer({}), 'invalid_client')
  t.equal(await answer({ magic_values: 'on' }), 'temporarily_unavailable')
  t.equal(await answer({ magic_values: 'off' }), 'invalid_client')
})

t.test('with the word on, users and scopes of configured clients may be magic too', async (t) => {
  const on = await stage({ policy: { magic_values: 'on' } })
  const code = await on.code({ login_hint: 'fault--invalid_grant' })
  t.match((await on.redeem(code)).body, { error: 'invalid_grant' })
  const { body } = await on.token(
    { grant_type: 'client_credentials', scope: 'read fault:503' },
    { headers: { authorization: BASIC } },
  )
  t.equal(body['error'], 'temporarily_unavailable')
})

t.test('with the word off an open server takes them for names', async (t) => {
  const on = await stage({ clients: [], users: [], policy: { magic_values: 'off' } })
  t.equal((await through(on, { client_id: 'fault--503' })).status, 200)
})
