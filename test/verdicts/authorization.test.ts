// new-authorization, refetch and test.

import t from 'tap'
import { stage } from '../support/realm.js'

const OFFLINE = { scope: 'openid offline_access' }

t.test('a client whose refresh token is dead and who asks the user again handles it', async (t) => {
  const { realm, tokens, refresh, authorize } = await stage({}, { faults: ['token.refresh=invalid_grant'] })
  await refresh((await tokens(OFFLINE)).refresh_token)
  await authorize()
  t.match(realm.verdicts.list(), [
    { outcome: 'handled', because: /new authorization/, decided_by: 'r4', spec: /RFC 6749/ },
  ])
})

t.test('a client that sends the dead token again mishandles it, and is told of once', async (t) => {
  const { realm, tokens, refresh } = await stage({}, { faults: ['token.refresh=invalid_grant'] })
  const { refresh_token } = await tokens(OFFLINE)
  for (let i = 0; i < 4; i += 1) await refresh(refresh_token)
  t.match(realm.verdicts.settle(), [{ outcome: 'mishandled', because: /sent the same again/, decided_by: 'r4' }])
  t.equal(realm.verdicts.list().length, 1)
})

t.test('a client that does nothing at all may yet ask', async (t) => {
  const { realm, tokens, refresh } = await stage({}, { faults: ['token.refresh=invalid_grant'] })
  await refresh((await tokens(OFFLINE)).refresh_token)
  t.match(realm.verdicts.settle(), [{ outcome: 'inconclusive', because: /never asked for a new authorization/ }])
})

t.test('the login of another client decides nothing', async (t) => {
  const { realm, tokens, refresh, authorize } = await stage({}, { faults: ['token.refresh=invalid_grant'] })
  await refresh((await tokens(OFFLINE)).refresh_token)
  await authorize({ client_id: 'spa', redirect_uri: 'https://spa.example/cb' })
  t.match(realm.verdicts.list(), [{ outcome: 'watching' }])
})

t.test('a client that looks an unknown key up handles it', async (t) => {
  const { realm, tokens, ask } = await stage({}, { faults: ['id_token=kid-unknown'] })
  await tokens()
  await ask('jwks')
  t.match(realm.verdicts.list(), [{ effect: 'idt-kid-unknown', outcome: 'handled', decided_by: 'r3' }])
})

t.test('a client that does not look the key up and uses the tokens mishandles it', async (t) => {
  const { realm, tokens, userinfo } = await stage({}, { faults: ['id_token=kid-unknown'] })
  await userinfo((await tokens()).access_token)
  t.match(realm.verdicts.list(), [{ outcome: 'mishandled', because: /without a look at the keys/, decided_by: 'r3' }])
})

t.test('what only the test program can tell is said to be so, at once', async (t) => {
  const { realm, token } = await stage({}, { faults: ['token=slow:1ms'] })
  await token('grant_type=client_credentials')
  t.match(realm.verdicts.list(), [{ outcome: 'inconclusive', because: /only the test program can tell/ }])
})
