// same-refresh-token and new-refresh-token: which one the client goes on with.

import t from 'tap'
import { stage } from '../support/realm.js'

const OFFLINE = { scope: 'openid offline_access' }

t.test('a client that keeps its refresh token over a broken answer handles it', async (t) => {
  const { realm, tokens, refresh } = await stage({}, { faults: ['token.refresh=500-html@1'] })
  const { refresh_token } = await tokens(OFFLINE)
  await refresh(refresh_token)
  await refresh(refresh_token)
  t.match(realm.verdicts.list(), [{ effect: 'http-500-html', outcome: 'handled', decided_by: 'r4' }])
})

t.test('a plain 500 is judged as the page that says 500', async (t) => {
  const { realm, tokens, refresh } = await stage({}, { faults: ['token.refresh=500@1'] })
  const { refresh_token } = await tokens(OFFLINE)
  await refresh(refresh_token)
  await refresh(refresh_token)
  t.match(realm.verdicts.list(), [
    { effect: 'token=500', outcome: 'handled', because: /went on with the refresh token/ },
  ])
})

t.test('a client that sends the user to log in again mishandles it', async (t) => {
  const { realm, tokens, refresh } = await stage({}, { faults: ['token.refresh=500-html@1'] })
  const { refresh_token } = await tokens(OFFLINE)
  await refresh(refresh_token)
  await tokens(OFFLINE)
  t.match(realm.verdicts.list(), [{ outcome: 'mishandled', because: /log in again/, decided_by: 'r5' }])
})

t.test('the login of another user says nothing about this one', async (t) => {
  const { realm, tokens, refresh } = await stage({}, { faults: ['token.refresh=500-html@1'] })
  const { refresh_token } = await tokens(OFFLINE)
  await refresh(refresh_token)
  await tokens({ ...OFFLINE, login_hint: 'bob' })
  t.match(realm.verdicts.settle(), [{ outcome: 'inconclusive' }])
})

t.test('a client that has lost its refresh token mishandles an answer without one', async (t) => {
  const { realm, tokens, refresh } = await stage({}, { faults: ['token.refresh=refresh-not-returned'] })
  const { refresh_token } = await tokens(OFFLINE)
  await refresh(refresh_token)
  await refresh('undefined')
  t.match(realm.verdicts.list(), [{ effect: 'tr-refresh-not-returned', outcome: 'mishandled', decided_by: 'r4' }])
})

t.test('a client that goes on with the new refresh token handles rotation', async (t) => {
  const { realm, tokens, refresh } = await stage({}, { faults: ['token.refresh=refresh-rotated@1'] })
  const { refresh_token } = await tokens(OFFLINE)
  const { body } = await refresh(refresh_token)
  await refresh(body['refresh_token'])
  t.match(realm.verdicts.list(), [{ effect: 'tr-refresh-rotated', outcome: 'handled', decided_by: 'r4' }])
})

t.test('a client that goes on with the old refresh token mishandles rotation', async (t) => {
  const { realm, tokens, refresh } = await stage({}, { faults: ['token.refresh=refresh-rotated@1'] })
  const { refresh_token } = await tokens(OFFLINE)
  await refresh(refresh_token)
  await refresh(refresh_token)
  t.match(realm.verdicts.list(), [{ outcome: 'mishandled', because: /old refresh token/, decided_by: 'r4' }])
})

t.test('a client that does not refresh again did not show which one it has kept', async (t) => {
  const { realm, tokens, refresh } = await stage({}, { faults: ['token.refresh=refresh-rotated'] })
  await refresh((await tokens(OFFLINE)).refresh_token)
  t.match(realm.verdicts.settle(), [{ outcome: 'inconclusive', because: /never refreshed again/ }])
})

t.test('the refresh of another login is another story', async (t) => {
  const { realm, tokens, refresh } = await stage({}, { faults: ['token.refresh=500-html@1'] })
  const [one, two] = [await tokens(OFFLINE), await tokens(OFFLINE)]
  await refresh(one.refresh_token)
  await refresh(two.refresh_token)
  t.match(realm.verdicts.list(), [{ outcome: 'watching' }])
})
