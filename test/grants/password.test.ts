// RFC 6749 §4.3, RFC 9700 §2.4.

import t from 'tap'
import { BOB, NOW, WEB, claimsOf, stage } from '../support/realm.js'

const ALICE = { username: 'alice', sub: 'user-1', password: 'wonderland' } as const
const OLD = { ...WEB, grant_types: ['password', 'refresh_token'] }
const cast = { clients: [OLD], users: [ALICE, BOB] } as never
const right = { grant_type: 'password', username: 'alice', password: 'wonderland', scope: 'openid read' }

t.test('PW-01 the password grant is off, not advertised and refused with a reason', async (t) => {
  const { ask, token } = await stage()
  t.notOk((await ask('metadata')).body['grant_types_supported'].includes('password'))
  t.match(await token(right), {
    status: 400,
    body: { error: 'unsupported_grant_type' },
    reason: 'grant-type-not-enabled',
    hint: /off until a client names it: grant_types: \[password\]/,
  })
})

t.test('PW-01 naming it in the grant_types of a client turns it on, for that client', async (t) => {
  const { ask, token } = await stage({ clients: [OLD, { client_id: 'spa' }], users: [ALICE] } as never)
  t.ok((await ask('metadata')).body['grant_types_supported'].includes('password'))
  t.match(await token({ ...right, client_id: 'spa' }, { headers: {} }), {
    status: 400,
    body: { error: 'unauthorized_client' },
  })
})

t.test('PW-01 username and password get the tokens of the user, and leave a warning', async (t) => {
  const { token } = await stage(cast)
  const { status, body, warnings } = await token(right)
  t.match([status, body], [200, { scope: 'openid read', refresh_token: String }])
  t.match(claimsOf(body['id_token'] as string), { sub: 'user-1', aud: 'web', auth_time: NOW })
  t.strictSame(warnings, ['password-grant-used'])
})

t.test('PW-01 a wrong password is invalid_grant', async (t) => {
  const { token } = await stage(cast)
  const answer = await token({ ...right, password: 'Wonderland' })
  t.match(answer, {
    status: 400,
    body: { error: 'invalid_grant' },
    reason: 'password-wrong',
    hint: /upper and lower case/,
  })
  t.notMatch(JSON.stringify(answer.body), 'wonderland', 'the password is not told')
})

t.test('PW-01 an unknown user is invalid_grant, and the nearest one is named', async (t) => {
  const { token } = await stage(cast)
  const answer = await token({ ...right, username: 'alcie' })
  t.match(answer, {
    status: 400,
    body: { error: 'invalid_grant' },
    reason: 'user-unknown',
    hint: /did you mean 'alice'/,
  })
})

t.test('PW-01 missing parameters are named together', async (t) => {
  const { token } = await stage(cast)
  t.match(await token({ grant_type: 'password' }), {
    body: { error: 'invalid_request' },
    hint: /missing username, password/,
  })
})

t.test('a user without a password is let in with any, and a warning says so', async (t) => {
  const { token } = await stage(cast)
  const { status, warnings } = await token({ ...right, username: 'bob', password: 'x' })
  t.strictSame([status, warnings], [200, ['password-grant-used', 'password-not-set']])
})
