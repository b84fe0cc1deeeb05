// RFC 7591, OpenID Connect Dynamic Client Registration 1.0: clients that introduce themselves.

import t from 'tap'
import type { Test } from 'tap'
import { NOW, stage } from '../support/realm.js'
import type { Answer, Staged } from '../support/realm.js'
import { basic } from '../support/request.js'
import { published } from '../support/publisher.js'
import { signed, signer } from '../support/signing.js'

const CALLBACK = 'https://client.example/cb'

function register(on: Staged, metadata: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const body = typeof metadata === 'string' ? metadata : JSON.stringify(metadata)
  return on.ask('registration', { method: 'POST', media_type: 'application/json', body, headers })
}

async function registered(metadata: Record<string, unknown> = {}): Promise<Answer> {
  return register(await stage(), { redirect_uris: [CALLBACK], ...metadata })
}

t.test('RG-01 a registration is answered 201 with all that is registered, and not stored on the way', async (t) => {
  const { status, headers, body } = await registered({
    client_name: 'Shop',
    'client_name#de': 'Laden',
    contacts: ['a@b.example'],
  })
  t.equal(status, 201)
  t.equal(headers['cache-control'], 'no-store')
  t.match(body, {
    client_id: /^[\w-]{24}$/,
    client_id_issued_at: NOW,
    client_secret: /^[\w-]{43}$/,
    client_secret_expires_at: 0,
    registration_access_token: String,
    registration_client_uri: `http://localhost:2884/register/${body['client_id']}`,
    redirect_uris: [CALLBACK],
    client_name: 'Shop',
    'client_name#de': 'Laden',
    contacts: ['a@b.example'],
  })
})

t.test('RG-01 a public client gets no secret', async (t) => {
  const { body } = await registered({ token_endpoint_auth_method: 'none' })
  t.notOk('client_secret' in body)
  t.notOk('client_secret_expires_at' in body)
})

t.test('RG-01 a registered client logs in with what it was given', async (t) => {
  const on = await stage()
  const { client_id, client_secret } = (await register(on, { redirect_uris: [CALLBACK], scope: 'openid' })).body
  const { told } = await on.authorize({ client_id, redirect_uri: CALLBACK, scope: 'openid' })
  const headers = { authorization: basic(client_id, client_secret) }
  const { body } = await on.redeem(told?.['code'] ?? '', { redirect_uri: CALLBACK }, { headers })
  t.match(body, { access_token: String, id_token: String, scope: 'openid' })
})

const MISTAKES: readonly (readonly [title: string, metadata: unknown, error: string, reason: string])[] = [
  [
    'a redirect_uri with a fragment',
    { redirect_uris: ['https://a.example/#x'] },
    'invalid_redirect_uri',
    'redirect-uri-unregistrable',
  ],
  ['a redirect_uri that is none', { redirect_uris: ['/cb'] }, 'invalid_redirect_uri', 'redirect-uri-unregistrable'],
  [
    'a redirect_uri that runs in the browser',
    { redirect_uris: ['javascript:alert(1)'] },
    'invalid_redirect_uri',
    'redirect-uri-unregistrable',
  ],
  ['redirect_uris that are no array', { redirect_uris: CALLBACK }, 'invalid_redirect_uri', 'metadata-type'],
  ['no redirect_uri where a code is to go', {}, 'invalid_redirect_uri', 'redirect-uri-missing'],
  ['a number for a name', { redirect_uris: [CALLBACK], client_name: 7 }, 'invalid_client_metadata', 'metadata-type'],
  [
    'a grant type that is not offered',
    { redirect_uris: [CALLBACK], grant_types: ['authorization_code', 'magic'] },
    'invalid_client_metadata',
    'metadata-not-offered',
  ],
  [
    'an authentication method that is not offered',
    { redirect_uris: [CALLBACK], token_endpoint_auth_method: 'tls_client_auth' },
    'invalid_client_metadata',
    'metadata-not-offered',
  ],
  [
    'an algorithm that nothing is signed with',
    { redirect_uris: [CALLBACK], id_token_signed_response_alg: 'none' },
    'invalid_client_metadata',
    'metadata-alg',
  ],
  [
    'a public client with client_credentials',
    { grant_types: ['client_credentials'], token_endpoint_auth_method: 'none' },
    'invalid_client_metadata',
    'metadata-inconsistent',
  ],
  [
    'private_key_jwt without a key',
    { redirect_uris: [CALLBACK], token_endpoint_auth_method: 'private_key_jwt' },
    'invalid_client_metadata',
    'jwks-missing',
  ],
  [
    'a private key',
    { redirect_uris: [CALLBACK], jwks: { keys: [{ kty: 'OKP', crv: 'Ed25519', x: 'x', d: 'd' }] } },
    'invalid_client_metadata',
    'jwks-private',
  ],
  ['a body that is no JSON', '{', 'invalid_client_metadata', 'body-not-json-object'],
  ['an array', [], 'invalid_client_metadata', 'body-not-json-object'],
  [
    'a software statement that is no JWT',
    { software_statement: 'x' },
    'invalid_software_statement',
    'software-statement-malformed',
  ],
]

