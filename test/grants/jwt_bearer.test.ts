// RFC 7523 §2.1, §3: JA-06.

import t from 'tap'
import { ALICE, BOB, NOW, WEB, claimsOf, stage } from '../support/realm.js'
import type { Staged } from '../support/realm.js'
import { ISSUER, served, signed, signer, unsigned } from '../support/signing.js'

const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
const STS = 'https://sts.example'

const [theirs, other, own] = [
  await signer('ES256', 'sts-1'),
  await signer('ES256', 'other-1'),
  await signer('RS256', 'own-1'),
]
const GUEST = { ...WEB, grant_types: [GRANT] }
const trusted_issuers = [{ issuer: STS, jwks: { keys: [theirs.jwk] } }]

function opened(more: object = {}): Promise<Staged> {
  return stage({ clients: [GUEST], users: [ALICE, BOB], trusted_issuers, ...more } as never)
}

const claims = (change: object = {}): object => ({
  iss: STS,
  sub: 'alice',
  aud: ISSUER,
  iat: NOW,
  exp: NOW + 60,
  jti: crypto.randomUUID(),
  ...change,
})
const sound = (change: object = {}): Promise<string> => signed(claims(change), theirs)

t.test('JA-06 an assertion of a trusted issuer gets a token for its subject, without a refresh token', async (t) => {
  const { token, userinfo } = await opened()
  const { status, body } = await token({ grant_type: GRANT, assertion: await sound(), scope: 'openid email' })
  t.match([status, body], [200, { token_type: 'Bearer', scope: 'openid email', refresh_token: undefined }])
  t.match((await userinfo(body['access_token'] as string)).body, { sub: 'alice', email: 'alice@example.com' })
})

const MUTATIONS: readonly (readonly [what: string, change: object, reason: string])[] = [
  ['an unknown issuer', { iss: 'https://sts.example/' }, 'assertion-grant-issuer-untrusted'],
  ['no issuer', { iss: undefined }, 'assertion-grant-issuer-untrusted'],
  ['an unknown subject', { sub: 'alcie' }, 'assertion-grant-sub-unknown'],
  ['no subject', { sub: undefined }, 'assertion-grant-sub-missing'],
  ['another audience', { aud: 'https://other.example' }, 'assertion-grant-aud'],
  ['no audience', { aud: undefined }, 'assertion-grant-aud'],
  ['no expiry', { exp: undefined }, 'assertion-grant-exp-missing'],
  ['an expiry in the past', { exp: NOW - 60 }, 'assertion-grant-expired'],
  ['an expiry in milliseconds', { exp: (NOW + 60) * 1000 }, 'assertion-grant-exp-milliseconds'],
  ['a beginning in the future', { nbf: NOW + 120 }, 'assertion-grant-nbf-future'],
]
for (const [what, change, reason] of MUTATIONS) {
  t.test(`JA-06 ${what} is invalid_grant`, async (t) => {
    const { token } = await opened()
    t.match(await token({ grant_type: GRANT, assertion: await sound(change) }), {
      status: 400,
      body: { error: 'invalid_grant' },
      reason,
    })
  })
}

t.test('JA-06 the signature must be made by a key of the issuer', async (t) => {
  const { token } = await opened()
  for (const [assertion, reason] of [
    [await signed(claims(), { ...other, kid: theirs.kid }), 'assertion-grant-key-mismatch'],
    [await signed(claims(), other), 'assertion-grant-kid-unknown'],
    [unsigned(claims()), 'assertion-grant-alg'],
    ['no.jwt', 'assertion-grant-malformed'],
  ] as const) {
    t.match(
      await token({ grant_type: GRANT, assertion }),
      { status: 400, body: { error: 'invalid_grant' }, reason },
      reason,
    )
  }
})

t.test('JA-06 aud may be the token endpoint, or a list with this server in it', async (t) => {
  const { token } = await opened()
  for (const aud of [`${ISSUER}/token`, ['https://other.example', ISSUER]]) {
    t.equal((await token({ grant_type: GRANT, assertion: await sound({ aud }) })).status, 200)
  }
})

