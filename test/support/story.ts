// A provider with a cast, for whole stories over HTTP, and a user agent that only follows redirects.

import type { Test } from 'tap'
import { startProvider } from '../../lib/index.js'
import type { Fixtures, LocalProvider, StartOptions } from '../../lib/index.js'

/** Nobody listens here: the user agent stops before it. */
export const CALLBACK = 'http://localhost:3000/callback'

export const WEB = {
  client_id: 'web',
  client_secret: 'very secret & 100%',
  client_name: 'The Web Shop',
  redirect_uris: [CALLBACK],
  grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
  scope: 'openid profile email offline_access api',
} satisfies NonNullable<Fixtures['clients']>[number]

export const CAST: Fixtures = {
  clients: [
    WEB,
    {
      client_id: 'post',
      client_secret: 'posted',
      token_endpoint_auth_method: 'client_secret_post',
      redirect_uris: [CALLBACK],
      grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
    },
    { client_id: 'spa', redirect_uris: [CALLBACK] },
    ...(['ES256', 'PS256', 'EdDSA'] as const).map((alg) => ({
      client_id: alg,
      client_secret: alg,
      redirect_uris: [CALLBACK],
      id_token_signed_response_alg: alg,
    })),
  ],
  users: [
    {
      username: 'alice',
      sub: 'user-1',
      password: 'wonderland',
      claims: { name: 'Alice Liddell', email: 'alice@example.com' },
    },
    { username: 'bob', password: 'builder' },
  ],
}

/** Closed when the test is over. */
export async function provided(t: Test, options: StartOptions = {}): Promise<LocalProvider> {
  const provider = await startProvider({ fixtures: CAST, ...options })
  t.teardown(() => provider.close())
  return provider
}

/** Follows redirects with their cookies, as a browser does, until one leads to `callback`; answers that URL. */
export async function landed(
  url: URL | string,
  callback = CALLBACK,
  extra: Readonly<Record<string, string>> = {},
): Promise<URL> {
  const cookies = new Map<string, string>()
  for (let next = String(url), hops = 0; hops < 10; hops += 1) {
    if (next.startsWith(callback)) return new URL(next)
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(next, { redirect: 'manual', headers: { ...extra, accept: 'text/html', cookie } })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      cookies.set(name, value)
    }
    const location = response.headers.get('location')
    if (location === null) throw new Error(`${next} did not redirect: ${response.status} ${await response.text()}`)
    next = new URL(location, next).href
  }
  throw new Error(`${String(url)} redirects without end`)
}

/** What a promise is rejected with; `t.rejects` shows too little of it. */
export async function failureOf(promise: Promise<unknown>): Promise<any> {
  try {
    await promise
  } catch (error) {
    return error
  }
  throw new Error('it should have been refused')
}
