// RFC 6749 §3.1.1, §4.2, OAuth 2.0 Multiple Response Types, OpenID Connect Core §3.2, §3.3: what comes straight from
// the authorization endpoint, and where it travels. Anything but `code` is off until the policy names it.

import { createHash } from 'node:crypto'
import t from 'tap'
import type { Fixtures } from '../../lib/fixtures/types.js'
import { ALICE, WEB, claimsOf, headerOf, stage } from '../support/realm.js'
import type { Staged } from '../support/realm.js'

const ALL = [
  'code',
  'token',
  'id_token',
  'id_token token',
  'code id_token',
  'code token',
  'code id_token token',
] as const
const LEGACY = {
  ...WEB,
  grant_types: ['authorization_code', 'refresh_token', 'implicit'],
  response_types: ALL,
} as const
/** A realm that offers everything, and a client that may have it. */
const legacy = (more: Fixtures = {}): Promise<Staged> =>
  stage({ clients: [LEGACY], policy: { response_types: ALL }, ...more })

const NONCE = { nonce: 'n-1' }
/** What each response type brings, beside `state` and `iss`. */
const BRINGS: Record<(typeof ALL)[number], readonly string[]> = {
  code: ['code'],
  token: ['access_token', 'expires_in', 'scope', 'token_type'],
  id_token: ['id_token'],
  'id_token token': ['access_token', 'expires_in', 'id_token', 'scope', 'token_type'],
  'code id_token': ['code', 'id_token'],
  'code token': ['access_token', 'code', 'expires_in', 'scope', 'token_type'],
  'code id_token token': ['access_token', 'code', 'expires_in', 'id_token', 'scope', 'token_type'],
}

const halfHash = (value: string, hash = 'sha256'): string => {
  const digest = createHash(hash).update(value).digest()
  return digest.subarray(0, digest.length / 2).toString('base64url')
}

t.test('AZ-08 each response type brings what it names, in whatever order its words stand', async (t) => {
  const { authorize } = await legacy()
  for (const [response_type, brings] of Object.entries(BRINGS)) {
    for (const spelt of [response_type, response_type.split(' ').reverse().join(' ')]) {
      const { told } = await authorize({ response_type: spelt, ...NONCE })
      t.same(Object.keys(told!).sort(), [...brings, 'iss', 'state'].sort(), spelt)
    }
  }
})

t.test('AZ-08 a client is held to its response types and to the grants that they stand for', async (t) => {
  const { authorize } = await legacy({ clients: [{ ...LEGACY, response_types: ['code', 'id_token'] }] })
  const refused = { told: { error: 'unauthorized_client', state: 'xyz' }, reason: 'response-type-not-for-client' }
  t.match(await authorize({ response_type: 'token' }), refused)
  t.ok((await authorize({ response_type: 'id_token', ...NONCE })).told?.['id_token'])
  for (const grant_types of [['authorization_code'], ['implicit']] as const) {
    const half = await legacy({ clients: [{ ...LEGACY, grant_types }] })
    t.match(
      await half.authorize({ response_type: 'code id_token', ...NONCE }),
      refused,
      `hybrid wants more than ${grant_types[0]}`,
    )
  }
})

