// RFC 6749 §4.1.3: what a code is good for. The code_verifier has a file of its own.

import t from 'tap'
import { ALICE, BASIC, NOW, SPA, VERIFIER, CHALLENGE, WEB, claimsOf, stage } from '../support/realm.js'
import { basic } from '../support/request.js'

const OTHER = { ...WEB, client_id: 'other', client_secret: 'x' }
const asOther = { headers: { authorization: basic('other', 'x') } }

t.test('CG-01 a code of another client is refused', async (t) => {
  const { code, redeem } = await stage({ clients: [WEB, OTHER] })
  const answer = await redeem(await code(), {}, asOther)
  t.match(answer, {
    status: 400,
    body: { error: 'invalid_grant' },
    reason: 'code-other-client',
    hint: /'web'.*'other'/,
  })
})

t.test('CG-01 D-07 what another client tried costs the right one nothing', async (t) => {
  const { code, redeem } = await stage({ clients: [WEB, OTHER] })
  const value = await code()
  await redeem(value, {}, asOther)
  t.equal((await redeem(value)).status, 200)
})

t.test('CG-02 redirect_uri must be the one of the authorization request', async (t) => {
  const uris = ['https://app.example/cb', 'https://app.example/other']
  const { code, redeem } = await stage({ clients: [{ ...WEB, redirect_uris: uris }] })
  const value = await code()
  const differences = {
    'https://app.example/cb/': 'redirect-uri-trailing-slash',
    'http://app.example/cb': 'redirect-uri-scheme',
    'https://app.example/other': 'redirect-uri-is-other-registered',
    'https://elsewhere.example/': 'redirect-uri-differs',
  }
  for (const [redirect_uri, reason] of Object.entries(differences)) {
    const answer = await redeem(value, { redirect_uri })
    t.match(answer, { status: 400, body: { error: 'invalid_grant' }, reason }, reason)
    t.match(answer.entry.diagnosis, { expected: uris[0]!, received: redirect_uri })
  }
})

t.test('CG-02 a loopback port that was free at the authorization endpoint must stay the same', async (t) => {
  const { code, redeem } = await stage({ clients: [{ ...WEB, redirect_uris: ['http://127.0.0.1/cb'] }] })
  const value = await code({ redirect_uri: 'http://127.0.0.1:4001/cb' })
  t.match(await redeem(value, { redirect_uri: 'http://127.0.0.1:4002/cb' }), { reason: 'redirect-uri-port' })
  t.equal((await redeem(value, { redirect_uri: 'http://127.0.0.1:4001/cb' })).status, 200)
})

t.test('CG-03 of 50 simultaneous redemptions exactly one succeeds, and its tokens die by the others', async (t) => {
  const { code, redeem, introspect, refresh } = await stage()
  const value = await code()
  const answers = await Promise.all(Array.from({ length: 50 }, () => redeem(value)))
  const [won, ...others] = answers.filter(({ status }) => status === 200)
  t.same(others, [])
  const lost = answers.filter(({ body, reason }) => body['error'] === 'invalid_grant' && reason === 'code-used')
  t.equal(lost.length, 49)
  t.same((await introspect(won!.body['access_token'] as string)).body, { active: false })
  t.match(await refresh(won!.body['refresh_token'] as string), { reason: 'refresh-revoked' })
})

t.test('CG-04 D-08 a replay revokes what the code issued', async (t) => {
  const { code, redeem, userinfo, refresh, advance } = await stage()
  const value = await code()
  const { body } = await redeem(value)
  advance(2)
  const replay = await redeem(value)
  t.match(replay, {
    status: 400,
    body: { error: 'invalid_grant' },
    reason: 'code-used',
    hint: /redeemed 2s earlier.*2 tokens are revoked/,
  })
  t.match(await userinfo(body['access_token'] as string), {
    status: 401,
    reason: 'token-revoked',
    hint: /its code was presented again/,
  })
  t.match(await refresh(body['refresh_token'] as string), { reason: 'refresh-revoked' })
})

t.test('CG-04 a replay revokes what came of refreshes as well, even after the code has expired', async (t) => {
  const { code, redeem, refresh, introspect, advance } = await stage()
  const value = await code()
  const { body } = await redeem(value)
  advance(700)
  const refreshed = await refresh(body['refresh_token'] as string)
  t.match(await redeem(value), { reason: 'code-used' })
  t.same((await introspect(refreshed.body['access_token'] as string)).body, { active: false })
})

t.test('D-08 a policy may only refuse a replay', async (t) => {
  const { code, redeem, userinfo } = await stage({ policy: { code_replay: 'refuse' } })
  const value = await code()
  const { body } = await redeem(value)
  t.match(await redeem(value), { reason: 'code-used' })
  t.equal((await userinfo(body['access_token'] as string)).status, 200)
})

