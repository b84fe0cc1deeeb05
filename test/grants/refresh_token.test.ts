// RFC 6749 §6, RFC 9700 §4.14.2.

import t from 'tap'
import type { Fixtures } from '../../lib/fixtures/types.js'
import { ALICE, SPA, WEB, stage } from '../support/realm.js'
import type { Answer, Staged } from '../support/realm.js'
import { basic } from '../support/request.js'

type Rules = NonNullable<NonNullable<Fixtures['policy']>['refresh']>

/** A realm whose client refreshes by these rules, and a first refresh token. */
async function refreshing(refresh: Rules = {}, more: Fixtures = {}): Promise<Staged & { first: string }> {
  const staged = await stage({ clients: [{ ...WEB, refresh }, SPA], ...more })
  return { ...staged, first: (await staged.tokens({ scope: 'openid read write' }))['refresh_token'] as string }
}

const token = ({ body }: Answer): string => body['refresh_token'] as string

t.test('RF-01 a refresh token of another client is refused', async (t) => {
  const clients = [WEB, { ...WEB, client_id: 'other', client_secret: 'x' }]
  const staged = await stage({ clients })
  const { refresh_token } = await staged.tokens()
  const form = { grant_type: 'refresh_token', refresh_token }
  const answer = await staged.token(form, { headers: { authorization: basic('other', 'x') } })
  t.match(answer, { status: 400, body: { error: 'invalid_grant' }, reason: 'refresh-other-client' })
  t.equal((await staged.refresh(refresh_token)).status, 200, 'and it lives on')
})

t.test('RF-01 a confidential client authenticates', async (t) => {
  const { token, first } = await refreshing()
  const form = { grant_type: 'refresh_token', refresh_token: first, client_id: 'web' }
  t.match(await token(form, { headers: {} }), { status: 401, body: { error: 'invalid_client' } })
})

t.test('RF-02 a part of the granted scope may be asked for', async (t) => {
  const { refresh, first } = await refreshing()
  t.equal((await refresh(first, { scope: 'write openid' })).body['scope'], 'write openid')
})

t.test('RF-02 more than was granted is invalid_scope, and the token is not spent', async (t) => {
  const { refresh, first } = await refreshing()
  const answer = await refresh(first, { scope: 'openid email' })
  t.match(answer, {
    status: 400,
    body: { error: 'invalid_scope' },
    reason: 'scope-exceeds-grant',
    hint: /'email' was not granted/,
  })
  t.match(await refresh(first, { scope: '  ' }), { body: { error: 'invalid_scope' } })
  t.equal((await refresh(first)).body['scope'], 'openid read write')
})

t.test('RF-02 RF-05 a narrowed refresh does not shrink the grant', async (t) => {
  for (const rotation of ['none', 'rotate'] as const) {
    const { refresh, introspect, first } = await refreshing({ rotation })
    const second = token(await refresh(first, { scope: 'read' }))
    t.equal((await introspect(second)).body['scope'], 'openid read write', rotation)
    t.equal((await refresh(second)).body['scope'], 'openid read write', rotation)
  }
})

t.test('RF-03 rotation none returns the same token, and it goes on working', async (t) => {
  const { refresh, first } = await refreshing({ rotation: 'none' })
  t.equal(token(await refresh(first)), first)
  t.equal(token(await refresh(first)), first)
})

t.test('RF-03 rotation replaces the token at every use', async (t) => {
  const { refresh, first } = await refreshing()
  const second = token(await refresh(first))
  const third = token(await refresh(second))
  t.equal(new Set([first, second, third]).size, 3)
})

t.test('RF-04 D-09 a replaced token that comes back revokes the family', async (t) => {
  const { refresh, userinfo, advance, first } = await refreshing()
  const { body } = await refresh(first)
  const third = await refresh(body['refresh_token'] as string)
  advance(3.2)
  const reused = await refresh(first)
  t.match(reused, {
    status: 400,
    body: { error: 'invalid_grant' },
    reason: 'refresh-rotated-reuse',
    hint: /replaced 3s200ms ago.*revoked/,
  })
  t.match(await refresh(token(third)), { body: { error: 'invalid_grant' }, reason: 'refresh-revoked' })
  t.match(await userinfo(third.body['access_token'] as string), { status: 401, reason: 'token-revoked' })
})

t.test('RF-04 public clients rotate by default', async (t) => {
  const tokens = [{ refresh_token: 'RT', client_id: 'spa', user: 'alice', scope: 'read' }]
  const staged = await stage({ tokens })
  const form = { grant_type: 'refresh_token', refresh_token: 'RT', client_id: 'spa' }
  t.not(token(await staged.token(form, { headers: {} })), 'RT')
  t.match(await staged.token(form, { headers: {} }), { body: { error: 'invalid_grant' } })
})

t.test('RF-04 a successor that nobody used yet points to a lost answer', async (t) => {
  const { refresh, first } = await refreshing()
  await refresh(first)
  t.match(await refresh(first), { reason: 'refresh-rotated-response-maybe-lost', hint: /successor was never used/ })
})

