// RFC 8693.

import t from 'tap'
import { ALICE, BASIC, BOB, NOW, WEB, claimsOf, headerOf, stage } from '../support/realm.js'
import type { Answer, Staged } from '../support/realm.js'
import { basic } from '../support/request.js'
import { ISSUER, signed, signer } from '../support/signing.js'

const GRANT = 'urn:ietf:params:oauth:grant-type:token-exchange'
const type = (name: string): string => `urn:ietf:params:oauth:token-type:${name}`
const STS = 'https://sts.example'
const theirs = await signer('ES256', 'sts-1')

const APP = { ...WEB, grant_types: ['authorization_code', 'refresh_token', 'client_credentials', GRANT] }
const JWTS = { ...APP, access_token: { format: 'jwt' } }
const API = { ...JWTS, client_id: 'api', client_secret: 'a', redirect_uris: [], resources: ['https://api.example'] }
const AS_API = { headers: { authorization: basic('api', 'a') } }

interface Exchange extends Staged {
  readonly tokens_of: Record<string, any>
  /** The subject token is alice's access token, unless the form says otherwise. */
  exchange(form?: Record<string, string | readonly string[] | undefined>, given?: object): Promise<Answer>
}

async function opened(more: object = {}): Promise<Exchange> {
  const realm = {
    clients: [JWTS, API],
    users: [ALICE, BOB],
    trusted_issuers: [{ issuer: STS, jwks: { keys: [theirs.jwk] } }],
    ...more,
  }
  const staged = await stage(realm as never)
  const tokens_of = await staged.tokens({ scope: 'openid email read write' })
  const sound = {
    grant_type: GRANT,
    subject_token: tokens_of['access_token'] as string,
    subject_token_type: type('access_token'),
  }
  return {
    ...staged,
    tokens_of,
    exchange: (form = {}, given = {}) =>
      staged.ask('token', { headers: { authorization: BASIC }, form: { ...sound, ...form }, ...given }),
  }
}

const issued = ({ body }: Answer): string => body['access_token'] as string

t.test('TX-01 an access token is exchanged for another one of the same subject', async (t) => {
  const { exchange, userinfo } = await opened()
  const answer = await exchange({}, AS_API)
  t.equal(answer.status, 200)
  t.match(claimsOf(issued(answer)), { sub: 'alice', client_id: 'api', scope: 'openid email read write' })
  t.equal((await userinfo(issued(answer))).body['sub'], 'alice')
})

t.test('TX-01 subject_token and its type are required', async (t) => {
  const { exchange } = await opened()
  t.match(await exchange({ subject_token_type: undefined }), {
    status: 400,
    body: { error: 'invalid_request' },
    hint: /missing subject_token_type/,
  })
  t.match(await exchange({ subject_token: undefined }), {
    status: 400,
    body: { error: 'invalid_request' },
    hint: /missing subject_token/,
  })
})

t.test('TX-01 actor_token and actor_token_type come together or not at all', async (t) => {
  const { exchange, tokens_of } = await opened()
  t.match(await exchange({ actor_token: tokens_of['access_token'] }), {
    status: 400,
    body: { error: 'invalid_request' },
    reason: 'actor-token-type-missing',
  })
  t.match(await exchange({ actor_token_type: type('access_token') }), {
    status: 400,
    body: { error: 'invalid_request' },
    reason: 'actor-token-missing',
  })
})

t.test('TX-01 resource and audience may be repeated, and become the audience of the token', async (t) => {
  const { exchange } = await opened()
  t.equal(claimsOf(issued(await exchange({ resource: 'https://api.example' })))['aud'], 'https://api.example')
  t.strictSame(claimsOf(issued(await exchange({ resource: 'https://api.example', audience: ['api', 'web'] })))['aud'], [
    'https://api.example',
    'api',
    'web',
  ])
})

t.test('TX-01 scope may be narrowed to a part of what the subject token carries, and no more', async (t) => {
  const { exchange } = await opened()
  const narrowed = await exchange({ scope: 'read' })
  t.strictSame([narrowed.body['scope'], claimsOf(issued(narrowed))['scope']], ['read', 'read'])
  const again = await exchange({ subject_token: issued(narrowed), scope: 'write' })
  t.match(again, { status: 400, body: { error: 'invalid_scope' }, reason: 'scope-exceeds-grant' })
})

