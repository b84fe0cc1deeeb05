// RFC 7521, RFC 7523, OpenID Connect Core §9: client assertions.

import t from 'tap'
import { BASIC, NOW, SPA, WEB, stage } from '../support/realm.js'
import type { Answer, Staged } from '../support/realm.js'
import {
  ISSUER,
  JWT_BEARER,
  asserted,
  assertionClaims,
  secretSigner,
  served,
  signed,
  signer,
  unsigned,
} from '../support/signing.js'
import type { Signer } from '../support/signing.js'

const CC = { grant_type: 'client_credentials' }
const KEY = await signer('ES256')
const OTHER = await signer('ES256', 'other')
const SECRET = 'a secret of exactly 32 bytes ...'

const SIGNER = {
  client_id: 'signer',
  token_endpoint_auth_method: 'private_key_jwt',
  jwks: { keys: [KEY.jwk] },
  grant_types: ['client_credentials'],
}
const MAC = { ...SIGNER, jwks: undefined, client_secret: SECRET, token_endpoint_auth_method: 'client_secret_jwt' }

const staged = (client: object = {}, more: object = {}): Promise<Staged> =>
  stage({ clients: [WEB, SPA, JSON.parse(JSON.stringify({ ...SIGNER, ...client }))], ...more })

const ask = ({ token }: Staged, assertion: string, form: Record<string, string> = {}): Promise<Answer> =>
  token({ ...CC, ...asserted(assertion), ...form }, { headers: {} })

/** client_credentials with an assertion of these claims. */
async function by(
  claims: object,
  {
    key = KEY,
    header = {},
    client = {},
    policy = {},
  }: { key?: Signer; header?: object; client?: object; policy?: object } = {},
): Promise<Answer> {
  return ask(await staged(client, { policy }), await signed(assertionClaims(claims), key, header))
}

const refused = (reason: string, hint: RegExp = /./): object => ({
  status: 401,
  body: { error: 'invalid_client' },
  reason,
  hint,
})

t.test('JA-01 a client that signs a sound assertion with its registered key is authenticated', async (t) => {
  const { status, entry } = await by({})
  t.match({ status, client_id: entry.client_id }, { status: 200, client_id: 'signer' })
  t.ok(entry.checks.some((check) => /authenticated by private_key_jwt/.test(check)))
})

for (const alg of ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA', 'Ed25519']) {
  t.test(`JA-01 ${alg} signs assertions`, async (t) => {
    const key = await signer(alg)
    t.equal((await by({}, { key, client: { jwks: { keys: [key.jwk] } } })).status, 200)
  })
}

t.test('JA-01 each claim that is wrong is refused for its own reason', async (t) => {
  for (const [claims, reason, hint] of [
    [{ iss: 'web' }, 'assertion-iss-sub', /iss is 'web', sub is 'signer'/],
    [{ iss: undefined }, 'assertion-iss-sub', /iss is missing/],
    [{ aud: undefined }, 'assertion-aud', /aud of the client assertion is missing/],
    [{ aud: 'https://another.example' }, 'assertion-aud', /it must name this server: http:\/\/localhost:2884 or /],
    [{ aud: `${ISSUER}/` }, 'assertion-aud', /nearest is http:\/\/localhost:2884: it ends with '\/'/],
    [{ aud: 'https://localhost:2884' }, 'assertion-aud', /https:\/\/ was sent, http:\/\/ expected/],
    [{ exp: undefined }, 'assertion-exp-missing', /no exp/],
    [{ exp: NOW - 60 }, 'assertion-expired', /expired 60 s ago/],
    [{ exp: (NOW + 60) * 1000 }, 'assertion-exp-milliseconds', /looks like milliseconds/],
    [{ exp: NOW + 90_000 }, 'assertion-exp-far', /90000 s away/],
    [{ exp: 'soon' }, 'assertion-time-not-number', /exp is '"soon"'/],
    [{ nbf: NOW + 312 }, 'assertion-nbf-future', /312 s in the future/],
    [{ iat: NOW + 312 }, 'assertion-iat-future', /the clock of the client is ahead/],
  ] as const) {
    t.match(await by(claims), refused(reason, hint), reason)
  }
})

t.test('JA-01 clocks may differ by half a minute', async (t) => {
  t.equal((await by({ iat: NOW + 30, nbf: NOW + 30 })).status, 200)
  t.equal((await by({ exp: NOW - 29 })).status, 200)
  t.match(await by({ exp: NOW - 30 }), refused('assertion-expired'))
  t.match(await by({ iat: NOW + 31 }), refused('assertion-iat-future'))
})