t.test('D-09 a policy may refuse a replaced token alone', async (t) => {
  const { refresh, first } = await refreshing({ reuse: 'refuse' })
  const second = token(await refresh(first))
  t.match(await refresh(first), { body: { error: 'invalid_grant' } })
  t.equal((await refresh(second)).status, 200)
})

t.test('RF-04 of 50 simultaneous refreshes one succeeds, and the family is dead', async (t) => {
  const { refresh, introspect, first } = await refreshing()
  const answers = await Promise.all(Array.from({ length: 50 }, () => refresh(first)))
  const won = answers.filter(({ status }) => status === 200)
  t.equal(won.length, 1)
  t.equal(answers.filter(({ body }) => body['error'] === 'invalid_grant').length, 49)
  t.same((await introspect(token(won[0]!))).body, { active: false })
  t.match(await refresh(token(won[0]!)), { reason: 'refresh-revoked' })
})

t.test('RF-07 within the grace a replaced token returns the same successor', async (t) => {
  const { refresh, advance, first } = await refreshing({ grace: '10s' })
  const second = token(await refresh(first))
  advance(9.999)
  t.match(await refresh(first), { status: 200, body: { refresh_token: second } })
  advance(0.001)
  t.match(await refresh(first), { status: 400, body: { error: 'invalid_grant' } })
})

t.test('RF-07 of 50 simultaneous refreshes within the grace all get the same successor', async (t) => {
  const { refresh, first } = await refreshing({ grace: '10s' })
  const answers = await Promise.all(Array.from({ length: 50 }, () => refresh(first)))
  t.same([...new Set(answers.map(({ status }) => status))], [200])
  t.equal(new Set(answers.map(token)).size, 1)
  t.equal((await refresh(token(answers[0]!))).status, 200)
})

t.test('RF-07 the grace gives no successor that was revoked meanwhile', async (t) => {
  const { refresh, revoke, first } = await refreshing({ grace: '10s' })
  await revoke(token(await refresh(first)))
  t.match(await refresh(first), { status: 400, body: { error: 'invalid_grant' }, reason: 'refresh-revoked' })
})

t.test('RF-06 an unused token expires, and every use puts that off', async (t) => {
  for (const rotation of ['none', 'rotate'] as const) {
    const { refresh, advance, first } = await refreshing({ idle: '1h', rotation })
    advance(3599)
    const second = token(await refresh(first))
    advance(3599)
    const third = token(await refresh(second))
    advance(3600)
    t.match(
      await refresh(third),
      { body: { error: 'invalid_grant' }, reason: 'refresh-expired-idle', hint: /not used for 1h/ },
      rotation,
    )
  }
})

t.test('RF-06 rotation never moves the absolute end', async (t) => {
  const { refresh, advance, first } = await refreshing({}, { lifetimes: { refresh_token: '2h' } })
  advance(7199)
  const second = token(await refresh(first))
  advance(1)
  t.match(await refresh(second), { body: { error: 'invalid_grant' }, reason: 'refresh-expired-absolute' })
})

t.test('RF-06 a refresh token lives 90 days, or for ever', async (t) => {
  const standard = await refreshing()
  standard.advance(90 * 86_400)
  t.match(await standard.refresh(standard.first), { reason: 'refresh-expired-absolute' })
  const eternal = await refreshing({}, { lifetimes: { refresh_token: 'never' } })
  eternal.advance(3650 * 86_400)
  t.equal((await eternal.refresh(eternal.first)).status, 200)
})

t.test('RF-06 seeded tokens end idle as issued ones do', async (t) => {
  const clients = [{ ...WEB, refresh: { idle: '1h' } }]
  const tokens = [{ refresh_token: 'RT', client_id: 'web', user: 'alice', scope: 'read' }]
  const { refresh, advance } = await stage({ clients, tokens })
  advance(3600)
  t.match(await refresh('RT'), { reason: 'refresh-expired-idle' })
})

t.test('seeded refresh tokens in every state', async (t) => {
  const seed = { client_id: 'web', user: 'alice', scope: 'read' }
  const states = ['valid', 'expired', 'used', 'revoked'] as const
  const { refresh } = await stage({
    users: [ALICE],
    tokens: states.map((state) => ({ refresh_token: state, ...seed, state })),
  })
  t.equal((await refresh('valid')).status, 200)
  t.match(await refresh('expired'), { reason: 'refresh-expired-absolute' })
  t.match(await refresh('used'), { reason: 'refresh-rotated-reuse' })
  t.match(await refresh('revoked'), { reason: 'refresh-revoked', hint: /the fixture says so/ })
})

t.test('what is no refresh token is recognised', async (t) => {
  const { refresh, tokens, code } = await stage({ clients: [{ ...WEB, access_token: { format: 'jwt' } }] })
  t.match(await refresh('x'), { body: { error: 'invalid_grant' }, reason: 'refresh-unknown' })
  t.match(await refresh(await code()), { reason: 'refresh-is-code' })
  t.match(
    await refresh((await tokens())['access_token'] as string),
    { reason: 'refresh-is-access-token' },
    'a JWT as well',
  )
})
