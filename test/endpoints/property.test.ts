// Whatever arrives, an OAuth client understands the answer: no 500, no hang, nothing in the framework's own shape.
// Ten thousand requests through HTTP parsing and all, to every endpoint of every profile, most of them nearly right.
// Another PROPERTY_SEED tries others.

import fc from 'fast-check'
import type { InjectOptions } from 'fastify'
import t from 'tap'
import { createServer } from '../../lib/http/server.js'
import { PROFILES } from '../../lib/profiles/index.js'
import type { EndpointName } from '../../lib/protocol/messages.js'
import type { Realm } from '../../lib/realm.js'
import { ALICE, BASIC, BOB, CHALLENGE, SPA, VERIFIER, WEB, stage } from '../support/realm.js'

const SEED = Number(process.env['PROPERTY_SEED'] ?? 6749)
const runs = (numRuns: number): fc.Parameters<unknown> =>
  ({ numRuns, seed: SEED, timeout: 20_000, endOnFailure: true }) as never

const REDIRECTS = [
  'https://app.example/cb',
  'https://spa.example/cb',
  'http://localhost:3000/cb',
  'http://127.0.0.1/cb',
]
const SECRET = 'a-secret-that-nobody-sends'

const name = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      'grant_type',
      'code',
      'redirect_uri',
      'client_id',
      'client_secret',
      'code_verifier',
      'refresh_token',
      'scope',
      'token',
      'access_token',
    ),
  },
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      'response_type',
      'response_mode',
      'state',
      'nonce',
      'code_challenge',
      'code_challenge_method',
      'prompt',
      'max_age',
      'login_hint',
      'interaction',
      'decision',
      'username',
      'password',
    ),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      'resource',
      'audience',
      'request',
      'request_uri',
      'registration',
      'claims',
      'id_token_hint',
      'client_assertion',
      'client_assertion_type',
      'assertion',
      'device_code',
      'user_code',
      'subject_token',
      'subject_token_type',
      'acr_values',
      'dpop_jkt',
      'authorization_details',
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', '', ' ', 'Code', 'client-id'),
  },
  { weight: 1, arbitrary: fc.string({ maxLength: 20 }) },
)

const value = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      'authorization_code',
      'refresh_token',
      'client_credentials',
      'password',
      'urn:ietf:params:oauth:grant-type:device_code',
      'urn:ietf:params:oauth:grant-type:token-exchange',
      'urn:ietf:params:oauth:grant-type:jwt-bearer',
    ),
  },
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      'web',
      'spa',
      's3cret',
      'alice',
      'openid profile',
      'code',
      'code id_token',
      'query',
      'fragment',
      'form_post',
      'S256',
      'plain',
      'none',
      'login',
      'consent',
      '0',
      '-1',
      'grant',
      'deny',
      CHALLENGE,
      VERIFIER,
      ...REDIRECTS,
    ),
  },
  { weight: 3, arbitrary: fc.nat({ max: 99 }).map((n) => ['C', 'RT', 'AT'][n % 3] + String(n)) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '',
      ' ',
      '__proto__',
      'constructor',
      '{}',
      '[]',
      'null',
      'a.b.c',
      'eyJhbGciOiJub25lIn0.e30.',
      '../..',
      'javascript:alert(1)',
      'http://localhost\\@evil.example/',
      '"<>&\'`',
      '\r\nx: y',
      'urn:ietf:params:oauth:request_uri:x',
    ),
  },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 30 }) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom('x', '\n', ' ', '%', 'é', '.', 'a b '), fc.integer({ min: 100, max: 20_000 }))
      .map(([text, times]) => text.repeat(times)),
  },
)

/** A pair as it stands on the wire, now and then broken. */
const pair = fc
  .tuple(name, value, fc.constantFrom('fine', 'fine', 'fine', 'fine', 'raw', 'broken'))
  .map(([left, right, how]) =>
    how === 'raw' ? `${left}=${right}` : `${encoded(left)}=${encoded(right)}${how === 'broken' ? '%f' : ''}`,
  )
const form = fc.oneof(
  { weight: 8, arbitrary: fc.array(pair, { maxLength: 10 }).map((pairs) => pairs.join('&')) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(pair, fc.integer({ min: 2, max: 1500 }))
      .map(([one, times]) => Array(times).fill(one.slice(0, 60)).join('&')),
  },
)

const path = fc.oneof(
  {
    weight: 20,
    arbitrary: fc
      .constantFrom(...new Set(PROFILES.flatMap((profile) => Object.keys(profile.paths))))
      .map((one) => one.replace('*', 'files')),
  },
  {
    weight: 1,
    arbitrary: fc
      .array(
        fc.constantFrom(
          'token',
          '..',
          '.',
          '',
          '%2e%2e',
          '.well-known',
          'realms',
          '_mock',
          'v1',
          '__proto__',
          '%zz',
          'é',
        ),
        { maxLength: 12 },
      )
      .map((parts) => `/${parts.join('/')}`),
  },
)

