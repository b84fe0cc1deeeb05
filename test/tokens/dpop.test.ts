// RFC 9449: proofs at the token endpoint and where codes are bound; resources are in test/resources.

import t from 'tap'
import { SPA, VERIFIER, CHALLENGE, WEB, claimsOf, stage } from '../support/realm.js'
import { NOW } from '../support/realm.js'
import { CC, asked, holder } from '../support/dpop.js'
import { served } from '../support/served.js'
import { ISSUER, signer, unsigned } from '../support/signing.js'

const KEY = await holder()
const OTHER = await holder('EdDSA')
const JWT = { ...WEB, access_token: { format: 'jwt' } } as const

const REFUSED: readonly (readonly [what: string, reason: string, proof: () => Promise<string> | string])[] = [
  ['more than one header', 'dpop-repeated', async () => `${await KEY.proof()}, ${await KEY.proof()}`],
  ['what is no JWT', 'dpop-malformed', () => 'proof'],
  ['no jti', 'dpop-claims', () => KEY.proof({ jti: undefined })],
  ['an empty jti', 'dpop-claims', () => KEY.proof({ jti: '' })],
  ['no htm', 'dpop-claims', () => KEY.proof({ htm: undefined })],
  ['no htu', 'dpop-claims', () => KEY.proof({ htu: undefined })],
  ['no iat', 'dpop-claims', () => KEY.proof({ iat: undefined })],
  ['an iat that is no number', 'dpop-claims', () => KEY.proof({ iat: String(NOW) })],
  ['another typ', 'dpop-typ', () => KEY.proof({}, { typ: 'JWT' })],
  ['no typ', 'dpop-typ', () => KEY.proof({}, { typ: undefined })],
  [
    'alg none',
    'dpop-alg',
    () =>
      unsigned({ jti: 'j', htm: 'POST', htu: `${ISSUER}/token`, iat: NOW }, { typ: 'dpop+jwt', jwk: KEY.signer.jwk }),
  ],
  [
    'a MAC',
    'dpop-alg',
    async () =>
      (await KEY.proof()).replace(/^[^.]+/, Buffer.from('{"alg":"HS256","typ":"dpop+jwt"}').toString('base64url')),
  ],
  ['no key', 'dpop-jwk-missing', () => KEY.proof({}, { jwk: undefined })],
  ['a key that is no object', 'dpop-jwk-missing', () => KEY.proof({}, { jwk: 'key' })],
  ['a private key', 'dpop-private-key', () => KEY.proof({}, { jwk: { ...KEY.signer.jwk, d: 'AQAB' } })],
  ['the key of somebody else', 'dpop-signature', async () => KEY.proof({}, { jwk: (await signer('ES256')).jwk })],
  ['a key of another type', 'dpop-signature', () => KEY.proof({}, { jwk: OTHER.signer.jwk })],
  [
    'a changed claim',
    'dpop-signature',
    async () => {
      const [header, , signature] = (await KEY.proof()).split('.')
      return [header, (await KEY.proof()).split('.')[1], signature].join('.')
    },
  ],
  ['another method', 'dpop-htm', () => KEY.proof({ htm: 'GET' })],
  ['a method in lower case', 'dpop-htm', () => KEY.proof({ htm: 'post' })],
  ['another path', 'dpop-htu', () => KEY.proof({ htu: `${ISSUER}/par` })],
  ['what is no URL', 'dpop-htu', () => KEY.proof({ htu: '/token' })],
  ['another host', 'dpop-htu-proxy', () => KEY.proof({ htu: 'https://auth.example/token' })],
  ['another port', 'dpop-htu-proxy', () => KEY.proof({ htu: 'http://localhost:2885/token' })],
  ['an iat too long ago', 'dpop-iat-skew', () => KEY.proof({ iat: NOW - 301 })],
  ['an iat too far ahead', 'dpop-iat-skew', () => KEY.proof({ iat: NOW + 301 })],
]

for (const [what, reason, proof] of REFUSED) {
  t.test(`DP-01 a proof with ${what} is refused`, async (t) => {
    const answer = await asked(await stage(), CC, await proof())
    t.match(answer, { status: 400, body: { error: 'invalid_dpop_proof' }, reason })
    t.notMatch(answer.headers, { 'dpop-nonce': String })
  })
}

