// RFC 6749 §2.3, RFC 7591 §2, RFC 7617: client authentication.

import t from 'tap'
import { BASIC, SPA, WEB, stage } from '../support/realm.js'
import type { Answer } from '../support/realm.js'
import { basic } from '../support/request.js'

const CC = { grant_type: 'client_credentials' }
const raw = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`

/** client_credentials by a client, with this Authorization header. */
async function by(client: object, authorization?: string, form: Record<string, string> = {}): Promise<Answer> {
  const { token } = await stage({ clients: [{ ...WEB, ...client }, SPA] })
  return token({ ...CC, ...form }, { headers: authorization === undefined ? {} : { authorization } })
}

t.test('CA-01 Basic authenticates a client that has a secret', async (t) => {
  const { status, entry } = await by({}, BASIC)
  t.match({ status, client_id: entry.client_id }, { status: 200, client_id: 'web' })
})

t.test('CA-02 both halves of Basic are form-decoded after the first colon', async (t) => {
  const client = { client_id: 'cli:ent/u 1', client_secret: 'p+a ss%/=:ü' }
  const { status, warnings } = await by(client, basic(client.client_id, client.client_secret))
  t.same([status, warnings], [200, []])
})

t.test('CA-02 a secret sent as it is works too, and the journal warns', async (t) => {
  const { status, warnings } = await by({ client_secret: 'p+a ss%/=' }, raw('web:p+a ss%/='))
  t.same([status, warnings], [200, ['basic-not-form-encoded']])
  const partly = await by({ client_secret: 'a+b' }, raw('web:a+b'))
  t.same([partly.status, partly.warnings], [200, ['basic-not-form-encoded']])
})

t.test('CA-02 a colon in a client_id that was not encoded is named', async (t) => {
  t.match(await by({ client_id: 'cli:ent' }, raw('cli:ent:s3cret')), { status: 401, reason: 'basic-colon-in-id' })
})

t.test('CA-03 client_id and client_secret in the body authenticate a client registered for it', async (t) => {
  const client = { token_endpoint_auth_method: 'client_secret_post' }
  t.equal((await by(client, undefined, { client_id: 'web', client_secret: 's3cret' })).status, 200)
  t.match(await by(client, undefined, { client_secret: 's3cret' }), { status: 401, body: { error: 'invalid_client' } })
})

t.test('CA-04 the scheme name is case-insensitive and blanks before the credentials are tolerated', async (t) => {
  for (const scheme of ['basic ', 'BASIC ', 'bAsIc    ']) {
    t.equal((await by({}, BASIC.replace('Basic ', scheme))).status, 200, scheme)
  }
})

t.test('D-12 a secret works by Basic and in the body where no method was named', async (t) => {
  t.match(await by({}, undefined, { client_id: 'web', client_secret: 's3cret' }), { status: 200 })
  t.match(await by({}, BASIC), { status: 200 })
})

t.test('CA-05 D-12 the registered method is enforced', async (t) => {
  const post = { client_id: 'web', client_secret: 's3cret' }
  const refused = { status: 401, body: { error: 'invalid_client' }, reason: 'auth-method-not-registered' }
  t.match(await by({ token_endpoint_auth_method: 'client_secret_basic' }, undefined, post), {
    ...refused,
    hint: /registered for client_secret_basic but used client_secret_post/,
  })
  t.match(await by({ token_endpoint_auth_method: 'client_secret_post' }, BASIC), refused)
})

t.test('D-12 a policy may ignore the registered method, but no wrong secret', async (t) => {
  const clients = [{ ...WEB, token_endpoint_auth_method: 'client_secret_basic' as const }]
  const { token } = await stage({ clients, policy: { auth_method: 'ignore' } })
  const post = { ...CC, client_id: 'web', client_secret: 's3cret' }
  const { status, warnings } = await token(post, { headers: {} })
  t.same([status, warnings], [200, ['auth-method-not-registered']])
  t.equal((await token({ ...post, client_secret: 'x' }, { headers: {} })).status, 401)
  t.equal((await token({ ...CC, client_id: 'web' }, { headers: {} })).status, 401, 'nor no secret')
})

t.test('D-12 that policy lets a public client send a secret, which is ignored', async (t) => {
  const clients = [{ ...SPA, grant_types: ['client_credentials', 'refresh_token'] as const }]
  const { token } = await stage({ clients, policy: { auth_method: 'ignore' } })
  const answer = await token(
    { grant_type: 'refresh_token', refresh_token: 'x' },
    { headers: { authorization: basic('spa', 'x') } },
  )
  t.match(answer, { body: { error: 'invalid_grant' }, warnings: ['auth-method-not-registered'] })
})

t.test('CA-06 a public client names itself and sends no secret', async (t) => {
  const { token } = await stage()
  const form = { grant_type: 'refresh_token', refresh_token: 'x' }
  t.match(await token(form, { headers: {} }), { body: { error: 'invalid_client' }, reason: 'client-auth-missing' })
  const secret = { ...form, client_id: 'spa', client_secret: 'x' }
  t.match(await token(secret, { headers: {} }), {
    body: { error: 'invalid_client' },
    reason: 'public-client-sent-secret',
  })
  t.match(await token({ ...form, client_id: 'spa' }, { headers: {} }), { body: { error: 'invalid_grant' } })
})

t.test('CA-06 a confidential client that sends only its client_id is refused', async (t) => {
  t.match(await by({}, undefined, { client_id: 'web' }), {
    status: 401,
    reason: 'confidential-client-no-auth',
    hint: /client_secret_basic/,
  })
})

t.test('CA-07 a client_id in the body must be the authenticated one', async (t) => {
  t.match(await by({}, BASIC, { client_id: 'spa' }), {
    status: 400,
    body: { error: 'invalid_request' },
    reason: 'client-id-basic-body-differ',
  })
  t.equal((await by({}, BASIC, { client_id: 'web' })).status, 200)
})

t.test('CA-08 a client with an empty secret works, and may leave it out', async (t) => {
  t.equal((await by({ client_secret: '' }, raw('web:'))).status, 200)
  const post = { client_secret: '', token_endpoint_auth_method: 'client_secret_post' }
  t.equal((await by(post, undefined, { client_id: 'web', client_secret: '' })).status, 200)
  t.equal((await by(post, undefined, { client_id: 'web' })).status, 200)
})

t.test('CA-09 a secret expires at client_secret_expires_at; 0 is never', async (t) => {
  t.match(await by({ client_secret_expires_at: '2029-12-31T23:59:30Z' }, BASIC), {
    reason: 'secret-expired',
    hint: /expired 30 s ago/,
  })
  t.equal((await by({ client_secret_expires_at: '2030-01-01T00:00:01Z' }, BASIC)).status, 200)
  t.equal((await by({ client_secret_expires_at: 0 }, BASIC)).status, 200)
})

t.test('CA-10 malformed Basic credentials are refused and explained', async (t) => {
  const malformed = {
    'Basic !!': 'basic-not-base64',
    Basic: 'basic-not-base64',
    [raw('web')]: 'basic-no-colon',
    [raw(':x')]: 'basic-empty-username',
  }
  for (const [authorization, reason] of Object.entries(malformed)) {
    t.match(await by({}, authorization), { status: 401, body: { error: 'invalid_client' }, reason }, reason)
  }
})

t.test('a Bearer token is no client authentication', async (t) => {
  t.match(await by({}, 'Bearer abc'), {
    status: 401,
    body: { error: 'invalid_client' },
    reason: 'bearer-as-client-auth',
  })
})

t.test('an unknown client is told the nearest one', async (t) => {
  t.match(await by({}, raw('wbe:s3cret')), { reason: 'client-unknown', hint: /did you mean 'web'/ })
  t.match(await by({ client_name: 'My App' }, raw('My App:s3cret')), {
    reason: 'client-id-is-name',
    hint: /client_name of client 'web'/,
  })
  t.match(await by({}, raw('web :s3cret')), { reason: 'client-id-whitespace' })
})

t.test('the usual mistakes with secrets are named, and no secret is told', async (t) => {
  const secret = 'Top#s3cret'
  const sent = {
    'Top#s3cret\n': 'secret-trailing-newline',
    ' Top#s3cret': 'secret-whitespace',
    '"Top#s3cret"': 'secret-surrounding-quotes',
    '${SECRET}': 'secret-literal-placeholder',
    '<Top#s3cret>': 'secret-literal-placeholder',
    Top: 'secret-truncated-at-hash-or-dollar',
    'Top%23s3cret': 'basic-double-encoded',
    [Buffer.from(secret).toString('base64')]: 'secret-is-hash',
    'top#S3CRET': 'secret-case',
    wrong: 'secret-wrong',
  }
  for (const [received, reason] of Object.entries(sent)) {
    const answer = await by({ client_secret: secret }, basic('web', received))
    t.equal(answer.reason, reason, received)
    t.notMatch(`${JSON.stringify(answer.body)} ${answer.headers['www-authenticate']}`, secret)
  }
  const { token } = await stage({ clients: [WEB, { ...WEB, client_id: 'other', client_secret: 'another' }] })
  const other = await token(CC, { headers: { authorization: basic('web', 'another') } })
  t.match(other, { reason: 'secret-is-other-clients', hint: /client 'other'/ })
})

t.test(
  'with no client configured any credentials are taken, and the journal says what a configured server would do',
  async (t) => {
    const { token } = await stage({ clients: [] })
    for (const given of [
      { headers: { authorization: raw('any:thing') } },
      { headers: {}, form: { ...CC, client_id: 'a', client_secret: 'b' } },
    ]) {
      const { status, warnings } = await token(CC, given)
      t.same([status, warnings], [200, ['client-unknown']])
    }
  },
)

t.test('a policy may let parameters win over an unrelated Basic header', async (t) => {
  const clients = [{ ...WEB, token_endpoint_auth_method: 'client_secret_post' as const }]
  const { token } = await stage({ clients, policy: { client_credentials_conflict: 'parameters-win' } })
  const form = { ...CC, client_id: 'web', client_secret: 's3cret' }
  t.equal((await token(form, { headers: { authorization: raw('someone:else') } })).status, 200)
})
