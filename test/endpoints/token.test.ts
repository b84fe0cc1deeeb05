// RFC 6749 §3.2, §5: the token endpoint whatever the grant. Grants have tests of their own.

import t from 'tap'
import { Parameters } from '../../lib/protocol/parameters.js'
import { BASIC, WEB, stage } from '../support/realm.js'
import { FORM, served } from '../support/served.js'

const CC = 'grant_type=client_credentials'
const JSON_BODY = { media_type: 'application/json', form: Parameters.none }

t.test('TK-01 only POST obtains tokens', async (t) => {
  const app = await served(t, (await stage()).realm)
  for (const method of ['GET', 'PUT', 'HEAD', 'DELETE', 'PATCH'] as const) {
    const reply = await app.inject({ method, url: `/token?${CC}`, headers: { authorization: BASIC } })
    t.equal(reply.statusCode, 405, method)
    t.match(reply.headers['allow'], /\bPOST\b/)
    if (method !== 'HEAD') t.match(reply.json(), { error: 'invalid_request', error_description: /POST/ })
  }
})

t.test('TK-02 a form in UTF-8 is read, with or without a charset', async (t) => {
  const app = await served(t, (await stage()).realm)
  for (const type of ['application/x-www-form-urlencoded', 'application/x-www-form-urlencoded;charset=UTF-8']) {
    const headers = { 'content-type': type, authorization: BASIC }
    t.equal((await app.inject({ method: 'POST', url: '/token', headers, payload: CC })).statusCode, 200, type)
  }
})

t.test('TK-02 a plus is a space and %2B is a plus', async (t) => {
  const { token } = await stage({ clients: [{ ...WEB, scope: 'read a+b', default_scope: 'read' }] })
  t.equal((await token(`${CC}&scope=read+a%2Bb`)).body['scope'], 'read a+b')
})

t.test('TK-02 a JSON body is refused as OAuth refuses, and the hint shows the form it should be', async (t) => {
  const { token } = await stage()
  const { status, body, reason, entry } = await token({}, { ...JSON_BODY, body: '{"grant_type":"x","code":"secret"}' })
  t.match({ status, error: body['error'], reason }, { status: 400, error: 'invalid_request', reason: 'body-json' })
  t.equal(entry.diagnosis?.fix, 'send: grant_type=…&code=…')
})

t.test('TK-02 a multipart body is refused and URLSearchParams is named', async (t) => {
  const app = await served(t, (await stage()).realm)
  const headers = { 'content-type': 'multipart/form-data; boundary=x', authorization: BASIC }
  const reply = await app.inject({ method: 'POST', url: '/token', headers, payload: '--x--' })
  t.equal(reply.statusCode, 400)
  t.match(reply.json(), { error: 'invalid_request', error_description: /multipart/ })
})

t.test('TK-03 a parameter without a value counts as omitted', async (t) => {
  const { token } = await stage()
  const answer = await token('grant_type=authorization_code&code=')
  t.match(answer, { status: 400, body: { error: 'invalid_request' }, reason: 'param-empty', hint: /^missing code/ })
  t.equal((await token(`${CC}&scope=`)).body['scope'], 'profile')
})

t.test('TK-04 unknown parameters are ignored', async (t) => {
  const { token } = await stage()
  t.equal((await token(`${CC}&foo=bar&__proto__=x`)).status, 200)
})

t.test('TK-05 a repeated parameter is refused, even with the same value', async (t) => {
  const { token } = await stage()
  const answer = await token('grant_type=authorization_code&code=a&code=a')
  t.match(answer, {
    status: 400,
    body: { error: 'invalid_request' },
    reason: 'param-duplicated',
    hint: /'code'.*same value/,
  })
  t.match(await token(`${CC}&foo=1&foo=2`), { reason: 'param-duplicated', hint: /'foo'.*different values/ })
  t.match(await token(`${CC}&scope=read&scope=write`), { reason: 'scope-repeated-parameter' })
})

t.test('TK-05 resource and audience may be repeated', async (t) => {
  const { token } = await stage()
  t.equal(
    (await token(`${CC}&resource=https://a.example&resource=https://b.example&audience=a&audience=b`)).status,
    200,
  )
})

t.test('TK-06 a client secret in the URL is refused', async (t) => {
  const { token } = await stage()
  const answer = await token(`${CC}&client_id=web`, { headers: {}, query: { client_secret: 's3cret' } })
  t.match(answer, { status: 400, body: { error: 'invalid_request' }, reason: 'secret-in-query' })
})

t.test('TK-06 parameters in the URL are not read, and the hint says where they belong', async (t) => {
  const { token } = await stage()
  const query = { grant_type: 'client_credentials' }
  t.match(await token('', { query, media_type: '' }), { status: 400, reason: 'body-empty-with-query', hint: /URL/ })
  t.match(await token('', { query }), { status: 400, reason: 'body-empty-with-query' }, 'with a Content-Type as well')
  t.match(await token('foo=bar', { query }), { status: 400, body: { error: 'invalid_request' }, hint: /grant_type/ })
})