t.test('TX-01 nor more than the exchanging client may have', async (t) => {
  const { exchange } = await opened({ clients: [JWTS, { ...API, scope: 'read' }] })
  t.equal((await exchange({}, AS_API)).body['scope'], 'read')
  t.match(await exchange({ scope: 'read write' }, AS_API), {
    body: { error: 'invalid_scope' },
    reason: 'scope-not-for-client',
  })
})

t.test('TX-01 the grant is off until a client names it, and then for that client', async (t) => {
  const { ask, token } = await stage()
  t.notOk((await ask('metadata')).body['grant_types_supported'].includes(GRANT))
  t.match(await token({ grant_type: GRANT }), {
    body: { error: 'unsupported_grant_type' },
    reason: 'grant-type-not-enabled',
  })
  const one = await opened({ clients: [JWTS, { ...API, grant_types: ['client_credentials'] }] })
  t.ok((await one.ask('metadata')).body['grant_types_supported'].includes(GRANT))
  t.match(await one.exchange({}, AS_API), { body: { error: 'unauthorized_client' } })
})

t.test('TX-02 an access token is a Bearer token, and its type is told', async (t) => {
  const { exchange } = await opened()
  const { headers, body } = await exchange()
  t.match(headers, { 'cache-control': 'no-store' })
  t.match(body, {
    issued_token_type: type('access_token'),
    token_type: 'Bearer',
    expires_in: 3600,
    scope: 'openid email read write',
  })
  t.strictSame(Object.keys(body).sort(), ['access_token', 'expires_in', 'issued_token_type', 'scope', 'token_type'])
})

t.test('TX-02 a JWT that is no access token is N_A, and opens nothing', async (t) => {
  const { exchange, userinfo } = await opened()
  const answer = await exchange({ requested_token_type: type('jwt'), audience: 'api' })
  t.match(answer.body, { issued_token_type: type('jwt'), token_type: 'N_A', expires_in: 3600 })
  t.match(claimsOf(issued(answer)), { iss: ISSUER, sub: 'alice', aud: 'api', client_id: 'web', exp: NOW + 3600 })
  t.equal(headerOf(issued(answer))['typ'], 'JWT')
  t.equal((await userinfo(issued(answer))).status, 401)
})

t.test('TX-02 an ID Token is N_A, and for the audience asked for', async (t) => {
  const { exchange } = await opened()
  const answer = await exchange({ requested_token_type: type('id_token'), audience: 'api', scope: 'read' })
  t.match(answer.body, { issued_token_type: type('id_token'), token_type: 'N_A', id_token: undefined })
  t.match(claimsOf(issued(answer)), { sub: 'alice', aud: 'api', auth_time: NOW })
})

t.test('TX-02 a refresh token is N_A, and refreshes', async (t) => {
  const { exchange, refresh } = await opened()
  const answer = await exchange({ requested_token_type: type('refresh_token') })
  t.match(answer.body, { issued_token_type: type('refresh_token'), token_type: 'N_A' })
  t.match(await refresh(issued(answer)), { status: 200, body: { scope: 'openid email read write' } })
})

t.test('TX-03 a subject token that is expired, revoked or unknown is invalid_request', async (t) => {
  const { exchange, revoke, advance, tokens_of } = await opened()
  const refused = { status: 400, body: { error: 'invalid_request' } }
  t.match(await exchange({ subject_token: 'nonsense' }), { ...refused, reason: 'subject-token-unknown' })
  await revoke(tokens_of['access_token'] as string)
  t.match(await exchange(), { ...refused, reason: 'subject-token-revoked' })
  advance(3600)
  const expired = { subject_token: tokens_of['id_token'] as string, subject_token_type: type('id_token') }
  t.match(await exchange(expired), { ...refused, reason: 'subject-token-expired' })
  const late = await opened()
  late.advance(3600)
  t.match(await late.exchange(), { ...refused, reason: 'subject-token-expired', hint: /expired 0s ago/ })
})

t.test('TX-03 a bad actor token is invalid_request', async (t) => {
  const { exchange } = await opened()
  const answer = await exchange({ actor_token: 'nonsense', actor_token_type: type('access_token') })
  t.match(answer, { status: 400, body: { error: 'invalid_request' }, reason: 'actor-token-unknown' })
})

