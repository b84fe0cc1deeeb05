// draft-ietf-oauth-client-id-metadata-document: clients whose client_id is the URL of their metadata.

import t from 'tap'
import type { Test } from 'tap'
import type { Fixtures } from '../../lib/fixtures/types.js'
import { CHALLENGE, NOW, VERIFIER, stage } from '../support/realm.js'
import type { Answer, Staged } from '../support/realm.js'
import { published } from '../support/publisher.js'
import type { Published, Publisher } from '../support/publisher.js'
import { ISSUER, asserted, assertionClaims, signed, signer } from '../support/signing.js'

const CALLBACK = 'https://client.example/cb'

interface Scene extends Staged {
  readonly client_id: string
  readonly publisher: Publisher
  /** Sends the user; answers what came of it. */
  send(client_id?: string): Promise<Answer>
}

/** A client that publishes its document, changed; `page` changes how it is served. */
async function scene(
  t: Test,
  change: object = {},
  page: Partial<Published> = {},
  fixtures: Fixtures = {},
): Promise<Scene> {
  const on = await stage(fixtures)
  const publisher = await published(t)
  const client_id = `${publisher.url}/client.json`
  const document = { client_id, client_name: 'Published', redirect_uris: [CALLBACK], ...change }
  publisher.pages['/client.json'] = { body: JSON.stringify(document), ...page }
  const asked = { redirect_uri: CALLBACK, scope: 'openid', code_challenge: CHALLENGE, code_challenge_method: 'S256' }
  return { ...on, client_id, publisher, send: (id = client_id) => on.authorize({ client_id: id, ...asked }) }
}

const FLAWS: readonly (readonly [title: string, client_id: (url: string) => string])[] = [
  ['http elsewhere', () => 'http://client.example/client.json'],
  ['no path', (url) => url],
  ['the root as its path', (url) => `${url}/`],
  ['a dot segment', (url) => `${url}/./client.json`],
  ['two dots', (url) => `${url}/a/../client.json`],
  ['an encoded dot segment', (url) => `${url}/%2e%2E/client.json`],
  ['a fragment', (url) => `${url}/client.json#x`],
  ['a user name', (url) => `${url.replace('//', '//me@')}/client.json`],
  ['a user name and password', (url) => `${url.replace('//', '//me:pw@')}/client.json`],
  ['upper-case scheme', (url) => `${url.replace('http', 'HTTP')}/client.json`],
]

for (const [title, urlOf] of FLAWS) {
  t.test(`RG-09 a URL with ${title} is no client_id, and is not fetched`, async (t) => {
    const { publisher, send } = await scene(t)
    const { page, reason } = await send(urlOf(publisher.url))
    t.equal(page?.name, 'failure')
    t.equal(reason, 'client-document-url')
    t.same(publisher.asked, [])
  })
}

t.test('RG-09 http on this machine is taken unless the policy says https', async (t) => {
  t.match((await (await scene(t)).send()).told, { code: String })
  const strict = await scene(t, {}, {}, { policy: { client_id_metadata_document: 'https' } })
  t.match(await strict.send(), { page: { name: 'failure' }, reason: 'client-document-url' })
  const off = await scene(t, {}, {}, { policy: { client_id_metadata_document: 'off' } })
  t.match(await off.send(), { page: { name: 'failure' }, reason: 'client-unknown' })
  t.same([...strict.publisher.asked, ...off.publisher.asked], [])
})

t.test('RG-09 a configured client may have a URL for a name; nothing is fetched for it', async (t) => {
  const publisher = await published(t)
  const client_id = `${publisher.url}/client.json`
  const on = await stage({ clients: [{ client_id, client_secret: 's', redirect_uris: [CALLBACK] }] })
  t.match((await on.authorize({ client_id, redirect_uri: CALLBACK, scope: undefined })).told, { code: String })
  t.same(publisher.asked, [])
})