t.test('AZ-12 the fragment is the default for anything with a token, and the query is refused', async (t) => {
  const { authorize } = await legacy()
  for (const response_type of ALL) {
    const { location } = await authorize({ response_type, ...NONCE })
    t.match(location, response_type === 'code' ? /\/cb\?/ : /\/cb#/, response_type)
    if (response_type === 'code') continue
    const { told, reason, location: refused } = await authorize({ response_type, ...NONCE, response_mode: 'query' })
    t.match(
      { told, reason },
      { told: { error: 'invalid_request', state: 'xyz' }, reason: 'response-mode-query-with-token' },
    )
    t.match(refused, /\/cb#error=/, 'told where such a client listens')
  }
})

t.test('AZ-12 an unknown mode is refused in the mode that the response type has by default', async (t) => {
  const { authorize } = await legacy()
  t.match((await authorize({ response_mode: 'web_message' })).location, /\/cb\?error=invalid_request/)
  t.match(
    (await authorize({ response_mode: 'web_message', response_type: 'token' })).location,
    /\/cb#error=invalid_request/,
  )
  t.match(
    (await authorize({ response_mode: '', response_type: 'token', scope: 'nope' })).location,
    /\/cb#error=invalid_scope/,
  )
})

t.test('AZ-13 form_post carries every response type', async (t) => {
  const { authorize } = await legacy()
  for (const response_type of ALL) {
    const { reply } = await authorize({ response_type, ...NONCE, response_mode: 'form_post' })
    t.match(reply.content, { kind: 'redirection', redirection: { response_mode: 'form_post' } }, response_type)
  }
  const { reply } = await authorize({ response_type: 'saml', response_mode: 'form_post' })
  t.match(reply.content, {
    redirection: { response_mode: 'form_post', parameters: { error: 'unsupported_response_type' } },
  })
})

t.test('IM-01 implicit is off until the policy names it: not offered, not advertised', async (t) => {
  const { authorize, ask } = await stage({ clients: [LEGACY] })
  const answer = await authorize({ response_type: 'token' })
  t.match(answer, { told: { error: 'unsupported_response_type' }, reason: 'response-type-unsupported' })
  t.match(answer.entry.diagnosis, { relax: 'response_types: [code, token]' })
  const { response_types_supported, grant_types_supported } = (await ask('metadata')).body
  t.same(response_types_supported, ['code'])
  t.notOk(grant_types_supported.includes('implicit'))
})

t.test('IM-01 once on, it is advertised and answers in the fragment without a refresh token', async (t) => {
  const { authorize, ask, userinfo } = await legacy()
  const { response_types_supported, grant_types_supported } = (await ask('metadata')).body
  t.same(response_types_supported, ALL)
  t.ok(grant_types_supported.includes('implicit'))
  const { told, location, warnings } = await authorize({ response_type: 'token', scope: 'openid profile' })
  t.match(location, /^https:\/\/app\.example\/cb#access_token=/)
  t.match(told, { token_type: 'Bearer', expires_in: 3600, scope: 'openid profile', state: 'xyz' })
  t.notOk('refresh_token' in told!)
  t.same(warnings, ['implicit-used'])
  t.match((await userinfo(told!['access_token']!)).body, { sub: 'alice', name: 'Alice' })
})

t.test('IM-01 offline_access means nothing where no code is issued', async (t) => {
  const { authorize } = await legacy()
  t.equal((await authorize({ response_type: 'token', scope: 'openid offline_access' })).told?.['scope'], 'openid')
})

t.test('IM-02 implicit errors travel in the fragment', async (t) => {
  const { authorize } = await legacy()
  t.match((await authorize({ response_type: 'token', scope: 'nope' })).location, /\/cb#error=invalid_scope.*&state=xyz/)
  const denied = await legacy({ login: 'deny' })
  t.match((await denied.authorize({ response_type: 'token' })).location, /\/cb#error=access_denied.*&state=xyz&iss=/)
})

t.test('OC-03 nonce is required where an ID Token passes the browser, and only there', async (t) => {
  const { authorize } = await legacy()
  for (const response_type of ALL) {
    const { told, reason } = await authorize({ response_type })
    if (response_type.includes('id_token'))
      t.match({ told, reason }, { told: { error: 'invalid_request' }, reason: 'nonce-required' })
    else t.notOk(told?.['error'], response_type)
  }
  t.equal(claimsOf((await authorize({ response_type: 'id_token', ...NONCE })).told!['id_token']!)['nonce'], 'n-1')
})

t.test('OC-03 an ID Token cannot be had without openid', async (t) => {
  const { authorize } = await legacy()
  const answer = await authorize({ response_type: 'id_token', scope: 'profile', ...NONCE })
  t.match(answer, { told: { error: 'invalid_request', state: 'xyz' }, reason: 'scope-openid-missing' })
})

t.test('OC-04 at_hash and c_hash are there with what they are made of, and only then', async (t) => {
  const { authorize } = await legacy()
  for (const response_type of ALL.filter((one) => one.includes('id_token'))) {
    const { id_token = '', access_token, code } = (await authorize({ response_type, ...NONCE })).told!
    const { at_hash, c_hash } = claimsOf(id_token)
    t.equal(at_hash, access_token === undefined ? undefined : halfHash(access_token), response_type)
    t.equal(c_hash, code === undefined ? undefined : halfHash(code), response_type)
  }
})

t.test('OC-04 c_hash is made with the hash of the algorithm', async (t) => {
  const { authorize } = await legacy({ clients: [{ ...LEGACY, id_token_signed_response_alg: 'EdDSA' }] })
  const { id_token = '', code = '' } = (await authorize({ response_type: 'code id_token', ...NONCE })).told!
  t.equal(claimsOf(id_token)['c_hash'], halfHash(code, 'sha512'))
})

t.test('OC-05 none is for ID Tokens that do not pass the browser', async (t) => {
  const { authorize, redeem, ask } = await legacy({ clients: [{ ...LEGACY, id_token_signed_response_alg: 'none' }] })
  const { body } = await redeem((await authorize()).told!['code']!)
  const id_token = body['id_token'] as string
  t.match([headerOf(id_token), claimsOf(id_token)], [{ alg: 'none' }, { sub: 'alice', aud: 'web', at_hash: undefined }])
  t.match(id_token, /\.$/, 'no signature')
  t.ok((await ask('metadata')).body['id_token_signing_alg_values_supported'].includes('none'))
  const answer = await authorize({ response_type: 'code id_token', ...NONCE })
  t.match(answer, { told: { error: 'unauthorized_client' }, reason: 'id-token-unsigned-in-front-channel' })
})

t.test('OC-05 none is not advertised where no client is registered for it', async (t) => {
  const { ask } = await stage()
  t.notOk((await ask('metadata')).body['id_token_signing_alg_values_supported'].includes('none'))
})

t.test('OC-11 the claims of the scope are in the ID Token where no access token is issued', async (t) => {
  const { authorize } = await legacy()
  const named = async (response_type: string): Promise<boolean> =>
    'name' in claimsOf((await authorize({ response_type, ...NONCE })).told!['id_token']!)
  t.same([await named('id_token'), await named('id_token token'), await named('code id_token')], [true, false, false])
})

t.test('OC-17 both ID Tokens of a hybrid flow have the same iss, sub and nonce', async (t) => {
  for (const subject_type of ['public', 'pairwise'] as const) {
    const { authorize, redeem } = await legacy({ clients: [{ ...LEGACY, subject_type }], users: [ALICE] })
    const { told } = await authorize({ response_type: 'code id_token', ...NONCE })
    const front = claimsOf(told!['id_token']!)
    const { iss, sub, nonce, aud, auth_time } = claimsOf((await redeem(told!['code']!)).body['id_token'] as string)
    t.match(front, { iss, sub, nonce, aud, auth_time })
    t.equal(sub === 'alice', subject_type === 'public')
  }
})

t.test('OC-17 a replayed code takes the access token of the front channel along', async (t) => {
  const { authorize, redeem, userinfo } = await legacy()
  const { code = '', access_token = '' } = (await authorize({ response_type: 'code token' })).told!
  t.equal((await redeem(code)).status, 200)
  t.equal((await userinfo(access_token)).status, 200)
  t.equal((await redeem(code)).status, 400)
  t.match(await userinfo(access_token), { status: 401, reason: 'token-revoked' })
})

t.test('PKCE is asked where there is a code, and not where there is none', async (t) => {
  const { authorize } = await legacy({ clients: [{ ...LEGACY, pkce: 'required' }] })
  t.match(await authorize({ response_type: 'code id_token', ...NONCE }), { reason: 'pkce-required' })
  t.ok((await authorize({ response_type: 'id_token', ...NONCE })).told?.['id_token'])
})