t.test('TX-03 a bad target is invalid_target', async (t) => {
  const { exchange } = await opened()
  const refused = { status: 400, body: { error: 'invalid_target' } }
  t.match(await exchange({ resource: 'api' }), { ...refused, reason: 'resource-relative' })
  t.match(await exchange({ resource: 'https://api.example#x' }), { ...refused, reason: 'resource-fragment' })
  t.match(await exchange({ resource: 'https://api.exmaple' }), {
    ...refused,
    reason: 'target-unknown',
    hint: /did you mean 'https:\/\/api.example'/,
  })
  t.match(await exchange({ audience: ['api', 'nobody'] }), { ...refused, reason: 'target-unknown' })
})

t.test('TX-04 impersonation leaves no trace of the client', async (t) => {
  const { exchange } = await opened()
  t.notOk('act' in claimsOf(issued(await exchange({}, AS_API))))
})

t.test('TX-04 delegation names the actor, and the actors before it inside', async (t) => {
  const { exchange, token } = await opened()
  const service = async (given: object): Promise<Record<string, string>> => {
    const { body } = await token({ grant_type: 'client_credentials' }, given)
    return { actor_token: body['access_token'] as string, actor_token_type: type('access_token') }
  }
  const first = await exchange(await service({}))
  t.strictSame(claimsOf(issued(first))['act'], { sub: 'web' })
  const second = await exchange({ subject_token: issued(first), ...(await service(AS_API)) })
  t.match(claimsOf(issued(second)), { sub: 'alice', act: { sub: 'api', act: { sub: 'web' } } })
  t.strictSame(
    claimsOf(issued(await exchange({ subject_token: issued(second) })))['act'],
    { sub: 'api', act: { sub: 'web' } },
    'a chain is not shaken off',
  )
})

t.test('TX-04 the chain is in opaque tokens as well', async (t) => {
  const { exchange, tokens_of } = await opened({ clients: [APP, { ...API, access_token: { format: 'jwt' } }] })
  const actor = { actor_token: tokens_of['id_token'] as string, actor_token_type: type('id_token') }
  const opaque = issued(await exchange(actor))
  t.notMatch(opaque, '.')
  t.strictSame(claimsOf(issued(await exchange({ subject_token: opaque }, AS_API)))['act'], { sub: 'alice' })
})

t.test('TX-04 may_act says who alone may act', async (t) => {
  const bound = (may_act: object): object => ({
    clients: [{ ...JWTS, access_token: { format: 'jwt', claims: { may_act } } }, API],
  })
  const named = await opened(bound({ sub: 'api' }))
  t.equal((await named.exchange({}, AS_API)).status, 200)
  t.match(await named.exchange(), { status: 400, body: { error: 'invalid_request' }, reason: 'may-act-other' })
  const { body } = await named.token({ grant_type: 'client_credentials' }, AS_API)
  const actor = { actor_token: body['access_token'] as string, actor_token_type: type('access_token') }
  t.equal((await named.exchange(actor)).status, 200, 'the actor counts, where one is shown')
  const through = await opened(bound({ client_id: 'api' }))
  t.equal((await through.exchange({}, AS_API)).status, 200)
  t.match(await through.exchange(), { reason: 'may-act-other' })
})

t.test('TX-04 may_act of a user holds for opaque tokens', async (t) => {
  const users = [{ ...ALICE, claims: { may_act: { sub: 'api' } } }]
  const { exchange } = await opened({ clients: [APP, API], users })
  t.match(await exchange(), { reason: 'may-act-other' })
  t.equal((await exchange({}, AS_API)).status, 200)
})

t.test('TX-05 access, refresh and ID tokens and JWTs of ours are taken under their own types', async (t) => {
  const { exchange, tokens_of } = await opened()
  for (const name of ['access_token', 'refresh_token', 'id_token'] as const) {
    const answer = await exchange({ subject_token: tokens_of[name] as string, subject_token_type: type(name) })
    t.equal(claimsOf(issued(answer))['sub'], 'alice', name)
  }
  for (const name of ['access_token', 'id_token']) {
    const answer = await exchange({ subject_token: tokens_of[name] as string, subject_token_type: type('jwt') })
    t.equal(claimsOf(issued(answer))['sub'], 'alice', `${name} as jwt`)
  }
})