t.test('TK-07 the members of a token response and their types', async (t) => {
  const { tokens } = await stage()
  t.match(await tokens(), {
    access_token: /^.{43}$/,
    token_type: 'Bearer',
    expires_in: 3600,
    refresh_token: /^.{43}$/,
    scope: 'openid profile',
    id_token: /^[\w-]+\.[\w-]+\.[\w-]+$/,
  })
})

t.test('TK-08 no-store on success and on every error', async (t) => {
  const { token } = await stage()
  const wrong = { headers: { authorization: 'Basic d2ViOng=' } }
  for (const answer of [await token(CC), await token('grant_type=nope'), await token(CC, wrong)]) {
    t.match(answer.headers, { 'cache-control': 'no-store', pragma: 'no-cache' }, String(answer.status))
  }
})

t.test('TK-09 expires_in is the configured lifetime in whole seconds', async (t) => {
  const clients = [{ ...WEB, lifetimes: { access_token: '90s' } }]
  t.equal((await (await stage({ clients })).token(CC)).body['expires_in'], 90)
  const fraction = [{ ...WEB, lifetimes: { access_token: '1500ms' } }]
  t.equal((await (await stage({ clients: fraction })).token(CC)).body['expires_in'], 1)
})

t.test('TK-10 the granted scope is told', async (t) => {
  const { token } = await stage({ policy: { unknown_scope: 'drop' } })
  t.equal((await token(`${CC}&scope=read write zzz`)).body['scope'], 'read write')
  t.equal((await token(`${CC}&scope=read`)).body['scope'], 'read')
})

t.test('TK-11 errors are 400 JSON in the characters of the RFC, with a link to the explanation', async (t) => {
  const { token } = await stage()
  const { status, body, entry } = await token({ grant_type: 'a"b\\c\u00fc\n' })
  t.equal(status, 400)
  t.match(body['error_description'], /^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/)
  t.equal(body['error_uri'], `http://localhost:2884/_mock/why/${entry.id}`)
  t.same(Object.keys(body).sort(), ['error', 'error_description', 'error_uri'])
})