const ACCEPTED: readonly (readonly [what: string, claims: object])[] = [
  ['made 10 s ahead', { iat: NOW + 10 }],
  ['made 5 minutes ago', { iat: NOW - 300 }],
  ['made between two seconds', { iat: NOW - 0.5 }],
  ['whose htu has a query and a fragment', { htu: `${ISSUER}/token?a=b#c` }],
  ['whose htu has its host in upper case', { htu: 'HTTP://LOCALHOST:2884/token' }],
  ['whose htu encodes what needs no encoding', { htu: `${ISSUER}/%74oken` }],
]

for (const [what, claims] of ACCEPTED) {
  t.test(`DP-01 a proof ${what} is accepted`, async (t) => {
    t.match(await asked(await stage(), CC, await KEY.proof(claims)), { status: 200, body: { token_type: 'DPoP' } })
  })
}

t.test('DP-01 the default port may be written or left out', async (t) => {
  const staged = await stage({}, { issuer: () => 'https://auth.example' })
  for (const htu of ['https://auth.example/token', 'https://auth.example:443/token'])
    t.equal((await asked(staged, CC, await KEY.proof({ htu }))).status, 200, htu)
})

t.test('DP-01 two headers are seen over HTTP as well', async (t) => {
  const { realm } = await stage()
  const app = await served(t, realm)
  const dpop = [await KEY.proof(), await KEY.proof()] as unknown as string
  const headers = { authorization: 'Basic d2ViOnMzY3JldA==', 'content-type': 'application/x-www-form-urlencoded', dpop }
  const answer = await app.inject({ method: 'POST', url: '/token', headers, payload: 'grant_type=client_credentials' })
  t.match(answer.json(), { error: 'invalid_dpop_proof', error_description: /more than one/ })
})

for (const alg of ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA']) {
  t.test(`DP-02 a sound proof signed with ${alg} binds the token to its key`, async (t) => {
    const key = await holder(alg)
    const { status, body } = await asked(await stage({ clients: [JWT] }), CC, await key.proof())
    t.match({ status, body }, { status: 200, body: { token_type: 'DPoP' } })
    t.same(claimsOf(body['access_token'] as string)['cnf'], { jkt: key.jkt })
  })
}

t.test('DP-02 without a proof the token is a Bearer token', async (t) => {
  const { body } = await asked(await stage({ clients: [JWT] }), CC, undefined)
  t.equal(body['token_type'], 'Bearer')
  t.notOk('cnf' in claimsOf(body['access_token'] as string))
})

t.test('DP-02 the client is judged before its proof, and the proof before the code', async (t) => {
  const staged = await stage()
  const headers = { authorization: 'Basic d2ViOndyb25n', dpop: 'proof' }
  t.match((await staged.token(CC, { headers })).body, { error: 'invalid_client' })
  t.match((await asked(staged, { grant_type: 'authorization_code', code: 'nonsense' }, 'proof')).body, {
    error: 'invalid_dpop_proof',
  })
})

t.test('JT-04 introspection tells the key of a bound token', async (t) => {
  for (const client of [WEB, JWT]) {
    const staged = await stage({ clients: [client] })
    const { body } = await asked(staged, CC, await KEY.proof())
    const told = (await staged.introspect(body['access_token'] as string)).body
    t.match(told, { active: true, token_type: 'DPoP', cnf: { jkt: KEY.jkt } })
  }
})

const spaCode = {
  client_id: 'spa',
  redirect_uri: 'https://spa.example/cb',
  code_challenge: CHALLENGE,
  code_challenge_method: 'S256',
}

async function spaTokens(dpop: string): Promise<{ staged: Awaited<ReturnType<typeof stage>>; refresh_token: string }> {
  const staged = await stage({ clients: [WEB, SPA] })
  const code = await staged.code(spaCode)
  const form = {
    grant_type: 'authorization_code',
    code,
    client_id: 'spa',
    redirect_uri: spaCode.redirect_uri,
    code_verifier: VERIFIER,
  }
  const { body } = await staged.token(form, { headers: { dpop } })
  return { staged, refresh_token: body['refresh_token'] as string }
}