t.test('TX-05 a JWT of a trusted issuer is taken, one of any other is not', async (t) => {
  const { exchange } = await opened()
  const jwt = (change: object = {}): Promise<string> =>
    signed({ iss: STS, sub: 'bob', aud: ISSUER, exp: NOW + 60, scope: 'read', ...change }, theirs)
  const sent = { subject_token_type: type('jwt') }
  const answer = await exchange({ ...sent, subject_token: await jwt() })
  t.match(claimsOf(issued(answer)), { sub: 'bob', scope: 'read' })
  const refused = { status: 400, body: { error: 'invalid_request' } }
  t.match(await exchange({ ...sent, subject_token: await jwt({ iss: 'https://elsewhere.example' }) }), {
    ...refused,
    reason: 'subject-token-issuer-untrusted',
  })
  t.match(await exchange({ ...sent, subject_token: await jwt({ exp: NOW - 60 }) }), {
    ...refused,
    reason: 'subject-token-expired',
  })
  t.match(await exchange({ ...sent, subject_token: await jwt({ sub: 'nobody' }) }), {
    ...refused,
    reason: 'subject-token-sub-unknown',
  })
})

t.test('TX-05 a token under the type of another is refused, and named for what it is', async (t) => {
  const { exchange, tokens_of } = await opened()
  const as = async (token: string, name: string): Promise<Answer> =>
    exchange({ subject_token: tokens_of[token] as string, subject_token_type: type(name) })
  const refused = { status: 400, body: { error: 'invalid_request' } }
  t.match(await as('refresh_token', 'access_token'), { ...refused, hint: /is a refresh token/ })
  t.match(await as('access_token', 'refresh_token'), { ...refused, hint: /is an access token/ })
  t.match(await as('access_token', 'id_token'), { ...refused, hint: /is an access token/ })
  t.match(await as('id_token', 'access_token'), {
    ...refused,
    reason: 'subject-token-unknown',
    hint: /sent with the type id_token/,
  })
})

t.test('TX-05 a refresh token is exchanged by its own client alone', async (t) => {
  const { exchange, tokens_of } = await opened()
  const sent = { subject_token: tokens_of['refresh_token'] as string, subject_token_type: type('refresh_token') }
  t.match(await exchange(sent, AS_API), {
    status: 400,
    body: { error: 'invalid_request' },
    reason: 'subject-token-other-client',
  })
})

t.test('TX-05 SAML and unknown types are refused, as given and as asked for', async (t) => {
  const { exchange } = await opened()
  for (const name of ['subject_token_type', 'requested_token_type']) {
    for (const saml of ['saml1', 'saml2']) {
      t.match(await exchange({ [name]: type(saml) }), {
        status: 400,
        body: { error: 'invalid_request' },
        reason: 'token-type-saml',
      })
    }
    t.match(await exchange({ [name]: 'access_token' }), {
      reason: 'token-type-unknown',
      hint: `did you mean '${type('access_token')}'`,
    })
    t.match(await exchange({ [name]: type('access-tokn') }), {
      reason: 'token-type-unknown',
      hint: `did you mean '${type('access_token')}'`,
    })
  }
})

t.test('a token of a client that acted for itself stays one', async (t) => {
  const { exchange, token } = await opened()
  const { body } = await token({ grant_type: 'client_credentials' })
  const own = { subject_token: body['access_token'] as string }
  t.match(claimsOf(issued(await exchange(own, AS_API))), { sub: 'web', client_id: 'api' })
  t.match(await exchange({ ...own, requested_token_type: type('id_token') }), {
    status: 400,
    body: { error: 'invalid_request' },
    reason: 'requested-token-type-refused',
  })
})

t.test('an exchanged JWT can be exchanged again, with all that it says', async (t) => {
  const { exchange, tokens_of } = await opened()
  const jwt = issued(
    await exchange({
      requested_token_type: type('jwt'),
      scope: 'read',
      actor_token: tokens_of['id_token'],
      actor_token_type: type('id_token'),
    }),
  )
  const answer = await exchange({ subject_token: jwt, subject_token_type: type('jwt') })
  t.match(claimsOf(issued(answer)), { sub: 'alice', scope: 'read', act: { sub: 'alice' } })
})