t.test('RG-10 a sound document makes a public client, from the authorization request to the tokens', async (t) => {
  const { send, redeem, client_id } = await scene(t)
  const { told } = await send()
  const form = { client_id, redirect_uri: CALLBACK, code_verifier: VERIFIER }
  t.match((await redeem(told?.['code'] ?? '', form, { headers: {} })).body, { access_token: String, id_token: String })
})

t.test('RG-10 the redirect_uris of the document are the only ones', async (t) => {
  const { send } = await scene(t, { redirect_uris: ['https://client.example/other'] })
  t.match(await send(), { page: { name: 'failure' }, reason: /^redirect-uri-/ })
})

t.test('RG-10 a client with a key of its own authenticates by private_key_jwt', async (t) => {
  const key = await signer('ES256')
  const method = { token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [key.jwk] } }
  const { send, redeem, client_id } = await scene(t, method)
  const code = (await send()).told?.['code'] ?? ''
  const form = { redirect_uri: CALLBACK, code_verifier: VERIFIER }
  const bare = await redeem(code, { client_id, ...form }, { headers: {} })
  t.match(bare, { status: 401, reason: 'confidential-client-no-auth' })
  const claims = assertionClaims({ iss: client_id, sub: client_id, aud: ISSUER, exp: NOW + 60 })
  const sent = await redeem(code, { ...form, ...asserted(await signed(claims, key)) }, { headers: {} })
  t.equal(sent.status, 200)
})

const UNSOUND: readonly (readonly [title: string, change: object, page: Partial<Published>, reason: string])[] = [
  ['that is not there', {}, { status: 404 }, 'client-document-status'],
  ['with another status of success', {}, { status: 201 }, 'client-document-status'],
  ['that has moved', {}, { status: 302, headers: { location: '/elsewhere.json' } }, 'client-document-status'],
  ['that is no JSON by its label', {}, { headers: { 'content-type': 'text/html' } }, 'client-document-type'],
  ['that is no JSON', {}, { body: '<html>' }, 'client-document-json'],
  ['that is an array', {}, { body: '[]' }, 'client-document-json'],
  ['of another client', { client_id: 'https://client.example/client.json' }, {}, 'client-document-client-id'],
  ['without client_id', { client_id: undefined }, {}, 'client-document-client-id'],
  [
    'with client_secret_basic',
    { token_endpoint_auth_method: 'client_secret_basic' },
    {},
    'client-document-auth-method',
  ],
  ['with client_secret_post', { token_endpoint_auth_method: 'client_secret_post' }, {}, 'client-document-auth-method'],
  ['with client_secret_jwt', { token_endpoint_auth_method: 'client_secret_jwt' }, {}, 'client-document-auth-method'],
  ['with a secret', { client_secret: 's' }, {}, 'client-document-secret'],
  ['with metadata of the wrong type', { redirect_uris: 'x' }, {}, 'client-document-metadata'],
]

for (const [title, change, page, reason] of UNSOUND) {
  t.test(`RG-10 a document ${title} is refused`, async (t) => {
    const { send, publisher } = await scene(t, change, page)
    const answer = await send()
    t.match(answer, { told: undefined, page: { name: 'failure' }, reason })
    t.same(publisher.asked, ['/client.json'], 'and no redirect is followed')
  })
}

t.test('RG-10 the client_id inside is compared as a string', async (t) => {
  const { send, publisher, client_id } = await scene(t)
  publisher.pages['/client.json?v=1'] = publisher.pages['/client.json']!
  t.match(await send(`${client_id}?v=1`), { reason: 'client-document-client-id' })
})

t.test('RG-11 a document is fetched again when its max-age is over, and not before', async (t) => {
  const { send, publisher, advance } = await scene(t, {}, { headers: { 'cache-control': 'max-age=60' } })
  await send()
  advance(59)
  await send()
  t.equal(publisher.asked.length, 1)
  advance(1)
  await send()
  t.equal(publisher.asked.length, 2)
})