t.test('O1-02 a replay with anything wrong revokes nothing', async (t) => {
  const { code, redeem, userinfo } = await stage({ clients: [WEB, OTHER] })
  const value = await code({ code_challenge: CHALLENGE, code_challenge_method: 'S256' })
  const { body } = await redeem(value, { code_verifier: VERIFIER })
  t.match(await redeem(value, { code_verifier: 'x'.repeat(43) }), { reason: 'code-used' })
  t.match(await redeem(value, { code_verifier: VERIFIER, redirect_uri: 'https://app.example/' }), {
    reason: 'code-used',
  })
  t.match(await redeem(value, { code_verifier: VERIFIER }, asOther), { reason: 'code-other-client' })
  t.equal((await userinfo(body['access_token'] as string)).status, 200)
  await redeem(value, { code_verifier: VERIFIER })
  t.equal((await userinfo(body['access_token'] as string)).status, 401)
})

t.test('CG-05 AZ-10 a code lives 600 seconds and not a moment longer', async (t) => {
  const { code, redeem, advance } = await stage()
  const [first, second] = [await code(), await code()]
  advance(599.999)
  t.equal((await redeem(first)).status, 200)
  advance(0.001)
  t.match(await redeem(second), {
    status: 400,
    body: { error: 'invalid_grant' },
    reason: 'code-expired',
    hint: /issued 10m ago and lives 10m; it is 0s late/,
  })
})

t.test('AZ-10 realm and client may set another lifetime', async (t) => {
  const short = await stage({
    lifetimes: { code: '5s' },
    clients: [WEB, { ...SPA, pkce: 'optional' as const, lifetimes: { code: '1s' } }],
  })
  const [web, spa] = [await short.code(), await short.code({ client_id: 'spa', redirect_uri: SPA.redirect_uris[0] })]
  short.advance(1)
  t.match(await short.redeem(spa, { client_id: 'spa', redirect_uri: SPA.redirect_uris[0] }, { headers: {} }), {
    reason: 'code-expired',
  })
  short.advance(3.999)
  t.equal((await short.redeem(web)).status, 200)
})

t.test('D-05 a redirect_uri left out is invalid_request, unless the policy wants none', async (t) => {
  const { code, redeem } = await stage()
  const answer = await redeem(await code(), { redirect_uri: undefined })
  t.match(answer, { status: 400, body: { error: 'invalid_request' }, reason: 'redirect-uri-missing-at-token' })
  t.equal(answer.entry.diagnosis?.relax, 'redirect_uri_at_token: optional')
  const relaxed = await stage({ policy: { redirect_uri_at_token: 'optional' } })
  t.equal((await relaxed.redeem(await relaxed.code(), { redirect_uri: undefined })).status, 200)
})

t.test(
  'D-06 a redirect_uri that the authorization request did not have is taken when it is the registered one',
  async (t) => {
    const bare = { redirect_uri: undefined, scope: 'read' }
    const { code, redeem } = await stage()
    const value = await code(bare)
    t.match(await redeem(value, { redirect_uri: 'https://other.example/' }), {
      body: { error: 'invalid_grant' },
      reason: 'redirect-uri-not-at-authorize',
    })
    t.equal((await redeem(value)).status, 200)
    const strict = await stage({ policy: { redirect_uri_unasked: 'refuse' } })
    t.match(await strict.redeem(await strict.code(bare)), { reason: 'redirect-uri-not-at-authorize' })
    t.equal((await strict.redeem(await strict.code(bare), { redirect_uri: undefined })).status, 200)
  },
)

t.test('D-07 a failed redemption costs nothing, unless the policy burns the code', async (t) => {
  const bad = { redirect_uri: 'https://app.example/x' }
  const kept = await stage()
  const value = await kept.code()
  await kept.redeem(value, bad)
  t.equal((await kept.redeem(value)).status, 200)
  const burning = await stage({ policy: { burn_code_on_failure: true } })
  const burnt = await burning.code()
  t.match(await burning.redeem(burnt, bad), { reason: 'redirect-uri-differs' })
  t.match(await burning.redeem(burnt), {
    body: { error: 'invalid_grant' },
    reason: 'code-revoked',
    hint: /burn_code_on_failure/,
  })
})

t.test('an unknown code is refused, and damage to a known one is named', async (t) => {
  const codes = [{ code: 'AB+CD/EFGHIJKLMNOP', client_id: 'web' }]
  const { redeem } = await stage({ codes, tokens: [{ refresh_token: 'RT', access_token: 'AT', client_id: 'web' }] })
  const sent = {
    'nobody issued this': 'code-unknown',
    ' AB+CD/EFGHIJKLMNOP\n': 'code-whitespace',
    'AB CD/EFGHIJKLMNOP': 'code-plus-as-space',
    'AB%2BCD%2FEFGHIJKLMNOP': 'code-percent-encoded',
    'AB+CD/EFGH': 'code-truncated',
    RT: 'code-is-refresh-token',
    AT: 'code-is-access-token',
  }
  for (const [code, reason] of Object.entries(sent)) {
    t.match(await redeem(code), { status: 400, body: { error: 'invalid_grant' }, reason }, reason)
  }
})