for (const [title, metadata, error, reason] of MISTAKES) {
  t.test(`RG-02 ${title} is refused as ${error}`, async (t) => {
    const answer = await register(await stage(), metadata)
    t.match(answer, { status: 400, body: { error, error_description: String }, reason })
  })
}

t.test('RG-02 a form is not taken for JSON', async (t) => {
  const { ask } = await stage()
  const answer = await ask('registration', { method: 'POST', form: { redirect_uris: CALLBACK } })
  t.match(answer, { status: 400, body: { error: 'invalid_client_metadata' }, reason: 'body-content-type' })
})

async function vouching(change: Record<string, unknown> = {}) {
  const federation = await signer('RS256', 'federation')
  const issuer = 'https://federation.example'
  const on = await stage({ trusted_issuers: [{ issuer, jwks: { keys: [federation.jwk] } }] })
  const claims = { iss: issuer, client_name: 'Vouched for', redirect_uris: [CALLBACK], ...change }
  return { on, software_statement: await signed(claims, federation) }
}

t.test('RG-02 what a trusted software statement says takes precedence, and it comes back as it was', async (t) => {
  const { on, software_statement } = await vouching()
  const { status, body } = await register(on, { client_name: 'Mine', software_statement })
  t.equal(status, 201)
  t.match(body, { client_name: 'Vouched for', redirect_uris: [CALLBACK], software_statement })
  t.notOk('iss' in body)
})

t.test('RG-02 a software statement of a stranger is not approved, one that was changed is invalid', async (t) => {
  const stranger = await vouching({ iss: 'https://stranger.example' })
  t.match(await register(stranger.on, { software_statement: stranger.software_statement }), {
    status: 400,
    body: { error: 'unapproved_software_statement' },
  })
  const { on, software_statement } = await vouching()
  const forged = software_statement.replace(/\.[\w-]+$/, '.AAAA')
  t.match(await register(on, { software_statement: forged }), {
    status: 400,
    body: { error: 'invalid_software_statement' },
  })
  const old = await vouching({ exp: 1 })
  t.match(await register(old.on, { software_statement: old.software_statement }), {
    status: 400,
    body: { error: 'invalid_software_statement' },
  })
})

const CONTRADICTIONS: readonly (readonly [Record<string, unknown>, policy?: Record<string, unknown>])[] = [
  [{ response_types: ['code'], grant_types: ['client_credentials'] }],
  [{ response_types: ['id_token'], grant_types: ['authorization_code'] }, { response_types: ['code', 'id_token'] }],
  [
    { response_types: ['code id_token'], grant_types: ['authorization_code'] },
    { response_types: ['code', 'code id_token'] },
  ],
  [{ response_types: [], grant_types: ['authorization_code'] }],
  [{ grant_types: ['refresh_token'], response_types: [] }],
]

for (const [metadata, policy = {}] of CONTRADICTIONS) {
  t.test(`RG-03 ${JSON.stringify(metadata)} is refused as inconsistent`, async (t) => {
    const answer = await register(await stage({ policy }), { redirect_uris: [CALLBACK], ...metadata })
    t.match(answer, { status: 400, body: { error: 'invalid_client_metadata' }, reason: 'metadata-inconsistent' })
  })
}

