// OpenID Connect Core §2, §3.1.3.7: every forged ID Token is what its row says, decoded, and verified with the keys that
// the server publishes.

import { constants, createHmac, createPublicKey, verify } from 'node:crypto'
import * as jose from 'jose'
import t, { type Test } from 'tap'
import { WEAK_RSA } from '../../../lib/faults/foreign.js'
import { NOW } from '../../support/realm.js'
import { NONCE, issued, refusalOf, type Got } from '../../support/forged.js'
import { armed, eachRow } from '../../support/rows.js'

type Check = (t: Test, got: Got) => unknown

/** Signed as the server signs, with these claims; `undefined` for one that is not there. */
const signedWith =
  (claims: Record<string, unknown>): ((t: Test, rule: string) => Promise<void>) =>
  async (t, rule) => {
    const { verified, claims: sent } = await issued(rule)
    t.ok(verified, 'the signature is good')
    const expected = { ...HONEST, ...claims } as Record<string, unknown>
    const names = Object.keys(expected)
    t.strictSame(Object.fromEntries(names.map((name) => [name, sent[name]])), expected, 'all else is honest')
    for (const name of names.filter((name) => expected[name] === undefined)) t.notOk(name in sent, `no ${name}`)
  }

const HONEST = {
  iss: 'http://localhost:2884',
  sub: 'alice',
  aud: 'web',
  nonce: NONCE,
  iat: NOW,
  exp: NOW + 3600,
  auth_time: NOW,
}

const forged =
  (check: Check, asked: Record<string, string> = {}): ((t: Test, rule: string) => Promise<void>) =>
  async (t, rule) => {
    await check(t, await issued(rule, asked))
  }

/** The signature holds only when the header is right. */
const unverified = (t: Test, { refusal }: Got, code = 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED'): void => {
  t.equal(refusal, code)
}
const RS256 = 'mock-oauth2-public-test-key-rs256'

/** The ID Token of the front channel. */
async function front(
  rule: string,
  response_type: 'id_token' | 'code id_token' | 'code id_token token' = 'code id_token token',
) {
  const client = {
    client_id: 'web',
    client_secret: 's3cret',
    redirect_uris: ['https://app.example/cb'],
    grant_types: ['authorization_code', 'implicit'],
    response_types: [response_type],
  } as const
  const staged = await armed(rule, { clients: [client], policy: { response_types: ['code', response_type] } })
  const { told = {} } = await staged.authorize({ response_type, nonce: NONCE, scope: 'openid' })
  const claims = JSON.parse(Buffer.from(told['id_token']?.split('.')[1] ?? '', 'base64url').toString())
  return { staged, told, claims }
}

const hash =
  (wrong: Record<string, unknown>): ((t: Test, rule: string) => Promise<void>) =>
  async (t, rule) => {
    const { claims } = await front(rule)
    for (const [name, value] of Object.entries(wrong)) t.equal(claims[name], value)
    for (const other of ['at_hash', 'c_hash'].filter((name) => !(name in wrong)))
      t.match(claims[other], /^[\w-]{22}$/, `${other} is left alone`)
  }

const ZEROS = 'AAAAAAAAAAAAAAAAAAAAAA'