t.test('DP-03 the refresh token of a public client works with its key alone', async (t) => {
  const { staged, refresh_token } = await spaTokens(await KEY.proof())
  const form = { grant_type: 'refresh_token', refresh_token, client_id: 'spa' }
  t.match(await staged.token(form, { headers: { dpop: await OTHER.proof() } }), {
    status: 400,
    body: { error: 'invalid_grant' },
    reason: 'dpop-key',
  })
  t.match(await staged.token(form, { headers: {} }), {
    status: 400,
    body: { error: 'invalid_grant' },
    reason: 'dpop-missing',
  })
  const refreshed = await staged.token(form, { headers: { dpop: await KEY.proof() } })
  t.match(refreshed, { status: 200, body: { token_type: 'DPoP' } }, 'what was refused before has not spent it')
  const again = { ...form, refresh_token: refreshed.body['refresh_token'] as string }
  t.match(
    await staged.token(again, { headers: { dpop: await OTHER.proof() } }),
    { reason: 'dpop-key' },
    'nor is its successor free',
  )
})

t.test('DP-03 the refresh token of a confidential client may change keys', async (t) => {
  const staged = await stage({ clients: [JWT] })
  const code = await staged.code()
  const first = await asked(
    staged,
    { grant_type: 'authorization_code', code, redirect_uri: 'https://app.example/cb' },
    await KEY.proof(),
  )
  const form = { grant_type: 'refresh_token', refresh_token: first.body['refresh_token'] as string }
  const { status, body } = await asked(staged, form, await OTHER.proof())
  t.match({ status, body }, { status: 200, body: { token_type: 'DPoP' } })
  t.same(claimsOf(body['access_token'] as string)['cnf'], { jkt: OTHER.jkt })
})

const NONCES = { policy: { dpop_nonce: 'required' } } as const

t.test('DP-04 a proof without nonce is sent back with one, and the next with it succeeds', async (t) => {
  const staged = await stage(NONCES)
  const refused = await asked(staged, CC, await KEY.proof())
  t.match(refused, { status: 400, body: { error: 'use_dpop_nonce' }, reason: 'dpop-nonce-missing' })
  const nonce = refused.headers['dpop-nonce']
  t.match(nonce, /^[\x21\x23-\x5b\x5d-\x7e]{16,}$/)
  const accepted = await asked(staged, CC, await KEY.proof({ nonce }))
  t.match(accepted, { status: 200, headers: { 'dpop-nonce': nonce } })
})

t.test('DP-04 a nonce of ours works for five minutes, and a newer one comes with the answer', async (t) => {
  const staged = await stage(NONCES)
  const nonce = (await asked(staged, CC, await KEY.proof())).headers['dpop-nonce']
  staged.advance(299)
  const accepted = await asked(staged, CC, await KEY.proof({ nonce }))
  t.equal(accepted.status, 200)
  t.not(accepted.headers['dpop-nonce'], nonce)
  staged.advance(1)
  const refused = await asked(staged, CC, await KEY.proof({ nonce }))
  t.match(refused, { status: 400, body: { error: 'use_dpop_nonce' }, reason: 'dpop-nonce-stale' })
})

t.test('DP-04 a nonce that is not ours is told apart', async (t) => {
  const answer = await asked(await stage(NONCES), CC, await KEY.proof({ nonce: 'mine' }))
  t.match(answer, { status: 400, body: { error: 'use_dpop_nonce' }, reason: 'dpop-nonce-unknown' })
})

t.test('DP-04 where none is asked for no answer has one, and a nonce does no harm', async (t) => {
  const { status, headers } = await asked(await stage(), CC, await KEY.proof({ nonce: 'mine' }))
  t.equal(status, 200)
  t.notOk('dpop-nonce' in headers)
})

t.test('DP-04 a Bearer request is left alone', async (t) => {
  const { status, headers } = await asked(await stage(NONCES), CC, undefined)
  t.equal(status, 200)
  t.notOk('dpop-nonce' in headers)
})

t.test('DP-04 the pushed authorization request endpoint asks for a nonce as well', async (t) => {
  const { ask } = await stage(NONCES)
  const par = async (claims: object) => {
    const headers = {
      authorization: 'Basic d2ViOnMzY3JldA==',
      dpop: await KEY.proof({ htu: `${ISSUER}/par`, ...claims }),
    }
    return ask('pushed_authorization_request', {
      headers,
      form: { response_type: 'code', redirect_uri: 'https://app.example/cb' },
    })
  }
  const refused = await par({})
  t.match(refused, { status: 400, body: { error: 'use_dpop_nonce' } })
  t.match(await par({ nonce: refused.headers['dpop-nonce'] }), { status: 201, headers: { 'dpop-nonce': String } })
})

