// RFC 9700 as a whole: what holds in a default run, whichever room it comes from.

import t from 'tap'
import { CHALLENGE, SPA, VERIFIER, WEB, claimsOf, stage } from './support/realm.js'
import { served } from './support/served.js'

const pkce = { code_challenge: CHALLENGE, code_challenge_method: 'S256' }
const spa = { client_id: 'spa', redirect_uri: SPA.redirect_uris[0], scope: 'openid' }

t.test('BC-02 PKCE cannot be left out once it was begun, nor smuggled in, and is advertised', async (t) => {
  const { authorize, redeem, code, ask } = await stage()
  const begun = async (): Promise<string> => (await authorize(pkce)).told!['code']!
  t.equal((await redeem(await begun(), { code_verifier: VERIFIER })).status, 200)
  t.match((await redeem(await begun())).body, { error: 'invalid_grant' })
  t.match((await redeem(await begun(), { code_verifier: 'x'.repeat(43) })).body, { error: 'invalid_grant' })
  t.match((await redeem(await code(), { code_verifier: VERIFIER })).body, { error: 'invalid_request' })
  t.ok((await ask('metadata')).body['code_challenge_methods_supported'].includes('S256'))
})

t.test('BC-03 implicit and password are off in a default run, and not advertised', async (t) => {
  const { authorize, token, ask } = await stage()
  t.match((await authorize({ response_type: 'token' })).told, { error: 'unsupported_response_type' })
  const { body } = await token({ grant_type: 'password', username: 'alice', password: 'wonderland' })
  t.match(body['error'], /^unsupported_grant_type$|^unauthorized_client$/)
  const { grant_types_supported } = (await ask('metadata')).body
  t.notOk(['implicit', 'password'].some((grant) => grant_types_supported.includes(grant)))
})

t.test('BC-03 once implicit is on, the journal warns of every use', async (t) => {
  const client = { ...WEB, grant_types: ['implicit'], response_types: ['token'] } as const
  const { authorize } = await stage({ clients: [client], policy: { response_types: ['token'] } })
  t.same((await authorize({ response_type: 'token' })).warnings, ['implicit-used'])
})

t.test('BC-04 O1-03 the refresh token of a public client is replaced at every use, with the same scope', async (t) => {
  const { authorize, ask } = await stage()
  const { told } = await authorize({ ...spa, ...pkce })
  const form = (more: Record<string, string>) => ({ form: { client_id: 'spa', ...more } })
  const redemption = {
    grant_type: 'authorization_code',
    code: told!['code']!,
    redirect_uri: spa.redirect_uri,
    code_verifier: VERIFIER,
  }
  const first = (await ask('token', form(redemption))).body
  const refresh = (refresh_token: string) => ask('token', form({ grant_type: 'refresh_token', refresh_token }))
  const second = (await refresh(first['refresh_token'] as string)).body
  t.not(second['refresh_token'], first['refresh_token'])
  t.equal(second['scope'], first['scope'])
  t.match((await refresh(first['refresh_token'] as string)).body, { error: 'invalid_grant' })
  t.match((await refresh(second['refresh_token'] as string)).body, { error: 'invalid_grant' }, 'reuse ends the family')
})

t.test('O1-03 a refresh for less leaves the new refresh token whole', async (t) => {
  const { tokens, refresh } = await stage()
  const { refresh_token, scope } = await tokens({ scope: 'openid read' })
  const narrow = (await refresh(refresh_token as string, { scope: 'read' })).body
  t.equal(narrow['scope'], 'read')
  t.equal((await refresh(narrow['refresh_token'] as string)).body['scope'], scope)
})

t.test('BC-05 every access token has an audience, a JWT for all to see', async (t) => {
  const { tokens, introspect } = await stage()
  t.equal((await introspect((await tokens())['access_token'] as string)).body['aud'], 'http://localhost:2884')
  const client = { ...WEB, access_token: { format: 'jwt', audience: 'https://api.example' } } as const
  const jwt = (await (await stage({ clients: [client] })).tokens())['access_token'] as string
  t.equal(claimsOf(jwt)['aud'], 'https://api.example')
})

t.test('TK-20 405 names the methods, 429 and 503 say when to come back', async (t) => {
  const app = await served(t, (await stage({ faults: ['token=429:30s@1', 'token=503:2s@2'] })).realm)
  const send = () => app.inject({ method: 'POST', url: '/token' })
  for (const [status, seconds] of [
    [429, '30'],
    [503, '2'],
  ] as const) {
    const { statusCode, headers } = await send()
    t.same([statusCode, headers['retry-after']], [status, seconds])
  }
  const { statusCode, headers } = await app.inject({ method: 'GET', url: '/token' })
  t.match({ statusCode, headers }, { statusCode: 405, headers: { allow: /^POST\b/ } })
})

t.test('RV-05 revocation may be refused for a kind of token, or be out of order; the token lives on', async (t) => {
  const { tokens, revoke, userinfo } = await stage({ faults: ['revoke=unsupported_token_type@1', 'revoke=503:5s@2'] })
  const { access_token } = (await tokens()) as { access_token: string }
  t.match(await revoke(access_token), { status: 400, body: { error: 'unsupported_token_type' } })
  t.match(await revoke(access_token), { status: 503, headers: { 'retry-after': '5' } })
  t.equal((await userinfo(access_token)).status, 200)
  t.equal((await revoke(access_token)).status, 200)
  t.equal((await userinfo(access_token)).status, 401)
})

t.test('RV-06 a script of another origin may revoke, and there is no JSONP', async (t) => {
  const app = await served(t, (await stage()).realm)
  const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://spa.example' }
  const payload = 'token=x&client_id=spa&callback=hack'
  const reply = await app.inject({ method: 'POST', url: '/revoke', headers, payload })
  t.equal(reply.headers['access-control-allow-origin'], '*')
  t.notMatch(reply.body, 'hack')
  t.equal((await app.inject({ url: '/revoke?token=x&client_id=spa&callback=hack' })).statusCode, 405)
})
