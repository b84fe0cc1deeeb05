// no-use and no-token: whoever refuses an answer does nothing with it.

import t from 'tap'
import { stage } from '../support/realm.js'

t.test('a client that leaves a token response without token_type alone handles it', async (t) => {
  const { realm, tokens, authorize } = await stage({}, { faults: ['token.code=no-token-type@1'] })
  await tokens()
  await authorize()
  const [verdict] = realm.verdicts.settle()
  t.match(verdict, { fault: 'f1', effect: 'tr-no-token-type', request: 'r2', client_id: 'web', outcome: 'handled' })
  t.match(verdict, { because: /nothing of that answer was used in the one call/, spec: /RFC 6749/ })
  t.equal(verdict?.decided_by, undefined)
})

t.test('a client that never comes back has used nothing', async (t) => {
  const { realm, tokens } = await stage({}, { faults: ['token.code=no-token-type'] })
  await tokens()
  t.match(realm.verdicts.settle(), [{ outcome: 'handled', because: /never came back/ }])
})

for (const where of ['userinfo', 'introspect'] as const) {
  t.test(`a client that presents the token of that answer at ${where} mishandles it`, async (t) => {
    const staged = await stage({}, { faults: ['token.code=no-token-type'] })
    const { access_token } = await staged.tokens()
    await staged[where](access_token)
    const [verdict] = staged.realm.verdicts.list()
    t.match(verdict, { outcome: 'mishandled', decided_by: 'r3', because: /used what that answer gave it/ })
  })
}

t.test('a client that refreshes with what came in that answer mishandles it', async (t) => {
  const { realm, tokens, refresh } = await stage({}, { faults: ['token.code=no-token-type'] })
  const { refresh_token } = await tokens({ scope: 'openid offline_access' })
  await refresh(refresh_token)
  t.match(realm.verdicts.list(), [{ outcome: 'mishandled', decided_by: 'r3' }])
})

t.test('revoking the token of that answer is no use of it', async (t) => {
  const { realm, tokens, revoke } = await stage({}, { faults: ['token.code=no-token-type'] })
  await revoke((await tokens()).access_token)
  t.match(realm.verdicts.settle(), [{ outcome: 'handled' }])
})

t.test('the refresh token that a client had before is no part of the answer', async (t) => {
  const { realm, tokens, refresh } = await stage(
    { policy: { refresh: { rotation: 'none' } } },
    { faults: ['token.refresh=no-token-type@1'] },
  )
  const { refresh_token } = await tokens({ scope: 'openid offline_access' })
  await refresh(refresh_token)
  await refresh(refresh_token)
  t.match(realm.verdicts.settle(), [{ outcome: 'handled' }])
})

t.test('a client that sends "undefined" as its token took an answer for a token that was none', async (t) => {
  const { realm, tokens, userinfo } = await stage({}, { faults: ['token.code=no-access-token'] })
  await tokens()
  await userinfo('undefined')
  t.match(realm.verdicts.list(), [{ outcome: 'mishandled', because: /"undefined".*no token/, decided_by: 'r3' }])
})

t.test('a client that stops at a wrong state handles it', async (t) => {
  const { realm, authorize } = await stage({}, { faults: ['authorize=state-wrong'] })
  await authorize()
  t.match(realm.verdicts.settle(), [{ effect: 'az-state-wrong', outcome: 'handled', because: /no token request/ }])
})

t.test('a client that redeems the code all the same mishandles it', async (t) => {
  const { realm, tokens } = await stage({}, { faults: ['authorize=state-wrong'] })
  await tokens()
  t.match(realm.verdicts.list(), [{ effect: 'az-state-wrong', outcome: 'mishandled', decided_by: 'r2', spec: String }])
})

t.test('the code of another login of the same client is none of that answer', async (t) => {
  const { realm, code, redeem } = await stage({}, { faults: ['authorize=state-wrong@2'] })
  const good = await code()
  await code()
  await redeem(good)
  t.match(realm.verdicts.settle(), [{ outcome: 'handled' }])
})

t.test('a client that leaves broken keys alone and fetches good ones handles it', async (t) => {
  const { realm, tokens, ask, userinfo } = await stage({}, { faults: ['jwks=empty@1'] })
  const { access_token } = await tokens()
  await ask('jwks')
  await ask('jwks')
  await userinfo(access_token)
  t.match(realm.verdicts.list(), [{ effect: 'jwks-empty', outcome: 'handled', decided_by: 'r4' }])
})

t.test('a client that uses a token without keys to verify it mishandles it', async (t) => {
  const { realm, tokens, ask, userinfo } = await stage({}, { faults: ['jwks=empty'] })
  const { access_token } = await tokens()
  await ask('jwks')
  await userinfo(access_token)
  t.match(realm.verdicts.list(), [{ outcome: 'mishandled', decided_by: 'r4' }])
})