t.test('an unknown code is not told back in full', async (t) => {
  const { redeem } = await stage()
  t.notMatch(JSON.stringify((await redeem('a-code-of-another-server')).body), 'a-code-of-another-server')
})

t.test('CG-06 a seeded code is redeemed without a browser, with all that it carries', async (t) => {
  const codes = [
    {
      code: 'C',
      client_id: 'web',
      user: 'alice',
      scope: 'openid read',
      redirect_uri: 'https://app.example/cb',
      nonce: 'n',
      auth_time: NOW - 60,
      code_challenge: CHALLENGE,
      code_challenge_method: 'S256' as const,
    },
  ]
  const { redeem } = await stage({ codes, users: [ALICE] })
  const { body } = await redeem('C', { code_verifier: VERIFIER })
  t.equal(body['scope'], 'openid read')
  t.match(claimsOf(body['id_token'] as string), { sub: 'alice', nonce: 'n', auth_time: NOW - 60, aud: 'web' })
})

t.test('CG-06 seeded codes may be expired, used, revoked or issued earlier', async (t) => {
  const seed = { client_id: 'web', user: 'alice', scope: 'read' }
  const codes = [
    { code: 'expired', ...seed, state: 'expired' as const },
    { code: 'used', ...seed, state: 'used' as const },
    { code: 'revoked', ...seed, state: 'revoked' as const },
    { code: 'old', ...seed, issued_at: '2029-12-31T23:50:01Z' },
    { code: 'older', ...seed, issued_at: '2029-12-31T23:50:00Z' },
    { code: 'eternal', ...seed, issued_at: '2001-01-01T00:00:00Z', lifetime: 'never' },
  ]
  const { redeem } = await stage({ codes })
  const fate = async (code: string) => (await redeem(code, { redirect_uri: undefined })).reason ?? 'works'
  t.equal(await fate('expired'), 'code-expired')
  t.equal(await fate('used'), 'code-used')
  t.equal(await fate('revoked'), 'code-revoked')
  t.equal(await fate('old'), 'works')
  t.equal(await fate('older'), 'code-expired')
  t.equal(await fate('eternal'), 'works')
})

t.test('CG-06 a seed without a scope has the default of its client', async (t) => {
  const { redeem, refresh } = await stage({
    codes: [{ code: 'C', client_id: 'web', user: 'alice' }],
    tokens: [{ refresh_token: 'R', client_id: 'web', user: 'alice' }],
  })
  t.equal((await redeem('C', { redirect_uri: undefined })).body['scope'], 'openid profile')
  t.equal((await refresh('R')).body['scope'], 'openid profile')
})

t.test('CG-06 a seeded code may fix the tokens that it issues', async (t) => {
  const codes = [
    {
      code: 'C',
      client_id: 'web',
      user: 'alice',
      scope: 'openid',
      issues: { access_token: 'AT-1', refresh_token: 'RT-1' },
    },
  ]
  const { redeem, userinfo } = await stage({ codes })
  t.match((await redeem('C', { redirect_uri: undefined })).body, { access_token: 'AT-1', refresh_token: 'RT-1' })
  t.equal((await userinfo('AT-1')).status, 200)
})

t.test('a refresh token comes always, or with offline_access, by policy; never without the grant', async (t) => {
  const { tokens } = await stage({ policy: { refresh_token_issued: 'offline_access' } })
  t.notOk('refresh_token' in (await tokens()))
  t.ok((await tokens({ scope: 'openid offline_access' }))['refresh_token'])
  const bare = await stage({ clients: [{ ...WEB, grant_types: ['authorization_code'] }] })
  t.notOk('refresh_token' in (await bare.tokens()))
})

t.test('a code for a public client is redeemed by client_id and verifier alone', async (t) => {
  const { code, redeem } = await stage()
  const spa = { client_id: 'spa', redirect_uri: SPA.redirect_uris[0] }
  const value = await code({ ...spa, code_challenge: CHALLENGE, code_challenge_method: 'S256' })
  t.equal((await redeem(value, { ...spa, code_verifier: VERIFIER }, { headers: {} })).status, 200)
})

t.test('everything that is missing is named at once', async (t) => {
  const { token } = await stage()
  t.match(await token('grant_type=authorization_code&Code=x'), {
    reason: 'param-misspelled',
    hint: /missing code.*'Code'/,
  })
  t.match(await token({ grant_type: 'refresh_token' }, { headers: { authorization: BASIC } }), {
    reason: 'param-missing',
    hint: /refresh_token/,
  })
})