t.test('JA-06 an assertion with a jti works once; a refused one does not use it up', async (t) => {
  const { token } = await opened()
  const assertion = await sound({ jti: 'j-1' })
  t.equal((await token({ grant_type: GRANT, assertion, scope: 'admin' })).body['error'], 'invalid_scope')
  t.equal((await token({ grant_type: GRANT, assertion })).status, 200)
  t.match(await token({ grant_type: GRANT, assertion }), {
    body: { error: 'invalid_grant' },
    reason: 'assertion-grant-jti-replayed',
  })
  t.match((await token({ grant_type: GRANT, assertion: await sound({ jti: undefined }) })).warnings, [
    'assertion-grant-jti-missing',
  ])
})

t.test('JA-06 real time judges the assertion, whatever the clock of the realm says', async (t) => {
  const { token, advance } = await opened()
  advance(365 * 86_400)
  t.equal((await token({ grant_type: GRANT, assertion: await sound() })).status, 200)
})

t.test('JA-06 the keys of an issuer may be published, and are fetched again for a new kid', async (t) => {
  const set = await served(t, { keys: [other.jwk] })
  const { token } = await opened({ trusted_issuers: [{ issuer: STS, jwks_uri: set.url }] })
  t.equal((await token({ grant_type: GRANT, assertion: await signed(claims(), other) })).status, 200)
  set.answer = { keys: [other.jwk, theirs.jwk] }
  t.equal((await token({ grant_type: GRANT, assertion: await sound() })).status, 200)
  t.equal(set.asked, 2)
})

t.test('JA-06 client authentication is optional: the assertion says which client it is for', async (t) => {
  const { token } = await opened()
  const { status, entry } = await token(
    { grant_type: GRANT, assertion: await sound({ client_id: 'web' }) },
    { headers: {} },
  )
  t.match([status, entry], [200, { client_id: 'web' }])
  t.match(await token({ grant_type: GRANT, assertion: await sound() }, { headers: {} }), {
    status: 401,
    reason: 'client-auth-missing',
  })
})

t.test('JA-06 client authentication that is sent must be right', async (t) => {
  const { token } = await opened()
  const form = {
    grant_type: GRANT,
    assertion: await sound({ client_id: 'web' }),
    client_id: 'web',
    client_secret: 'guess',
  }
  t.match(await token(form, { headers: {} }), { status: 401, body: { error: 'invalid_client' } })
})

t.test('a client with a registered key issues assertions itself, for a user or for itself', async (t) => {
  const clients = [{ ...GUEST, access_token: { format: 'jwt' }, jwks: { keys: [own.jwk] } }]
  const { token } = await stage({ clients, users: [ALICE] } as never)
  const subjectOf = async (sub: string): Promise<unknown> => {
    const assertion = await signed(claims({ iss: 'web', sub }), own)
    const { body } = await token({ grant_type: GRANT, assertion, scope: 'openid read' }, { headers: {} })
    const { access_token } = body as { access_token: string }
    return [claimsOf(access_token)['sub'], body['scope']]
  }
  t.strictSame(await subjectOf('alice'), ['alice', 'openid read'])
  t.strictSame(await subjectOf('web'), ['web', 'read'])
})

t.test('a client cannot speak as another client', async (t) => {
  const rogue = { ...GUEST, client_id: 'rogue', client_secret: 'r', jwks: { keys: [own.jwk] } }
  const { token } = await stage({ clients: [GUEST, rogue], users: [ALICE] } as never)
  const assertion = await signed(claims({ iss: 'rogue' }), own)
  t.match(await token({ grant_type: GRANT, assertion }), {
    body: { error: 'invalid_grant' },
    reason: 'assertion-grant-issuer-untrusted',
  })
})

t.test('the grant is offered when an issuer is trusted or a client names it, and not before', async (t) => {
  const offered = async ({ ask }: Staged): Promise<boolean> =>
    (await ask('metadata')).body['grant_types_supported'].includes(GRANT)
  t.notOk(await offered(await stage()))
  t.ok(await offered(await stage({ trusted_issuers })))
  t.ok(await offered(await stage({ clients: [GUEST] } as never)))
  t.match(await (await stage()).token({ grant_type: GRANT, assertion: await sound() }), {
    body: { error: 'unsupported_grant_type' },
  })
})

t.test('with no client configured, a trusted issuer is enough', async (t) => {
  const { token } = await opened({ clients: [] })
  t.equal(
    (await token({ grant_type: GRANT, assertion: await sound({ client_id: 'anybody' }) }, { headers: {} })).status,
    200,
  )
})