const header = fc.string({
  unit: fc
    .integer({ min: 0x20, max: 0xff })
    .filter((c) => c !== 0x7f)
    .map((c) => String.fromCharCode(c)),
  maxLength: 60,
})
const authorization = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      BASIC,
      'Bearer AT1',
      'Basic',
      'Bearer',
      'basic  d2ViOnMzY3JldA==',
      'Basic d2Vi',
      'Basic Og==',
      'DPoP x',
      'Digest a=b',
      'Basic ////',
    ),
  },
  {
    weight: 1,
    arbitrary: fc.uint8Array({ maxLength: 40 }).map((bytes) => `Basic ${Buffer.from(bytes).toString('base64')}`),
  },
  { weight: 1, arbitrary: header },
)
const FORM = 'application/x-www-form-urlencoded'
const contentType = fc.oneof(
  { weight: 12, arbitrary: fc.constant(FORM) },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      `${FORM}; charset=utf-16`,
      `${FORM.toUpperCase()};CHARSET="UTF-8"`,
      'application/json',
      'multipart/form-data',
      'text/plain',
      '',
      ';',
      '/',
      'application/x-www-form-urlencoded, text/html',
    ),
  },
  { weight: 1, arbitrary: header },
)
const headers = fc.record(
  {
    authorization,
    'content-type': contentType,
    accept: fc.constantFrom('*/*', 'application/json', 'text/html', 'text/html,application/json', '', 'image/png'),
    cookie: fc.oneof(fc.constantFrom('mock_oauth2_session=x', '__proto__=1; =; ;;', 'a'), header),
    origin: fc.constantFrom('https://evil.example', 'null'),
    host: fc.constantFrom('localhost:2884', 'evil.example', 'a b', '[::1', ''),
    'x-forwarded-host': header,
    dpop: header,
  },
  { requiredKeys: [] },
)

const payload = fc.oneof(
  { weight: 8, arbitrary: form },
  { weight: 1, arbitrary: fc.json() },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)) },
)

const METHODS = [
  'GET',
  'POST',
  'POST',
  'POST',
  'GET',
  'HEAD',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'PROPFIND',
  'TRACE',
  'SEARCH',
  'LOCK',
] as const

const anything = fc
  .record({ method: fc.constantFrom(...METHODS), path, query: fc.option(form, { nil: '' }), headers, payload })
  .map(({ method, path, query, headers, payload }) => requestOf(method, path, query, headers, payload))

/** Requests that would work, with one thing changed. */
const SOUND: readonly (readonly [
  path: string,
  method: 'GET' | 'POST',
  parameters: Readonly<Record<string, string>>,
])[] = [
  [
    '/authorize',
    'GET',
    { client_id: 'web', redirect_uri: REDIRECTS[0]!, response_type: 'code', scope: 'openid', state: 's', nonce: 'n' },
  ],
  [
    '/authorize',
    'POST',
    {
      client_id: 'spa',
      redirect_uri: REDIRECTS[1]!,
      response_type: 'code',
      code_challenge: CHALLENGE,
      code_challenge_method: 'S256',
    },
  ],
  ['/token', 'POST', { grant_type: 'authorization_code', code: 'C1' }],
  ['/token', 'POST', { grant_type: 'refresh_token', refresh_token: 'RT1' }],
  ['/token', 'POST', { grant_type: 'client_credentials', scope: 'read' }],
  ['/introspect', 'POST', { token: 'AT1' }],
  ['/revoke', 'POST', { token: 'AT2', token_type_hint: 'access_token' }],
  ['/userinfo', 'POST', { access_token: 'AT3' }],
]

const nearly = fc
  .record({
    sound: fc.constantFrom(...SOUND),
    name,
    value,
    how: fc.constantFrom('replace', 'add', 'drop', 'none'),
    headers,
    more: pair,
  })
  .map(({ sound: [path, method, parameters], name, value, how, headers, more }) => {
    const known = Object.keys(parameters)
    const chosen = known.includes(name) ? name : (known[value.length % known.length] ?? name)
    const others = Object.entries(parameters).filter(([one]) => one !== chosen || how === 'none' || how === 'add')
    const pairs = [
      ...others,
      ...(how === 'drop' || how === 'none' ? [] : [[how === 'add' ? name : chosen, value] as const]),
    ]
    const text =
      pairs.map(([left, right]) => `${encoded(left)}=${encoded(right)}`).join('&') + (how === 'none' ? `&${more}` : '')
    const authorized = path === '/authorize' || path === '/userinfo' ? {} : { authorization: BASIC }
    const given = how === 'none' || how === 'drop' ? headers : {}
    return requestOf(
      method,
      path,
      method === 'GET' ? text : '',
      { 'content-type': FORM, ...authorized, ...given },
      method === 'GET' ? '' : text,
    )
  })