t.test('RG-11 Expires and Age count too', async (t) => {
  const headers = { date: 'Tue, 01 Jan 2030 00:00:00 GMT', expires: 'Tue, 01 Jan 2030 00:01:40 GMT', age: '40' }
  const { send, publisher, advance } = await scene(t, {}, { headers })
  await send()
  advance(59)
  await send()
  t.equal(publisher.asked.length, 1)
  advance(1)
  await send()
  t.equal(publisher.asked.length, 2)
})

for (const headers of [
  {},
  { 'cache-control': 'no-store, max-age=60' },
  { 'cache-control': 'no-cache' },
  { 'cache-control': 'max-age=0' },
]) {
  t.test(`RG-11 with ${JSON.stringify(headers)} it is fetched for every request`, async (t) => {
    const { send, publisher } = await scene(t, {}, { headers })
    await send()
    await send()
    t.equal(publisher.asked.length, 2)
  })
}

t.test('RG-11 neither an error nor an unsound document is kept, whatever its headers say', async (t) => {
  const { send, publisher, client_id } = await scene(t)
  const headers = { 'cache-control': 'max-age=3600' }
  const sound = publisher.pages['/client.json']
  for (const page of [
    { status: 500, headers, body: '{}' },
    { headers, body: '{}' },
  ]) {
    publisher.pages['/client.json'] = page
    t.equal((await send()).told, undefined)
  }
  publisher.pages['/client.json'] = sound!
  t.match((await send()).told, { code: String })
  t.ok(client_id)
})

t.test('RG-11 a client whose document can no longer be had is refused', async (t) => {
  const { send, redeem, publisher, client_id } = await scene(t)
  const code = (await send()).told?.['code'] ?? ''
  delete publisher.pages['/client.json']
  t.equal((await send()).reason, 'client-document-status')
  const form = { client_id, redirect_uri: CALLBACK, code_verifier: VERIFIER }
  t.match(await redeem(code, form, { headers: {} }), {
    status: 401,
    body: { error: 'invalid_client' },
    reason: 'client-document-status',
  })
})

for (const host of ['169.254.169.254', '10.0.0.1', '[fd00::1]', 'metadata.internal']) {
  t.test(`RG-12 ${host} is not connected to`, async (t) => {
    const { send } = await scene(t)
    const { page, reason, hint } = await send(`https://${host}/client.json`)
    t.equal(page?.name, 'failure')
    t.equal(reason, 'client-document-unreachable')
    t.match(hint, /is not on this machine/)
  })
}

t.test('RG-12 a document of more than 5 KB is refused', async (t) => {
  const small = await scene(t, { client_name: 'x'.repeat(4_500) })
  t.match((await small.send()).told, { code: String })
  const large = await scene(t, { client_name: 'x'.repeat(5_200) })
  t.match(await large.send(), {
    page: { name: 'failure' },
    reason: 'client-document-unreachable',
    hint: /more than 5120 bytes/,
  })
})

t.test('RG-13 MC-05 the metadata says whether it is supported', async (t) => {
  for (const [word, told] of [
    ['accept', true],
    ['https', true],
    ['off', false],
  ] as const) {
    const { ask } = await stage({ policy: { client_id_metadata_document: word } })
    t.equal((await ask('metadata')).body['client_id_metadata_document_supported'], told)
  }
})

t.test(
  'in an open realm a URL elsewhere is taken as it comes, with a warning; one on this machine is looked up',
  async (t) => {
    const open = { clients: [] }
    const { send, publisher, authorize } = await scene(t, {}, {}, open)
    const elsewhere = await authorize({
      client_id: 'https://client.example/client.json',
      redirect_uri: 'http://localhost/cb',
    })
    t.match(elsewhere.told, { code: String })
    t.ok(elsewhere.warnings.includes('client-document-not-fetched'))
    t.match((await send()).told, { code: String })
    t.same(publisher.asked, ['/client.json'])
  },
)