t.test('DP-07 dpop_jkt binds the code to its key', async (t) => {
  const staged = await stage()
  const redeem = async (proof?: string) =>
    asked(staged, { grant_type: 'authorization_code', code, redirect_uri: 'https://app.example/cb' }, proof)
  const code = await staged.code({ dpop_jkt: KEY.jkt })
  t.match(await redeem(await OTHER.proof()), { status: 400, body: { error: 'invalid_grant' }, reason: 'dpop-key' })
  t.match(await redeem(), { status: 400, body: { error: 'invalid_grant' }, reason: 'dpop-missing' })
  t.match(await redeem(await KEY.proof()), { status: 200, body: { token_type: 'DPoP' } })
})

t.test('DP-07 what is no thumbprint is refused by redirection', async (t) => {
  const { authorize } = await stage()
  t.match(await authorize({ dpop_jkt: 'short' }), {
    told: { error: 'invalid_request', state: 'xyz' },
    reason: 'dpop-jkt-malformed',
  })
})

t.test('DP-07 a proof that is pushed along binds the code, and must say the same as dpop_jkt', async (t) => {
  const staged = await stage()
  const par = async (form: object) => {
    const headers = { authorization: 'Basic d2ViOnMzY3JldA==', dpop: await KEY.proof({ htu: `${ISSUER}/par` }) }
    return staged.ask('pushed_authorization_request', {
      headers,
      form: { response_type: 'code', redirect_uri: 'https://app.example/cb', ...form },
    })
  }
  t.match(await par({ dpop_jkt: OTHER.jkt }), { status: 400, body: { error: 'invalid_request' }, reason: 'dpop-key' })
  for (const more of [{}, { dpop_jkt: KEY.jkt }]) {
    const { request_uri } = (await par(more)).body
    const { told } = await staged.ask('authorization', {
      query: { client_id: 'web', request_uri: request_uri as string },
    })
    const form = {
      grant_type: 'authorization_code',
      code: told?.['code'] ?? '',
      redirect_uri: 'https://app.example/cb',
    }
    t.match(await asked(staged, form, await OTHER.proof()), { body: { error: 'invalid_grant' }, reason: 'dpop-key' })
    t.equal((await asked(staged, form, await KEY.proof())).status, 200)
  }
})

t.test('DP-07 a pushed proof that is none is refused', async (t) => {
  const { ask } = await stage()
  const headers = { authorization: 'Basic d2ViOnMzY3JldA==', dpop: await KEY.proof() }
  const answer = await ask('pushed_authorization_request', {
    headers,
    form: { response_type: 'code', redirect_uri: 'https://app.example/cb' },
  })
  t.match(answer, { status: 400, body: { error: 'invalid_dpop_proof' }, reason: 'dpop-htu' })
})

t.test('DP-08 a proof works once, whatever became of its request', async (t) => {
  const staged = await stage()
  const proof = await KEY.proof()
  t.equal((await asked(staged, CC, proof)).status, 200)
  t.match(await asked(staged, CC, proof), {
    status: 400,
    body: { error: 'invalid_dpop_proof' },
    reason: 'dpop-jti-replay',
  })
  t.equal((await asked(staged, CC, await KEY.proof())).status, 200)
})

t.test('DP-08 fifty requests at once with one proof get one token', async (t) => {
  const staged = await stage()
  const proof = await KEY.proof()
  const answers = await Promise.all(Array.from({ length: 50 }, () => asked(staged, CC, proof)))
  t.equal(answers.filter(({ status }) => status === 200).length, 1)
})

t.test('DP-08 the same jti with another key is another proof', async (t) => {
  const staged = await stage()
  for (const key of [KEY, OTHER]) t.equal((await asked(staged, CC, await key.proof({ jti: 'one' }))).status, 200)
})

t.test('DP-09 the algorithms are advertised, none and MACs not among them', async (t) => {
  const { ask } = await stage()
  const algorithms = (await ask('metadata')).body['dpop_signing_alg_values_supported'] as string[]
  t.ok(algorithms.includes('ES256') && algorithms.includes('EdDSA'))
  t.notOk(algorithms.some((alg) => alg === 'none' || alg.startsWith('HS')))
})

t.test('DP-09 a client with dpop_bound_access_tokens gets nothing without a proof', async (t) => {
  const staged = await stage({ clients: [{ ...WEB, dpop_bound_access_tokens: true }] })
  t.match(await asked(staged, CC, undefined), {
    status: 400,
    body: { error: 'invalid_dpop_proof' },
    reason: 'dpop-missing',
  })
  t.match(await asked(staged, CC, await KEY.proof()), { status: 200, body: { token_type: 'DPoP' } })
})