function encoded(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString())
}

function requestOf(
  method: string,
  path: string,
  query: string,
  headers: object,
  payload: string | Buffer,
): InjectOptions {
  const url = `http://localhost:2884${path}${query === '' ? '' : `?${Buffer.from(query.slice(0, 4000)).toString().replaceAll('#', '%23')}`}`
  return {
    method: method as 'GET',
    url,
    headers: headers as Record<string, string>,
    ...(method !== 'GET' && method !== 'HEAD' && { payload }),
  }
}

const SEEDS = Array.from({ length: 100 }, (_, i) => i)
const seed = { client_id: 'web', user: 'alice', scope: 'openid read' }
const FIXTURES = {
  users: [ALICE, { ...BOB, password: SECRET }],
  codes: SEEDS.map((i) => ({
    code: `C${i}`,
    ...seed,
    ...(i % 3 === 0 && { code_challenge: CHALLENGE, code_challenge_method: 'S256' as const }),
  })),
  tokens: SEEDS.map((i) => ({ access_token: `AT${i}`, refresh_token: `RT${i}`, ...seed })),
}

/** Every answer to these requests keeps what all answers must keep. */
async function holds(
  t: { teardown(act: () => unknown): unknown },
  realm: Realm,
  requests: fc.Arbitrary<InjectOptions>,
  numRuns: number,
): Promise<void> {
  const app = await createServer({ realms: (id) => (id === '' ? realm : undefined) })
  t.teardown(() => app.close())
  await fc.assert(
    fc.asyncProperty(requests, async (request) => {
      const reply = await app.inject(request)
      const path = new URL(String(request.url)).pathname
      const why = realm.journal.list().at(-1)?.diagnosis?.received
      judge(reply, request, realm.locate(path)?.endpoint, why)
    }),
    runs(numRuns),
  )
}

type Answered = Awaited<ReturnType<Awaited<ReturnType<typeof createServer>>['inject']>>

function judge(
  { statusCode, headers, body }: Answered,
  { method }: InjectOptions,
  endpoint: EndpointName | undefined,
  why = '',
): void {
  const type = String(headers['content-type'] ?? '')
  if (statusCode >= 500) throw new Error(`${statusCode}: ${body} ${why}`)
  if (/"statusCode"|FST_ERR|at .*\.(ts|js):\d+/.test(body))
    throw new Error(`in the framework's shape: ${body.slice(0, 300)}`)
  if (body.includes(SECRET)) throw new Error('a password is told')
  if (statusCode >= 400 && method !== 'HEAD') judgeError(type, body)
  if (statusCode === 401 && headers['www-authenticate'] === undefined) throw new Error('401 without a challenge')
  if (statusCode === 405 && headers['allow'] === undefined) throw new Error('405 without Allow')
  if (endpoint === 'token' && method !== 'OPTIONS' && headers['cache-control'] !== 'no-store')
    throw new Error('tokens may be cached')
  if (endpoint === 'authorization' && 'access-control-allow-origin' in headers)
    throw new Error('CORS at the authorization endpoint')
  const { location } = headers
  if (location !== undefined && !REDIRECTS.some((uri) => location.startsWith(uri)))
    throw new Error(`redirected to ${location}`)
}

const CHARACTERS = /^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/

function judgeError(type: string, body: string): void {
  if (/^text\/html/.test(type) && /^<!doctype html>/i.test(body)) return
  if (!/^application\/json/.test(type)) throw new Error(`an error of type '${type}': ${body.slice(0, 200)}`)
  const { error, error_description: told, error_uri: uri } = JSON.parse(body) as Record<string, unknown>
  for (const member of [error, told ?? 'x', uri ?? 'x']) {
    if (typeof member !== 'string' || !CHARACTERS.test(member))
      throw new Error(`outside RFC 6749 §5.2: ${body.slice(0, 300)}`)
  }
}

t.test('with clients configured, 5,000 requests of any kind', async (t) => {
  const { realm } = await stage({ ...FIXTURES, clients: [WEB, SPA] })
  await holds(t, realm, anything, 5000)
})

t.test('with clients configured, 3,500 requests that are nearly right', async (t) => {
  const { realm } = await stage({
    ...FIXTURES,
    clients: [WEB, { ...SPA, redirect_uris: REDIRECTS.slice(1) }],
    login: 'form',
  })
  await holds(t, realm, nearly, 3500)
})

t.test('with no client configured, 2,000 requests of both kinds', async (t) => {
  const { realm } = await stage({ ...FIXTURES, clients: [], users: [] })
  await holds(t, realm, fc.oneof(anything, nearly), 2000)
})
