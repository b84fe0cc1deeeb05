// RFC 9700 §2.1.1: what a client should make anew for every request.

import t from 'tap'
import { CHALLENGE, SPA, WEB, stage } from '../support/realm.js'

const pkce = { code_challenge: CHALLENGE, code_challenge_method: 'S256' }

t.test('PK-10 a code_challenge that a client sends again is noticed, and taken', async (t) => {
  const { authorize } = await stage()
  t.same((await authorize(pkce)).warnings, [])
  const { told, warnings, hint } = await authorize(pkce)
  t.match({ told, warnings }, { told: { code: /./ }, warnings: ['pkce-verifier-constant'] })
  t.equal(hint, undefined, 'it is no refusal')
})

t.test('PK-10 a nonce that a client sends again is noticed', async (t) => {
  const { authorize } = await stage()
  t.same((await authorize({ nonce: 'n' })).warnings, [])
  t.same((await authorize({ nonce: 'n' })).warnings, ['nonce-constant'])
  t.same((await authorize({ nonce: 'm' })).warnings, [])
})

t.test('PK-10 two clients may have the same, and a page may be loaded again', async (t) => {
  const { authorize, ask } = await stage({ clients: [WEB, SPA], login: 'picker' })
  await authorize(pkce)
  const { page } = await authorize(pkce)
  const { interaction } = page as unknown as { interaction: string }
  t.same((await ask('login', { form: { interaction, username: 'alice' } })).warnings, [])
  const spa = { client_id: 'spa', redirect_uri: SPA.redirect_uris[0], login_hint: 'alice' }
  t.same((await authorize({ ...spa, ...pkce })).warnings, [])
})