t.test('JA-01 assertions are judged by real time, whatever the clock of the realm says', async (t) => {
  const scene = await staged()
  scene.advance(86_400)
  t.equal((await ask(scene, await signed(assertionClaims(), KEY))).status, 200)
})

t.test('JA-01 the type of the assertion must be given and be the right one', async (t) => {
  const { token } = await staged()
  const client_assertion = await signed(assertionClaims(), KEY)
  const malformed = { status: 400, body: { error: 'invalid_request' } }
  t.match(await token({ ...CC, client_assertion }, { headers: {} }), { ...malformed, reason: 'assertion-type-missing' })
  const wrong = { client_assertion, client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:saml2-bearer' }
  t.match(await token({ ...CC, ...wrong }, { headers: {} }), {
    ...malformed,
    reason: 'assertion-type-wrong',
    hint: new RegExp(JWT_BEARER),
  })
  t.match(await token({ ...CC, client_assertion_type: JWT_BEARER }, { headers: {} }), {
    ...malformed,
    reason: 'assertion-missing',
  })
})

t.test('JA-01 what is no JWT is refused as such', async (t) => {
  for (const assertion of ['x', 'a.b.c', `${await signed(assertionClaims(), KEY)}.x.y`]) {
    t.match(await ask(await staged(), assertion), refused('assertion-malformed'), assertion.slice(0, 10))
  }
})

t.test(
  'JA-01 D-14 the issuer, the token endpoint or the PAR endpoint is the audience, alone or in a list',
  async (t) => {
    for (const aud of [
      ISSUER,
      [ISSUER],
      `${ISSUER}/token`,
      `${ISSUER}/par`,
      ['https://x.example', `${ISSUER}/token`],
    ]) {
      t.equal((await by({ aud })).status, 200, String(aud))
    }
  },
)

t.test('JA-08 D-14 with rfc7523bis only the issuer as a single string is', async (t) => {
  const policy = { assertion_audience: 'rfc7523bis' }
  t.equal((await by({ aud: ISSUER }, { policy })).status, 200)
  t.match(await by({ aud: [ISSUER] }, { policy }), refused('assertion-aud', /is a list; it must be the single string/))
  t.match(await by({ aud: `${ISSUER}/token` }, { policy }), refused('assertion-aud'))
})

t.test('JA-08 an assertion says JWT, client-authentication+jwt or nothing as its typ', async (t) => {
  for (const typ of [undefined, 'JWT', 'jwt', 'client-authentication+jwt', 'application/client-authentication+jwt']) {
    t.equal((await by({}, { header: { typ } })).status, 200, String(typ))
  }
  for (const typ of ['at+jwt', 'dpop+jwt', 'oauth-authz-req+jwt']) {
    t.match(await by({}, { header: { typ } }), refused('assertion-typ', /made for something else/), typ)
  }
})

t.test('JA-02 client_id may be left out, and must be the same when sent', async (t) => {
  const scene = await staged()
  const assertion = (): Promise<string> => signed(assertionClaims(), KEY)
  t.equal((await ask(scene, await assertion(), { client_id: 'signer' })).status, 200)
  const other = await ask(scene, await assertion(), { client_id: 'web' })
  t.match(other, {
    status: 400,
    body: { error: 'invalid_request' },
    reason: 'client-id-assertion-differ',
    hint: /assertion says client 'signer', the body says 'web'/,
  })
})

t.test('JA-02 an assertion beside another method is malformed', async (t) => {
  const { token } = await staged()
  const form = { ...CC, ...asserted(await signed(assertionClaims(), KEY)) }
  const malformed = { status: 400, body: { error: 'invalid_request' }, reason: 'auth-twice-with-assertion' }
  t.match(await token(form, { headers: { authorization: BASIC } }), {
    ...malformed,
    hint: /Authorization header and by a client assertion/,
  })
  t.match(await token({ ...form, client_secret: 's3cret' }, { headers: {} }), {
    ...malformed,
    hint: /in the body and by a client assertion/,
  })
})

t.test('JA-03 a jti works once', async (t) => {
  const scene = await staged()
  const assertion = await signed(assertionClaims(), KEY)
  t.equal((await ask(scene, assertion)).status, 200)
  t.match(await ask(scene, assertion), refused('assertion-jti-replayed', /was used already, 0 s ago/))
  t.equal((await ask(scene, await signed(assertionClaims(), KEY))).status, 200)
})

t.test('JA-03 of fifty requests with one assertion a single one is authenticated', async (t) => {
  const scene = await staged()
  const assertion = await signed(assertionClaims(), KEY)
  const answers = await Promise.all(Array.from({ length: 50 }, () => ask(scene, assertion)))
  t.equal(answers.filter(({ status }) => status === 200).length, 1)
})

t.test('JA-03 a refused assertion does not use up its jti, and another client may have the same', async (t) => {
  const clients = [SIGNER, { ...SIGNER, client_id: 'second' }]
  const scene = await stage({ clients: clients as never })
  const claims = assertionClaims({ jti: 'one' })
  t.match(await ask(scene, await signed({ ...claims, aud: 'https://x.example' }, KEY)), refused('assertion-aud'))
  t.equal((await ask(scene, await signed(claims, KEY))).status, 200)
  t.equal((await ask(scene, await signed({ ...claims, iss: 'second', sub: 'second' }, KEY))).status, 200)
})

t.test('JA-03 without jti replay goes unnoticed, and the journal warns', async (t) => {
  const { status, warnings } = await by({ jti: undefined })
  t.same([status, warnings], [200, ['assertion-jti-missing']])
})

t.test('JA-04 a refused assertion is 401 invalid_client, or 400 where the policy says so', async (t) => {
  t.match(await by({ aud: 'x' }), {
    status: 401,
    body: { error: 'invalid_client' },
    headers: { 'www-authenticate': /^Basic/ },
  })
  t.match(await by({ aud: 'x' }, { policy: { invalid_client: '400' } }), {
    status: 400,
    body: { error: 'invalid_client' },
  })
})

t.test('JA-05 client_secret_jwt is a MAC with the secret', async (t) => {
  const { status, entry } = await by({}, { key: secretSigner(SECRET), client: MAC })
  t.equal(status, 200)
  t.ok(entry.checks.some((check) => /authenticated by client_secret_jwt/.test(check)))
  t.match(
    await by({}, { key: secretSigner('another secret of 32 bytes .....'), client: MAC }),
    refused('assertion-key-mismatch'),
  )
})

t.test('JA-05 the secret must be as long as the hash', async (t) => {
  const short = SECRET.slice(1)
  const client = { ...MAC, client_secret: short }
  t.match(
    await by({}, { key: secretSigner(short), client }),
    refused('assertion-secret-short', /32 bytes or more; that of client 'signer' has 31/),
  )
  t.match(
    await by({}, { key: secretSigner(SECRET, 'HS512'), client: MAC }),
    refused('assertion-secret-short', /64 bytes/),
  )
})

t.test('JA-05 CA-12 any of the secrets that work now makes the MAC', async (t) => {
  const client = { ...MAC, client_secrets: [{ value: 'the next secret, of 32 bytes ...' }] }
  t.equal((await by({}, { key: secretSigner('the next secret, of 32 bytes ...'), client })).status, 200)
  t.equal((await by({}, { key: secretSigner(SECRET), client })).status, 200)
})

t.test('JA-05 token_endpoint_auth_signing_alg is the only algorithm taken', async (t) => {
  const client = { token_endpoint_auth_signing_alg: 'RS256' }
  t.match(await by({}, { client }), refused('assertion-alg', /alg 'ES256'; RS256 is taken/))
  t.equal((await by({}, { client: { token_endpoint_auth_signing_alg: 'ES256' } })).status, 200)
})

t.test('JA-05 alg none is never taken, nor a MAC where a signature is registered', async (t) => {
  t.match(await ask(await staged(), unsigned(assertionClaims())), refused('assertion-alg', /alg 'none'/))
  t.match(
    await by({}, { key: secretSigner(SECRET) }),
    refused('assertion-alg', /registered for private_key_jwt but used client_secret_jwt/),
  )
  t.match(
    await by({}, { client: MAC }),
    refused('assertion-alg', /registered for client_secret_jwt but used private_key_jwt/),
  )
})

t.test('JA-05 a MAC made of the public key, as a text that everybody knows, is refused', async (t) => {
  const { token } = await staged({}, { policy: { auth_method: 'ignore' } })
  const assertion = await signed(assertionClaims(), secretSigner(JSON.stringify(KEY.jwk)))
  t.match(
    await token({ ...CC, ...asserted(assertion) }, { headers: {} }),
    refused('assertion-secret-short', /has no client_secret/),
  )
})

t.test('JA-01 a signature that fails says whose key made it, where that is known', async (t) => {
  const clients = [SIGNER, { ...SIGNER, client_id: 'second', jwks: { keys: [OTHER.jwk] } }]
  const scene = await stage({ clients: clients as never })
  const foreign = await signed(assertionClaims(), OTHER, { kid: KEY.kid })
  t.match(await ask(scene, foreign), refused('assertion-key-mismatch', /signed with key 'other' of client 'second'/))
  const stranger = await signed(assertionClaims(), await signer('ES256'))
  t.match(await ask(scene, stranger), refused('assertion-key-mismatch', /does not verify with 1 registered key/))
  const unknown = await signed(assertionClaims(), await signer('ES256', 'unheard'))
  t.match(await ask(scene, unknown), refused('assertion-kid-unknown', /kid 'unheard' .* registered: ES256-1/))
  const misnamed = await signed(assertionClaims(), KEY, { kid: 'misnamed' })
  t.match(await ask(scene, misnamed), refused('assertion-key-mismatch', /its kid is another .* 'ES256-1'/))
})

t.test('JA-01 a client without registered keys, and a public one, are told so', async (t) => {
  t.match(await by({}, { client: { jwks: undefined } }), refused('assertion-keys-missing', /neither jwks nor jwks_uri/))
  t.match(await by({}, { client: { token_endpoint_auth_method: 'none' } }), refused('public-client-sent-assertion'))
  const { token } = await staged()
  t.match(await token({ ...CC, client_id: 'signer' }, { headers: {} }), {
    ...refused('confidential-client-no-auth'),
    entry: { diagnosis: { fix: /client_assertion/ } },
  })
})

t.test('JA-07 keys behind jwks_uri are fetched once, and again for a kid that they lack', async (t) => {
  const jwks = await served(t, { keys: [KEY.jwk] })
  const scene = await staged({ jwks: undefined, jwks_uri: jwks.url })
  for (let n = 0; n < 3; n += 1) t.equal((await ask(scene, await signed(assertionClaims(), KEY))).status, 200)
  t.equal(jwks.asked, 1)
  jwks.answer = { keys: [OTHER.jwk] }
  t.equal((await ask(scene, await signed(assertionClaims(), OTHER))).status, 200)
  t.equal(jwks.asked, 2)
  t.match(await ask(scene, await signed(assertionClaims(), KEY)), refused('assertion-kid-unknown'))
})

t.test('JA-07 a jwks_uri that cannot be had is named with what it answered', async (t) => {
  const jwks = await served(t, 503)
  const scene = await staged({ jwks: undefined, jwks_uri: jwks.url })
  const assertion = await signed(assertionClaims(), KEY)
  t.match(await ask(scene, assertion), refused('jwks-uri-unreachable', /answered 503: out of order/))
  jwks.answer = 'not json'
  t.match(await ask(scene, assertion), refused('jwks-uri-unreachable', /no JWK Set.*not json/))
  const far = await staged({ jwks: undefined, jwks_uri: 'https://keys.example/jwks' })
  t.match(await ask(far, assertion), refused('jwks-uri-unreachable', /not on this machine/))
  jwks.answer = { keys: [KEY.jwk] }
  t.equal((await ask(scene, assertion)).status, 200, 'a failure is not remembered')
})

t.test('JA-02 introspection and revocation take assertions, also for their own URL', async (t) => {
  const { ask } = await staged()
  for (const endpoint of ['introspection', 'revocation'] as const) {
    const url = `${ISSUER}/${endpoint === 'revocation' ? 'revoke' : 'introspect'}`
    const form = { token: 'x', ...asserted(await signed(assertionClaims({ aud: url }), KEY)) }
    t.equal((await ask(endpoint, { form })).status, 200, endpoint)
  }
})

t.test('with no client configured an assertion is taken unverified, but not for another server', async (t) => {
  const scene = await stage({ clients: [] })
  const { status, warnings } = await ask(scene, await signed(assertionClaims({ jti: undefined }), KEY))
  t.same([status, warnings], [200, ['client-unknown', 'assertion-jti-missing']])
  t.match(await ask(scene, await signed(assertionClaims({ aud: 'https://x.example' }), KEY)), refused('assertion-aud'))
})

t.test('metadata names the methods and their algorithms at every endpoint that authenticates', async (t) => {
  const { ask } = await stage()
  const { body } = await ask('metadata')
  for (const endpoint of ['token', 'introspection', 'revocation']) {
    t.match(body[`${endpoint}_endpoint_auth_methods_supported`].join(' '), /client_secret_jwt private_key_jwt/)
    const values = body[`${endpoint}_endpoint_auth_signing_alg_values_supported`] as string[]
    t.ok(['RS256', 'PS256', 'ES256', 'EdDSA', 'HS256'].every((alg) => values.includes(alg)))
    t.notOk(values.includes('none'))
  }
})
