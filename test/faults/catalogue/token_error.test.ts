// RFC 6749 §5.2 and its deviations: the bytes of every row `te-…`, and that none of them acts.

import t from 'tap'
import { rowsOf, sent } from '../../support/spoiled.js'

const CAUSED = /^requested by fault f1: token/
const JSON_TYPE = { 'content-type': 'application/json' }

interface Expected {
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, unknown>>
}

const refusal = (status: number, error: string, headers = {}): Expected => ({
  status,
  body: { error, error_description: CAUSED },
  headers: { ...JSON_TYPE, ...headers },
})

const EXPECTED: Readonly<Record<string, Expected>> = {
  'invalid-request': refusal(400, 'invalid_request'),
  'invalid-client': refusal(401, 'invalid_client', { 'www-authenticate': /^Basic / }),
  'invalid-client-400': refusal(400, 'invalid_client', { 'www-authenticate': undefined }),
  'invalid-client-no-challenge': refusal(401, 'invalid_client', { 'www-authenticate': undefined }),
  'invalid-grant': refusal(400, 'invalid_grant'),
  'invalid-grant-403': refusal(403, 'invalid_grant'),
  'unauthorized-client': refusal(400, 'unauthorized_client'),
  'unsupported-grant-type': refusal(400, 'unsupported_grant_type'),
  'invalid-scope': refusal(400, 'invalid_scope'),
  'invalid-target': refusal(400, 'invalid_target'),
  'invalid-authorization-details': refusal(400, 'invalid_authorization_details'),
  'interaction-required': refusal(400, 'interaction_required'),
  'unknown-error-code': refusal(400, 'bad_verification_code'),
  'dead-refresh-as-invalid-request': refusal(400, 'invalid_request'),
  'error-http-200': refusal(200, 'invalid_grant'),
  'error-and-token': { status: 400, body: { error: 'invalid_grant', access_token: String, token_type: 'Bearer' } },
  'error-missing': { status: 400, body: { message: 'no', error: undefined } },
  'error-object': { status: 400, body: { error: { code: 'invalid_grant' } } },
  'error-number': { status: 400, body: { error: 400 } },
  'error-empty-body': { status: 400, body: '', headers: { 'content-type': undefined } },
  'error-html': { status: 400, body: /^<!doctype html>/, headers: { 'content-type': /^text\/html/ } },
  'error-problem-json': {
    status: 400,
    body: { title: 'Bad Request', status: 400, error: undefined },
    headers: { 'content-type': 'application/problem+json' },
  },
  'error-form-encoded': {
    status: 400,
    body: /^error=invalid_grant&/,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  },
  'error-description-odd': { status: 400, body: { error_description: /"no" <script>.*\\\r\n.*\u{1f600}.{8000}/su } },
  'error-uri': { status: 400, body: { error_uri: 'http://localhost:2884/token/error_uri' } },
  'use-dpop-nonce': refusal(400, 'use_dpop_nonce', { 'dpop-nonce': String }),
  'invalid-dpop-proof': refusal(400, 'invalid_dpop_proof'),
}

for (const [name, { status, body, headers = {} }] of Object.entries(EXPECTED)) {
  t.test(`token=te-${name}`, async (t) => {
    const answer = await sent(`token=te-${name}`)
    t.equal(answer.status, status)
    t.match(answer.headers, headers)
    if (typeof body === 'string') t.equal(answer.text, body)
    else t.match(body instanceof RegExp ? answer.text : answer.members, body)
    t.equal(answer.acted, 0, 'the server does not act')
  })

  t.test(`token=te-${name}:consume and @late do the work before they refuse`, async (t) => {
    for (const rule of [`token=te-${name}:consume`, `token=te-${name}@late`]) {
      const answer = await sent(rule)
      t.match(answer, { status, acted: 1 })
    }
  })
}

t.test('every row has an expectation, and every expectation a row', async (t) => {
  t.strictSame(Object.keys(EXPECTED), [...rowsOf('te-').keys()])
})

t.test('an error takes another description as its argument', async (t) => {
  t.equal((await sent('token=te-invalid-grant:gone')).members.error_description, 'gone')
})