t.test('RG-03 a machine that only has client_credentials needs neither response type nor redirect_uri', async (t) => {
  const on = await stage()
  const { status, body } = await register(on, { grant_types: ['client_credentials'] })
  t.equal(status, 201)
  t.same(body['response_types'], [])
  const headers = { authorization: basic(body['client_id'], body['client_secret']) }
  t.equal((await on.token({ grant_type: 'client_credentials', scope: 'read' }, { headers })).status, 200)
})

t.test('RG-04 the defaults are client_secret_basic, code and authorization_code', async (t) => {
  const { body } = await registered()
  t.match(body, {
    token_endpoint_auth_method: 'client_secret_basic',
    response_types: ['code'],
    grant_types: ['authorization_code'],
  })
})

t.test('RG-04 unknown metadata is ignored; one that looks misspelled is warned of', async (t) => {
  const { status, body, warnings } = await registered({ favourite_colour: 'blue', client_nam: 'x' })
  t.equal(status, 201)
  t.notOk('favourite_colour' in body || 'client_nam' in body)
  t.same(warnings, ['metadata-unknown'])
})

t.test('RG-04 a client does not choose its own client_id', async (t) => {
  const { body, warnings } = await registered({ client_id: 'web', client_secret: 'mine' })
  t.not(body['client_id'], 'web')
  t.not(body['client_secret'], 'mine')
  t.same(warnings, [])
})

t.test('RG-04 jwks and jwks_uri exclude each other', async (t) => {
  const answer = await registered({ jwks: { keys: [] }, jwks_uri: 'https://client.example/jwks' })
  t.match(answer, { status: 400, body: { error: 'invalid_client_metadata' }, reason: 'jwks-twice' })
})

t.test('RG-05 with registration: initial_access_token a token of this server opens the door', async (t) => {
  const tokens = [{ access_token: 'INITIAL', client_id: 'web' }]
  const on = await stage({ tokens, policy: { registration: 'initial_access_token' } })
  const metadata = { redirect_uris: [CALLBACK] }
  const without = await register(on, metadata)
  t.equal(without.status, 401)
  t.match(without.headers['www-authenticate'], /^Bearer /)
  t.equal((await register(on, metadata, { authorization: 'Bearer other' })).status, 401)
  t.equal((await register(on, metadata, { authorization: 'Bearer INITIAL' })).status, 201)
})

t.test('RG-05 with registration: off it is refused with a reason, and not advertised', async (t) => {
  const on = await stage({ policy: { registration: 'off' } })
  t.match(await register(on, { redirect_uris: [CALLBACK] }), { status: 403, reason: 'registration-off' })
  t.notOk('registration_endpoint' in (await on.ask('metadata')).body)
  t.match((await (await stage()).ask('metadata')).body, { registration_endpoint: 'http://localhost:2884/register' })
})

const IMPLICIT = { response_types: ['id_token'], grant_types: ['implicit'] }
const TYPES: readonly (readonly [
  application_type: string,
  uri: string,
  metadata: Record<string, unknown>,
  taken: boolean,
])[] = [
  ['web', 'https://a.example/cb', IMPLICIT, true],
  ['web', 'http://a.example/cb', IMPLICIT, false],
  ['web', 'https://localhost/cb', IMPLICIT, false],
  ['web', 'http://localhost:3000/cb', {}, true],
  ['native', 'http://127.0.0.1/cb', {}, true],
  ['native', 'http://[::1]/cb', {}, true],
  ['native', 'http://localhost/cb', {}, true],
  ['native', 'com.example.app:/cb', {}, true],
  ['native', 'https://app.example/claimed', {}, true],
  ['native', 'http://a.example/cb', {}, false],
]

for (const [application_type, uri, metadata, taken] of TYPES) {
  t.test(
    `RG-06 ${application_type} with ${uri}${metadata === IMPLICIT ? ' and implicit' : ''} is ${taken ? 'taken' : 'refused'}`,
    async (t) => {
      const on = await stage({ policy: { response_types: ['code', 'id_token'] } })
      const { status, body } = await register(on, { application_type, redirect_uris: [uri], ...metadata })
      t.equal(status, taken ? 201 : 400)
      if (!taken) t.equal(body['error'], 'invalid_redirect_uri')
    },
  )
}

