// RFC 7009.

import t from 'tap'
import { ALICE, WEB, stage } from '../support/realm.js'
import { basic } from '../support/request.js'

t.test('RV-01 a hint that is wrong does not matter', async (t) => {
  const { tokens, revoke, userinfo } = await stage()
  const { access_token } = await tokens()
  t.equal((await revoke(access_token as string, { token_type_hint: 'refresh_token' })).status, 200)
  t.match(await userinfo(access_token as string), { status: 401, reason: 'token-revoked', hint: /revocation endpoint/ })
})

t.test('RV-01 the client authenticates as at the token endpoint, a public one by client_id', async (t) => {
  const tokens = [{ refresh_token: 'RT', client_id: 'spa', user: 'alice', scope: 'read' }]
  const { ask, token } = await stage({ tokens, users: [ALICE] })
  t.match(await ask('revocation', { form: { token: 'RT' } }), { status: 401, body: { error: 'invalid_client' } })
  t.equal((await ask('revocation', { form: { token: 'RT', client_id: 'spa' } })).status, 200)
  const form = { grant_type: 'refresh_token', refresh_token: 'RT', client_id: 'spa' }
  t.match(await token(form, { headers: {} }), { reason: 'refresh-revoked' })
})

t.test('RV-01 the token is required', async (t) => {
  const { revoke } = await stage()
  t.match(await revoke(''), { status: 400, body: { error: 'invalid_request' }, reason: 'param-empty' })
})

t.test('RV-02 unknown and already revoked tokens are answered 200, with a body that is JSON', async (t) => {
  const { tokens, revoke } = await stage()
  const { access_token } = await tokens()
  for (const token of [access_token as string, access_token as string, 'unknown']) {
    t.match(await revoke(token), { status: 200, body: {}, headers: { 'cache-control': 'no-store' } })
  }
  t.same((await revoke('unknown')).warnings, ['token-unknown'])
})

t.test('RV-03 a token of another client survives', async (t) => {
  const staged = await stage({ clients: [WEB, { ...WEB, client_id: 'other', client_secret: 'x' }] })
  const { access_token } = await staged.tokens()
  const headers = { authorization: basic('other', 'x') }
  const answer = await staged.ask('revocation', { headers, form: { token: access_token } })
  t.match(answer, { status: 200, warnings: ['token-other-client'] })
  t.match((await staged.introspect(access_token as string)).body, { active: true })
})

t.test('RV-04 a refresh token takes its access tokens along, also those of earlier refreshes', async (t) => {
  const { tokens, refresh, revoke, userinfo } = await stage()
  const first = await tokens()
  const second = (await refresh(first['refresh_token'] as string)).body
  await revoke(second['refresh_token'] as string)
  t.equal((await userinfo(first['access_token'] as string)).status, 401)
  t.equal((await userinfo(second['access_token'] as string)).status, 401)
})

t.test('RV-04 a replaced refresh token does so too', async (t) => {
  const { tokens, refresh, revoke, userinfo } = await stage()
  const { refresh_token } = await tokens()
  const second = (await refresh(refresh_token as string)).body
  await revoke(refresh_token as string)
  t.equal((await userinfo(second['access_token'] as string)).status, 401)
})

t.test('RV-04 an access token goes alone', async (t) => {
  for (const format of ['opaque', 'jwt'] as const) {
    const { tokens, refresh, revoke, userinfo } = await stage({ clients: [{ ...WEB, access_token: { format } }] })
    const { access_token, refresh_token } = await tokens()
    await revoke(access_token as string)
    t.equal((await userinfo(access_token as string)).status, 401, format)
    t.equal((await refresh(refresh_token as string)).status, 200)
  }
})