eachRow(t, ['idt'], {
  'idt-bad-signature': forged((t, got) => {
    unverified(t, got)
    t.match(got.header, { alg: 'RS256', kid: RS256 })
    t.match(got.claims, HONEST)
  }),
  'idt-alg-none': forged((t, { jwt, header, claims }) => {
    t.equal(header['alg'], 'none')
    t.match(jwt, /^[\w-]+\.[\w-]+\.$/, 'with an empty signature')
    t.match(claims, HONEST)
  }),
  'idt-alg-hs-confusion': forged(async (t, { jwt, header, claims, staged }) => {
    t.match(header, { alg: 'HS256', kid: RS256 })
    const [key] = (await staged.ask('jwks')).body['keys']
    const pem = createPublicKey({ key, format: 'jwk' }).export({ type: 'spki', format: 'pem' })
    const [head, payload, signature] = jwt.split('.')
    t.equal(createHmac('sha256', pem).update(`${head}.${payload}`).digest('base64url'), signature, 'keyed with the PEM')
    t.match(claims, HONEST)
  }),
  'idt-alg-unregistered': forged((t, { header, verified }) => {
    t.equal(header['alg'], 'ES256')
    t.ok(verified, 'by a key of the server')
  }),
  'idt-alg-weak': async (t, rule) => {
    const { header, jwt, staged } = await issued(rule)
    t.match(header, { alg: 'RS1', kid: RS256 })
    const [key] = (await staged.ask('jwks')).body['keys']
    const [head, payload, signature = ''] = jwt.split('.')
    const signed = Buffer.from(`${head}.${payload}`)
    t.ok(
      verify('sha1', signed, createPublicKey({ key, format: 'jwk' }), Buffer.from(signature, 'base64url')),
      'SHA-1, really',
    )
    const short = await issued(`${rule}:short`)
    const [head2, payload2, signature2 = ''] = short.jwt.split('.')
    const weak = createPublicKey({ key: { kty: 'RSA', n: WEAK_RSA.n ?? '', e: WEAK_RSA.e ?? '' }, format: 'jwk' })
    t.equal(Buffer.from(signature2, 'base64url').length, 128, '1024 bits')
    t.ok(
      verify(
        'sha256',
        Buffer.from(`${head2}.${payload2}`),
        { key: weak, padding: constants.RSA_PKCS1_PADDING },
        Buffer.from(signature2, 'base64url'),
      ),
    )
    t.match(short.header, { alg: 'RS256', kid: RS256 })
  },
  'idt-kid-unknown': forged((t, got) => {
    unverified(t, got, 'ERR_JWKS_NO_MATCHING_KEY')
    t.equal(got.header['kid'], 'a-key-that-is-not-published')
  }),
  'idt-kid-missing-one-key': forged((t, { header, verified }) => {
    t.notOk('kid' in header)
    t.ok(verified, 'the only key that fits signed it')
  }),
  'idt-kid-missing-many-keys': forged(async (t, { header, refusal, staged }) => {
    t.notOk('kid' in header)
    t.equal(refusal, 'ERR_JWKS_MULTIPLE_MATCHING_KEYS')
    const { keys } = (await staged.ask('jwks')).body as { keys: { alg: string }[] }
    t.equal(keys.filter(({ alg }) => alg === 'RS256').length, 2)
  }),
  'idt-kid-wrong-existing': forged(async (t, got) => {
    t.equal(got.header['kid'], 'mock-oauth2-public-test-key-ps256')
    t.notOk(got.verified)
  }),
  'idt-kid-injection': async (t, rule) => {
    t.equal((await issued(rule)).header['kid'], '../../../../../../dev/null')
    t.match((await issued(`${rule}:sql`)).header['kid'], /UNION SELECT/)
    t.equal((await issued(`${rule}:long`)).header['kid'].length, 4000)
  },
  'idt-jku-x5u': forged(async (t, { jwt, header, claims }) => {
    t.match(header, { jku: 'http://localhost:2884/trap/jwks.json', x5u: 'http://localhost:2884/trap/key.pem' })
    t.equal(await refusalOf(jwt, [header['jwk']]), undefined, 'the key that it brings along signed it')
    t.notOk('d' in header['jwk'])
    t.match(claims, HONEST)
  }),
  'idt-crit-unknown': forged(async (t, { jwt, header, staged }) => {
    t.strictSame(header['crit'], ['urn:example:unknown'])
    const [jwk] = (await staged.ask('jwks')).body['keys']
    const key = await jose.importJWK(jwk, 'RS256')
    await t.rejects(jose.compactVerify(jwt, key), { code: 'ERR_JOSE_NOT_SUPPORTED' })
    await t.resolves(jose.compactVerify(jwt, key, { crit: { 'urn:example:unknown': true } }), 'it is signed')
  }),
  'idt-typ-at-jwt': forged((t, { header, verified }) => {
    t.equal(header['typ'], 'at+jwt')
    t.ok(verified)
  }),
  'idt-iss-wrong': signedWith({ iss: 'http://localhost:28841' }),
  'idt-iss-slash': signedWith({ iss: 'http://localhost:2884/' }),
  'idt-iss-missing': signedWith({ iss: undefined }),
  'idt-aud-wrong': signedWith({ aud: 'web1' }),
  'idt-aud-missing': signedWith({ aud: undefined }),
  'idt-aud-array-one': signedWith({ aud: ['web'] }),
  'idt-aud-extra-untrusted': signedWith({ aud: ['web', 'somebody-else'], azp: undefined }),
  'idt-azp-wrong': signedWith({ aud: ['web', 'somebody-else'], azp: 'somebody-else' }),
  'idt-azp-wrong-single-aud': signedWith({ aud: 'web', azp: 'somebody-else' }),
  'idt-nonce-wrong': signedWith({ nonce: `${NONCE}1` }),
  'idt-nonce-missing': signedWith({ nonce: undefined }),
  'idt-nonce-unasked': async (t, rule) => {
    const staged = await armed(rule)
    const { id_token } = await staged.tokens()
    t.equal(JSON.parse(Buffer.from(id_token.split('.')[1], 'base64url').toString()).nonce, 'never-asked-for')
  },
  'idt-nonce-replayed': async (t, rule) => {
    const staged = await armed(rule)
    const nonceOf = async (nonce: string): Promise<string> => {
      const { id_token } = await staged.tokens({ nonce })
      return JSON.parse(Buffer.from(id_token.split('.')[1], 'base64url').toString()).nonce
    }
    t.equal(await nonceOf('first'), 'nonce-of-an-earlier-login', 'nobody logged in before')
    t.equal(await nonceOf('second'), 'first')
  },
  'idt-exp-past': signedWith({ exp: NOW - 360 }),
  'idt-exp-just-past': signedWith({ exp: NOW - 20 }),
  'idt-exp-missing': signedWith({ exp: undefined }),
  'idt-exp-string': signedWith({ exp: String(NOW + 3600) }),
  'idt-exp-ms': signedWith({ exp: (NOW + 3600) * 1000 }),
  'idt-iat-missing': signedWith({ iat: undefined }),
  'idt-iat-week-old': signedWith({ iat: NOW - 604_800 }),
  'idt-iat-future': signedWith({ iat: NOW + 3600 }),
  'idt-iat-slight-future': signedWith({ iat: NOW + 5 }),
  'idt-nbf-future': signedWith({ nbf: NOW + 3600 }),
  'idt-nbf-slight-future': signedWith({ nbf: NOW + 5 }),
  'idt-auth-time-missing': signedWith({ auth_time: undefined }),
  'idt-auth-time-stale': signedWith({ auth_time: NOW - 2_592_000 }),
  'idt-sub-missing': signedWith({ sub: undefined }),
  'idt-sub-empty': signedWith({ sub: '' }),
  'idt-sub-number': signedWith({ sub: 42 }),
  'idt-sub-long': signedWith({ sub: 'x'.repeat(300) }),
  'idt-acr-unmet': signedWith({ acr: 'urn:example:weak' }),
  'idt-hybrid-mismatch': async (t, rule) => {
    const { staged, told, claims } = await front(rule, 'code id_token')
    t.equal(claims.sub, 'alice')
    const { body } = await staged.redeem(told['code'] ?? '')
    t.equal(JSON.parse(Buffer.from(body['id_token'].split('.')[1], 'base64url').toString()).sub, 'alice-other')
  },
  'idt-missing-email': async (t, rule) => {
    const { staged } = await front('id_token=idt-typ-at-jwt', 'id_token')
    t.equal((await emailOf(staged)).email, 'alice@example.com', 'it would be there')
    const { staged: spoiled } = await front(rule, 'id_token')
    t.notOk('email' in (await emailOf(spoiled)))
  },
  'idt-email-unverified': signedWith({ email: 'alice@example.com', email_verified: false }),
  'idt-utf8-names': signedWith({ name: 'Zoë 山田 🙂', given_name: 'Zoë', family_name: '山田' }),
  'idt-claim-types': signedWith({
    email_verified: 'true',
    updated_at: '2020-01-01',
    phone_number: 42,
    groups: 'admin',
  }),
  'idt-huge': forged((t, { jwt, claims, verified }) => {
    t.equal(claims['groups'].length, 200)
    t.ok(jwt.length > 60_000)
    t.ok(verified)
  }),
  'idt-at-hash-wrong': hash({ at_hash: ZEROS }),
  'idt-at-hash-missing': hash({ at_hash: undefined }),
  'idt-at-hash-wrong-code-flow': signedWith({ at_hash: ZEROS }),
  'idt-c-hash-wrong': hash({ c_hash: ZEROS }),
  'idt-c-hash-missing': hash({ c_hash: undefined }),
  'idt-s-hash-wrong': hash({ s_hash: ZEROS }),
  'idt-not-jwt': forged((t, { jwt }) => t.equal(jwt, 'this is not a JWT')),
  'idt-two-parts': forged((t, { jwt }) => t.match(jwt, /^[\w-]+\.[\w-]+$/)),
  'idt-bad-base64': forged((t, { jwt }) => t.match(jwt, /^[\w-]+\.[\w-]{4}!\*[\w-]+\.[\w-]+$/)),
  'idt-payload-array': forged((t, { claims, verified }) => {
    t.match(claims, [HONEST])
    t.ok(verified, 'and signed')
  }),
  'idt-duplicate-claim': forged((t, { jwt, verified }) => {
    const text = Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString()
    t.equal(text.match(/"sub":/g)?.length, 2)
    t.match(text, /"sub":"alice".*"sub":"somebody-else"\}$/)
    t.ok(verified, 'and signed')
  }),
})

async function emailOf(staged: Awaited<ReturnType<typeof armed>>): Promise<Record<string, unknown>> {
  const { told } = await staged.authorize({ response_type: 'id_token', nonce: NONCE, scope: 'openid email' })
  return JSON.parse(Buffer.from(told?.['id_token']?.split('.')[1] ?? '', 'base64url').toString())
}