t.test('RG-06 a client on this machine that does not say native is warned', async (t) => {
  t.same((await registered({ redirect_uris: ['http://127.0.0.1:7/cb'] })).warnings, ['application-type-missing'])
  t.same((await registered({ redirect_uris: ['http://127.0.0.1:7/cb'], application_type: 'native' })).warnings, [])
})

const PAIRWISE = { subject_type: 'pairwise', redirect_uris: [CALLBACK, 'https://other.example/cb'] }

t.test('RG-08 pairwise subjects over several hosts want a sector_identifier_uri', async (t) => {
  t.match(await registered(PAIRWISE), {
    status: 400,
    body: { error: 'invalid_client_metadata' },
    reason: 'sector-missing',
  })
})

async function sector(t: Test, body: unknown): Promise<Answer> {
  const { url } = await published(t, { '/sector': { body: JSON.stringify(body) } })
  return registered({ ...PAIRWISE, sector_identifier_uri: `${url}/sector` })
}

t.test('RG-08 what stands at sector_identifier_uri must name every redirect_uri', async (t) => {
  t.equal((await sector(t, PAIRWISE.redirect_uris)).status, 201)
  t.match(await sector(t, [CALLBACK]), { status: 400, reason: 'sector-redirect-uri' })
  t.match(await sector(t, {}), { status: 400, reason: 'sector-unreachable' })
})

t.test('RG-08 clients of a sector know a user by the same pairwise sub', async (t) => {
  const on = await stage()
  const { url } = await published(t, { '/sector': { body: JSON.stringify([CALLBACK]) } })
  const subs = []
  for (const sector_identifier_uri of [`${url}/sector`, `${url}/sector`, undefined]) {
    const metadata = { redirect_uris: [CALLBACK], subject_type: 'pairwise', sector_identifier_uri }
    const { client_id, client_secret } = (await register(on, metadata)).body
    const { told } = await on.authorize({ client_id, redirect_uri: CALLBACK })
    const headers = { authorization: basic(client_id, client_secret) }
    const { body } = await on.redeem(told?.['code'] ?? '', { redirect_uri: CALLBACK }, { headers })
    subs.push((await on.userinfo(body['access_token'])).body['sub'])
  }
  t.equal(subs[0], subs[1])
  t.not(subs[0], subs[2])
  t.not(subs[0], 'alice')
})

t.test('BC-03 nobody registers for a grant that the fixtures did not opt in to', async (t) => {
  for (const grant_type of ['password', 'implicit']) {
    const { status, body } = await registered({ grant_types: ['authorization_code', grant_type] })
    t.match({ status, body }, { status: 400, body: { error: 'invalid_client_metadata' } }, grant_type)
  }
  const token = await registered({ response_types: ['token'], grant_types: ['implicit'] })
  t.equal(token.status, 400)
})

t.test('a registration does not close an open realm, and changes nothing of the metadata', async (t) => {
  const on = await stage({ clients: [] })
  const before = (await on.ask('metadata')).body
  const { body } = await register(on, {
    redirect_uris: ['http://localhost:1/cb'],
    token_endpoint_auth_method: 'none',
    scope: 'odd',
  })
  t.equal(
    (await on.authorize({ client_id: 'anybody', redirect_uri: 'http://localhost:9/cb' })).told?.['error'],
    undefined,
  )
  t.same((await on.ask('metadata')).body, before)
  const strict = await on.authorize({ client_id: body['client_id'], redirect_uri: 'http://localhost:9/cb' })
  t.equal(strict.page?.name, 'failure')
})

t.test('reset forgets who registered', async (t) => {
  const on = await stage()
  const { client_id } = (await register(on, { redirect_uris: [CALLBACK] })).body
  await on.realm.reset()
  t.equal((await on.authorize({ client_id, redirect_uri: CALLBACK })).reason, 'client-unknown')
})
