// RFC 8705 §3, with a header in place of TLS.

import t from 'tap'
import { BASIC, WEB, claimsOf, stage } from '../support/realm.js'
import { CC, holder } from '../support/dpop.js'

/** Self-signed, by keys that were thrown away. */
const ONE = [
  '-----BEGIN CERTIFICATE-----',
  'MIIBcjCCARmgAwIBAgIUbYC6fPa2f3Q9wcQkBlDjn0q42SgwCgYIKoZIzj0EAwIw',
  'DjEMMAoGA1UEAwwDb25lMCAXDTI2MTEyMjE3NDIzN1oYDzIxMjYxMDI5MTc0MjM3',
  'WjAOMQwwCgYDVQQDDANvbmUwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARk5Yp8',
  'zC4ZSZoaVV2P5CVADBNDe9OgVbdYKksCjik8arPqWD7hztQ0h+NJSWD0TMwyN80T',
  '46LwX+nObUk3IeWUo1MwUTAdBgNVHQ4EFgQUPsTRmfwRONgCaXoclUiXEPmPw/4w',
  'HwYDVR0jBBgwFoAUPsTRmfwRONgCaXoclUiXEPmPw/4wDwYDVR0TAQH/BAUwAwEB',
  '/zAKBggqhkjOPQQDAgNHADBEAiATnYUgSkIPxmRLHW5rvR2FO7CxYo6QxpO5vBqJ',
  'kS4UHwIgY/ooJ/LTYzrWaZ+6j4F9i6RvE2DZeged6H3l8wBwDNg=',
  '-----END CERTIFICATE-----',
].join('\n')
const TWO = [
  '-----BEGIN CERTIFICATE-----',
  'MIIBdDCCARmgAwIBAgIUFnFxBxwJIGVOf0BVSqswT5vk4kEwCgYIKoZIzj0EAwIw',
  'DjEMMAoGA1UEAwwDdHdvMCAXDTI2MTEyMjE3NDIzN1oYDzIxMjYxMDI5MTc0MjM3',
  'WjAOMQwwCgYDVQQDDAN0d28wWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASeEM/b',
  'F8p9Z0UlPL+dJqw9ChY5NBQ8gUHjiWCY0i784tDhtEW5B7KURhw7QkDVz7p+F11h',
  '1Sy6QuugxcjkE5O/o1MwUTAdBgNVHQ4EFgQUZXwX57UweBXoILvIxKi3UMJNZCkw',
  'HwYDVR0jBBgwFoAUZXwX57UweBXoILvIxKi3UMJNZCkwDwYDVR0TAQH/BAUwAwEB',
  '/zAKBggqhkjOPQQDAgNJADBGAiEAj+fDHn6wlbGU/8GugNBvvK0LVdSP8Ti0zMYt',
  't8K2S3gCIQDt7Kf0Ch3mlh7dO9kj+0F//mMiDJDCuBT0Z6aQKK1ZlQ==',
  '-----END CERTIFICATE-----',
].join('\n')
const THUMBPRINT = 'WwAaFFiWZSgTeS7Us3z-D9gbFHQsQ51kTImJ4Z0aptM'

const CLIENT = { ...WEB, access_token: { format: 'jwt' }, tls_client_certificate_bound_access_tokens: true } as const
const policy = { client_certificate: 'header' } as const

const sent = (pem?: string, more: object = {}): { headers: Record<string, string> } => ({
  headers: { authorization: BASIC, ...(pem !== undefined && { 'x-client-cert': encodeURIComponent(pem) }), ...more },
})

t.test('MT-04 a token is bound to the certificate that the header shows', async (t) => {
  const { token, ask, introspect } = await stage({ clients: [CLIENT], policy })
  const { status, body } = await token(CC, sent(ONE))
  t.match({ status, body }, { status: 200, body: { token_type: 'Bearer' } })
  const access_token = body['access_token'] as string
  const cnf = { 'x5t#S256': THUMBPRINT }
  t.same(claimsOf(access_token)['cnf'], cnf)
  t.match((await introspect(access_token)).body, { active: true, cnf })
  const call = (pem?: string) => ask('resource', sent(pem, { authorization: `Bearer ${access_token}` }))
  t.match(await call(ONE), { status: 200, body: { cnf } })
  t.match(await call(TWO), { status: 401, body: { error: 'invalid_token' }, reason: 'cert-thumbprint-mismatch' })
  t.match(await call(), { status: 401, body: { error: 'invalid_token' }, reason: 'cert-missing' })
})

t.test('MT-04 a client that wants bound tokens gets none without a certificate', async (t) => {
  const { token } = await stage({ clients: [CLIENT], policy })
  t.match(await token(CC, sent()), { status: 400, body: { error: 'invalid_request' }, reason: 'cert-missing' })
  t.match(await token(CC, sent('nonsense')), {
    status: 400,
    body: { error: 'invalid_request' },
    reason: 'cert-malformed',
  })
})

t.test('MT-04 the header is believed on this machine alone', async (t) => {
  const { token } = await stage({ clients: [CLIENT], policy })
  const answer = await token(CC, { ...sent(ONE), base: 'https://auth.example' })
  t.match(answer, { status: 400, body: { error: 'invalid_request' }, reason: 'cert-not-loopback' })
})

t.test('MT-04 where the policy is off the header counts for nothing, and nothing is advertised', async (t) => {
  const { token, ask } = await stage({ clients: [CLIENT] })
  t.match(await token(CC, sent(ONE)), { status: 400, reason: 'cert-missing' })
  t.notOk('tls_client_certificate_bound_access_tokens' in (await ask('metadata')).body)
  const on = await stage({ policy })
  t.equal((await on.ask('metadata')).body['tls_client_certificate_bound_access_tokens'], true)
})

t.test('MT-04 other clients are not bound by the header', async (t) => {
  const { token } = await stage({ clients: [{ ...CLIENT, tls_client_certificate_bound_access_tokens: false }], policy })
  t.notOk('cnf' in claimsOf((await token(CC, sent(ONE))).body['access_token'] as string))
})

t.test('JT-04 a token may be bound to a certificate and a key at once', async (t) => {
  const { token } = await stage({ clients: [CLIENT], policy })
  const key = await holder()
  const { body } = await token(CC, sent(ONE, { dpop: await key.proof() }))
  t.same(claimsOf(body['access_token'] as string)['cnf'], { jkt: key.jkt, 'x5t#S256': THUMBPRINT })
})
