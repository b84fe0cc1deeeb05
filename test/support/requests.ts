// Requests as they should not be: broken, repeated, huge, in the wrong place or with the wrong method, and some that
// are nearly right. For property tests.

import fc from 'fast-check'
import type { InjectOptions } from 'fastify'
import { PROFILES } from '../../lib/profiles/index.js'
import { BASIC, CHALLENGE, VERIFIER } from './realm.js'

export const REDIRECTS = [
  'https://app.example/cb',
  'https://spa.example/cb',
  'http://localhost:3000/cb',
  'http://127.0.0.1/cb',
] as const

interface Share<T> {
  readonly weight: number
  readonly arbitrary: fc.Arbitrary<T>
}

const share = <T>(weight: number, arbitrary: fc.Arbitrary<T>): Share<T> => ({ weight, arbitrary })
const words = (text: string, weight = 1): Share<string> => share(weight, fc.constantFrom(...text.split(' ')))

const name = fc.oneof(
  words('grant_type code redirect_uri client_id client_secret code_verifier refresh_token scope token access_token', 6),
  words('response_type response_mode state nonce code_challenge code_challenge_method prompt max_age login_hint', 5),
  words('interaction decision username password resource audience request request_uri registration claims', 3),
  words('id_token_hint client_assertion client_assertion_type assertion device_code user_code acr_values dpop_jkt', 2),
  words('subject_token subject_token_type requested_token_type authorization_details token_type_hint', 2),
  words('__proto__ constructor toString hasOwnProperty Code client-id  '),
  share(1, fc.string({ maxLength: 20 })),
)

const URN = 'urn:ietf:params:oauth'
const ODD = [
  '',
  ' ',
  '{}',
  '[]',
  'null',
  '../..',
  '"<>&\'`',
  '\r\nx: y',
  'a.b.c',
  'eyJhbGciOiJub25lIn0.e30.',
  `${URN}:request_uri:x`,
]
const value: fc.Arbitrary<string> = fc.oneof(
  words('authorization_code refresh_token client_credentials password implicit', 5),
  words(`${URN}:grant-type:device_code ${URN}:grant-type:token-exchange ${URN}:grant-type:jwt-bearer`, 2),
  words(`web spa s3cret alice openid code query fragment form_post S256 plain none login consent 0 -1 grant deny`, 5),
  share(4, fc.constantFrom(CHALLENGE, VERIFIER, ...REDIRECTS, 'openid profile', 'code id_token')),
  share(
    3,
    fc.tuple(fc.constantFrom('C', 'RT', 'AT'), fc.nat({ max: 99 })).map((parts) => parts.join('')),
  ),
  words('__proto__ constructor javascript:alert(1) http://localhost\\@evil.example/ https://evil.example/'),
  share(2, fc.constantFrom(...ODD)),
  share(2, fc.string({ unit: 'binary', maxLength: 30 })),
  share(
    1,
    fc
      .tuple(fc.constantFrom('x', '\n', ' ', '%', 'é', '.', 'a b '), fc.integer({ min: 100, max: 20_000 }))
      .map(([text, times]) => text.repeat(times)),
  ),
)

/** A pair as it stands on the wire, now and then broken. */
const pair = fc.tuple(name, value, fc.constantFrom('', '', '', '', 'raw', 'broken')).map(([left, right, how]) => {
  if (how === 'raw') return `${left}=${right}`
  return `${encoded(left)}=${encoded(right)}${how === 'broken' ? '%f' : ''}`
})

const form = fc.oneof(
  share(
    8,
    fc.array(pair, { maxLength: 10 }).map((pairs) => pairs.join('&')),
  ),
  share(
    1,
    fc.tuple(pair, fc.integer({ min: 2, max: 1500 })).map(([one, times]) => `${one.slice(0, 60)}&`.repeat(times)),
  ),
)

const PATHS = [...new Set(PROFILES.flatMap((profile) => Object.keys(profile.paths)))]
const path = fc.oneof(
  share(
    20,
    fc.constantFrom(...PATHS).map((one) => one.replace('*', 'files')),
  ),
  share(
    1,
    fc
      .array(fc.constantFrom('token', '..', '', '%2e%2e', '.well-known', 'realms', '_mock', 'v1', '__proto__', '%zz'))
      .map((parts) => `/${parts.join('/')}`),
  ),
)

const latin1 = fc.integer({ min: 0x20, max: 0xff }).filter((code) => code !== 0x7f)
const header = fc.string({ unit: latin1.map((code) => String.fromCharCode(code)), maxLength: 60 })
const FORM = 'application/x-www-form-urlencoded'