t.test('TK-12 invalid_client after Basic is 401 with a challenge', async (t) => {
  const { token } = await stage({ policy: { invalid_client: '400' } })
  const { status, body, headers } = await token(CC, { headers: { authorization: 'Basic d2ViOng=' } })
  t.match({ status, error: body['error'] }, { status: 401, error: 'invalid_client' })
  t.match(headers['www-authenticate'], /^Basic realm="/)
})

t.test('D-01 invalid_client without Authorization: a challenge, none, or 400', async (t) => {
  const form = `${CC}&client_id=nobody`
  const answers = { '401': [401, true], '401-no-challenge': [401, false], '400': [400, false] } as const
  for (const [invalid_client, [status, challenged]] of Object.entries(answers)) {
    const { token } = await stage({ policy: { invalid_client: invalid_client as '400' } })
    const answer = await token(form, { headers: {} })
    t.equal(answer.status, status, invalid_client)
    t.equal('www-authenticate' in answer.headers, challenged, invalid_client)
  }
  t.match((await (await stage()).token(form, { headers: {} })).headers, { 'www-authenticate': /^Basic / }, 'default')
})

t.test('TK-13 more than one client authentication is refused', async (t) => {
  const { token } = await stage()
  const answer = await token(`${CC}&client_id=web&client_secret=s3cret`)
  t.match(answer, { status: 400, body: { error: 'invalid_request' }, reason: 'auth-twice-basic-and-body' })
})

t.test('TK-13 two Authorization headers are refused', async (t) => {
  const app = await served(t, (await stage()).realm)
  const headers = { ...FORM, authorization: [BASIC, 'Bearer x'] as unknown as string }
  const reply = await app.inject({ method: 'POST', url: '/token', headers, payload: CC })
  t.equal(reply.statusCode, 400)
  t.match(reply.json(), { error: 'invalid_request', error_description: /Authorization/ })
})

t.test('TK-14 absent, unknown and forbidden grants are told apart', async (t) => {
  const { token } = await stage()
  t.match(await token(''), { status: 400, body: { error: 'invalid_request' }, hint: /grant_type/ })
  t.match(await token('grant_type=password'), { status: 400, body: { error: 'unsupported_grant_type' } })
  const spa = { headers: {}, form: { grant_type: 'client_credentials', client_id: 'spa' } }
  t.match(await token({}, spa), {
    status: 400,
    body: { error: 'unauthorized_client' },
    reason: 'grant-type-not-for-client',
  })
})

t.test('TK-14 a grant by another name is told its own, a bare one its URN', async (t) => {
  const { token } = await stage()
  const urn = (name: string): string => `urn:ietf:params:oauth:grant-type:${name}`
  for (const [sent, meant] of [
    ['authorization-code', 'authorization_code'],
    ['refresh', 'refresh_token'],
    ['client_credential', 'client_credentials'],
    ['device_code', urn('device_code')],
    ['device-code', urn('device_code')],
    ['device', urn('device_code')],
    [urn('device-code'), urn('device_code')],
    ['jwt-bearer', urn('jwt-bearer')],
    ['jwt_bearer', urn('jwt-bearer')],
    ['token-exchange', urn('token-exchange')],
    ['exchange', urn('token-exchange')],
    ['Password', 'password'],
  ] as const) {
    const { body, reason, hint } = await token({ grant_type: sent })
    t.match(
      [body['error'], reason, hint],
      ['unsupported_grant_type', 'grant-type-misspelled', `did you mean '${meant}'?`],
      sent,
    )
  }
})

t.test('TK-14 no grant is found by a name that every object has', async (t) => {
  const { token } = await stage()
  for (const name of ['__proto__', 'constructor', 'toString']) {
    const { body, hint } = await token({ grant_type: name })
    t.equal(body['error'], 'unsupported_grant_type')
    t.notMatch(hint, /function|native/, name)
  }
})

t.test('TK-15 tokens and codes carry 128 bits at least', async (t) => {
  const staged = await stage({}, { seed: undefined } as object)
  const values = await Promise.all(Array.from({ length: 200 }, () => staged.code()))
  t.equal(new Set(values).size, 200)
  const letters = values.join('')
  const shannon = [...new Set(letters)].reduce((bits, letter) => {
    const share = letters.split(letter).length - 1
    return bits - (share / letters.length) * Math.log2(share / letters.length)
  }, 0)
  t.ok(shannon * 43 > 128, `${shannon * 43} bits`)
  t.match(values[0], /^[\x20-\x7e]{43}$/)
})

t.test('TK-17 scripts of other origins may call it, and read errors', async (t) => {
  const app = await served(t, (await stage()).realm)
  const origin = 'https://spa.example'
  const asked = {
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization, dpop',
  }
  for (const url of ['/token', '/userinfo', '/revoke', '/introspect', '/jwks', '/.well-known/openid-configuration']) {
    const preflight = await app.inject({ method: 'OPTIONS', url, headers: asked })
    t.equal(preflight.headers['access-control-allow-origin'], '*', url)
    t.match(preflight.headers['access-control-allow-headers'], /authorization, dpop/, url)
  }
  const reply = await app.inject({ method: 'POST', url: '/token', headers: { ...FORM, origin }, payload: 'code=1' })
  t.equal(reply.headers['access-control-allow-origin'], '*')
  t.match(reply.headers['access-control-expose-headers'], /WWW-Authenticate.*DPoP-Nonce.*Retry-After/)
})

t.test('TK-18 broken encodings are refused, never 500', async (t) => {
  const { token } = await stage()
  t.match(await token(`${CC}&code=%zz`), {
    status: 400,
    reason: 'percent-encoding-broken',
    body: { error: 'invalid_request' },
  })
  t.match(await token(`${CC}&code=%ff%fe`), { status: 400, reason: 'percent-encoding-broken' })
  t.match(await token(`${CC}&code=%00`), { status: 400, reason: 'nul-byte', hint: /'code' contains a NUL byte/ })
  t.match(await token(`${CC}&${'a=1&'.repeat(1001)}`), { status: 400, reason: 'param-too-many' })
})

t.test('TK-18 very long values are answered at once', async (t) => {
  const { token } = await stage()
  const long = 'x'.repeat(1_000_000)
  t.equal((await token({ grant_type: long })).body['error'], 'unsupported_grant_type')
  t.equal((await token({ grant_type: 'refresh_token', refresh_token: long })).body['error'], 'invalid_grant')
  t.equal((await token({ client_id: long, grant_type: 'x' }, { headers: {} })).body['error'], 'invalid_client')
  const lines = { client_id: 'web', client_secret: `${'\n'.repeat(1_000_000)}x`, grant_type: 'x' }
  t.equal((await token(lines, { headers: {} })).body['error'], 'invalid_client')
})

t.test('TK-19 the body repeats no member', async (t) => {
  const app = await served(t, (await stage()).realm)
  const headers = { ...FORM, authorization: BASIC }
  const { body } = await app.inject({ method: 'POST', url: '/token', headers, payload: CC })
  const names = [...body.matchAll(/"(\w+)":/g)].map(([, name]) => name)
  t.same(names, [...new Set(names)])
  t.same(names.sort(), ['access_token', 'expires_in', 'scope', 'token_type'])
})
