// RFC 6749 §4.4.

import t from 'tap'
import { SPA, WEB, claimsOf, stage } from '../support/realm.js'

const CC = { grant_type: 'client_credentials' }

t.test('CC-01 a public client may not act for itself', async (t) => {
  const { token } = await stage({ clients: [{ ...SPA, grant_types: ['client_credentials'] }] })
  const answer = await token({ ...CC, client_id: 'spa' }, { headers: {} })
  t.match(answer, { status: 400, body: { error: 'unauthorized_client' }, reason: 'client-credentials-public-client' })
})

t.test('CC-01 with no client configured, one that proves nothing is public', async (t) => {
  const { token } = await stage({ clients: [] })
  t.match(await token({ ...CC, client_id: 'any' }, { headers: {} }), { reason: 'client-credentials-public-client' })
})

t.test('CC-02 no refresh token, no ID Token, and sub is the client', async (t) => {
  const { token } = await stage({ clients: [{ ...WEB, access_token: { format: 'jwt' } }] })
  const { body } = await token({ ...CC, scope: 'read' })
  t.same(Object.keys(body).sort(), ['access_token', 'expires_in', 'scope', 'token_type'])
  t.match(claimsOf(body['access_token'] as string), { sub: 'web', client_id: 'web', scope: 'read' })
})

t.test('CC-02 scopes that need a user are left out, and refused when nothing else was asked', async (t) => {
  const { token } = await stage()
  const some = await token({ ...CC, scope: 'openid read offline_access' })
  t.equal(some.body['scope'], 'read')
  t.same(some.warnings, ['scope-needs-user'])
  t.match(await token({ ...CC, scope: 'openid' }), {
    status: 400,
    body: { error: 'invalid_scope' },
    reason: 'scope-needs-user',
  })
})

t.test('D-11 without a scope parameter it is the default of the client, told explicitly', async (t) => {
  const { token } = await stage({ clients: [{ ...WEB, default_scope: 'read' }] })
  t.equal((await token(CC)).body['scope'], 'read')
  const all = await stage({ clients: [{ ...WEB, scope: 'a b', default_scope: undefined } as never] })
  t.equal((await all.token(CC)).body['scope'], 'a b', 'or all that it may ask for')
  const strict = await stage({ policy: { scope_absent: 'refuse' } })
  t.match(await strict.token(CC), { status: 400, body: { error: 'invalid_scope' }, reason: 'scope-missing' })
})

t.test('D-10 an unknown scope is refused, or dropped and told by policy', async (t) => {
  const { token } = await stage()
  t.match(await token({ ...CC, scope: 'read raed' }), {
    status: 400,
    body: { error: 'invalid_scope' },
    reason: 'scope-not-for-client',
    hint: /'raed'; did you mean 'read'/,
  })
  const dropping = await stage({ policy: { unknown_scope: 'drop' } })
  const { body, warnings } = await dropping.token({ ...CC, scope: 'read zzz' })
  t.equal(body['scope'], 'read')
  t.same(warnings, ['scope-not-for-client'])
})

t.test('D-10 when dropping leaves nothing, it is refused all the same', async (t) => {
  const { token } = await stage({ policy: { unknown_scope: 'drop' } })
  t.match(await token({ ...CC, scope: 'zzz' }), { status: 400, body: { error: 'invalid_scope' } })
})

t.test('commas between scopes are recognised', async (t) => {
  const { token } = await stage()
  t.match(await token({ ...CC, scope: 'read,write' }), { reason: 'scope-comma-separated', hint: /separated by spaces/ })
})