const headers = fc.record(
  {
    authorization: fc.oneof(
      share(3, fc.constantFrom(BASIC, 'Bearer AT1')),
      share(3, fc.constantFrom('Basic', 'Bearer', 'basic  d2ViOnMzY3JldA==', 'Basic d2Vi', 'Basic Og==', 'DPoP x')),
      share(
        1,
        fc.uint8Array({ maxLength: 40 }).map((bytes) => `Basic ${Buffer.from(bytes).toString('base64')}`),
      ),
      share(1, header),
    ),
    'content-type': fc.oneof(
      share(12, fc.constant(FORM)),
      share(
        2,
        fc.constantFrom(`${FORM}; charset=utf-16`, `${FORM.toUpperCase()};CHARSET="UTF-8"`, `${FORM}, text/html`),
      ),
      share(2, fc.constantFrom('application/json', 'multipart/form-data', 'text/plain', '', ';', '/')),
      share(1, header),
    ),
    accept: fc.constantFrom('*/*', 'application/json', 'text/html', 'text/html,application/json', '', 'image/png'),
    cookie: fc.oneof(fc.constantFrom('mock_oauth2_session=x', '__proto__=1; =; ;;', 'a'), header),
    origin: fc.constantFrom('https://evil.example', 'null'),
    host: fc.constantFrom('localhost:2884', 'evil.example', 'a b', '[::1', ''),
    'x-forwarded-host': header,
    dpop: header,
  },
  { requiredKeys: [] },
)

const payload: fc.Arbitrary<string | Buffer> = fc.oneof(
  share<string | Buffer>(8, form),
  share<string | Buffer>(1, fc.json()),
  share<string | Buffer>(
    1,
    fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  ),
)

const METHODS = 'GET GET POST POST POST POST HEAD PUT PATCH DELETE OPTIONS PROPFIND TRACE SEARCH LOCK'.split(' ')

export const anything = fc
  .record({ method: fc.constantFrom(...METHODS), path, query: fc.option(form, { nil: '' }), headers, payload })
  .map(({ method, path, query, headers, payload }) => requestOf(method, path, query, headers, payload))

type Sound = readonly [method: 'GET' | 'POST', path: string, parameters: Readonly<Record<string, string>>]

const PKCE = { code_challenge: CHALLENGE, code_challenge_method: 'S256' }
const SOUND: readonly Sound[] = [
  [
    'GET',
    '/authorize',
    { client_id: 'web', redirect_uri: REDIRECTS[0], response_type: 'code', scope: 'openid', state: 's' },
  ],
  ['POST', '/authorize', { client_id: 'spa', redirect_uri: REDIRECTS[1], response_type: 'code', ...PKCE }],
  ['POST', '/token', { grant_type: 'authorization_code', code: 'C1' }],
  ['POST', '/token', { grant_type: 'refresh_token', refresh_token: 'RT1' }],
  ['POST', '/token', { grant_type: 'client_credentials', scope: 'read' }],
  ['POST', '/introspect', { token: 'AT1' }],
  ['POST', '/revoke', { token: 'AT2', token_type_hint: 'access_token' }],
  ['POST', '/userinfo', { access_token: 'AT3' }],
]

/** A sound request with one parameter replaced, added or dropped, or with odd headers. */
export const nearly = fc
  .record({
    sound: fc.constantFrom(...SOUND),
    name,
    value,
    how: fc.constantFrom('replace', 'add', 'drop', 'head'),
    headers,
  })
  .map(({ sound: [method, path, parameters], name, value, how, headers }) => {
    const known = Object.keys(parameters)
    const chosen = known.includes(name) ? name : (known[value.length % known.length] ?? name)
    const others = Object.entries(parameters).filter(([one]) => one !== chosen || how === 'add' || how === 'head')
    const changed = how === 'replace' ? [[chosen, value]] : how === 'add' ? [[name, value]] : []
    const text = [...others, ...changed].map((pair) => pair.map((part = '') => encoded(part)).join('=')).join('&')
    const authorization = path === '/authorize' || path === '/userinfo' ? {} : { authorization: BASIC }
    const sent = { 'content-type': FORM, ...authorization, ...(how === 'head' && headers) }
    return requestOf(method, path, method === 'GET' ? text : '', sent, method === 'GET' ? '' : text)
  })

/** Lone surrogates become U+FFFD, as on any wire. */
function encoded(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString())
}

function requestOf(
  method: string,
  path: string,
  query: string,
  headers: Record<string, string>,
  payload: string | Buffer,
): InjectOptions {
  const sent = Buffer.from(query.slice(0, 4000)).toString().replaceAll('#', '%23')
  return {
    method: method,
    url: `http://localhost:2884${path}${sent === '' ? '' : `?${sent}`}`,
    headers,
    ...(method !== 'GET' && method !== 'HEAD' && { payload }),
  }
}
