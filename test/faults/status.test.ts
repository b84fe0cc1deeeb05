import t from 'tap'
import { request } from '../support/request.js'
import { spoil } from '../support/spoil.js'

for (const [rule, endpoint, status, error] of [
  ['token=400', 'token', 400, 'invalid_request'],
  ['token=401', 'token', 401, 'invalid_client'],
  ['token=403', 'token', 403, 'access_denied'],
  ['token=418', 'token', 418, 'invalid_request'],
  ['token=429', 'token', 429, 'temporarily_unavailable'],
  ['token=500', 'token', 500, 'server_error'],
  ['token=502', 'token', 502, 'server_error'],
  ['token=503', 'token', 503, 'temporarily_unavailable'],
  ['token=599', 'token', 599, 'server_error'],
  ['userinfo=401', 'userinfo', 401, 'invalid_token'],
  ['documents=403', 'documents', 403, 'insufficient_scope'],
  ['jwks=500', 'jwks', 500, 'server_error'],
  ['discovery=404', 'metadata', 404, 'invalid_request'],
] as const) {
  t.test(`${rule} answers ${status} with ${error} in JSON, without acting`, async (t) => {
    t.match(await spoil(rule, request(endpoint)), {
      status,
      content: {
        kind: 'members',
        members: { error, error_description: `HTTP ${status} requested by fault f1: ${rule}` },
      },
      acted: 0,
    })
  })
}

t.test('an argument becomes Retry-After in whole seconds, rounded up', async (t) => {
  t.equal((await spoil('token=429:30s', request('token'))).headers['retry-after'], '30')
  t.equal((await spoil('token=503:1500ms', request('token'))).headers['retry-after'], '2')
})

t.test('without an argument there is no Retry-After', async (t) => {
  t.equal((await spoil('token=503', request('token'))).headers['retry-after'], undefined)
})

t.test('a 401 brings the challenge of its endpoint', async (t) => {
  t.match((await spoil('token=401', request('token'))).headers['www-authenticate'], /^Basic /)
  t.match(
    (await spoil('userinfo=401', request('userinfo'))).headers['www-authenticate'],
    /^Bearer error="invalid_token"/,
  )
})

t.test('a 401 where people are sent does not make their browser ask for a password', async (t) => {
  t.equal((await spoil('authorize=401', request('authorization'))).headers['www-authenticate'], undefined)
})
