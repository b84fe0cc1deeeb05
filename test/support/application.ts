// One application as many of its users see it: it logs browsers in, refreshes and asks for the user, over HTTP. It
// knows an issuer and a client, and nothing of tags or realms.

const REDIRECT_URI = 'http://localhost:3000/callback'

export const APP = {
  client_id: 'app',
  client_secret: 'secret',
  redirect_uris: [REDIRECT_URI],
  grant_types: ['authorization_code', 'refresh_token'],
  refresh: { rotation: 'none' },
} as const

export interface LoggedIn {
  readonly access_token: string
  readonly refresh_token: string
  readonly id_token: string
}

export interface Application {
  /** The tokens, or the error that the login came back with. */
  login(cookie?: string): Promise<LoggedIn | { readonly error: string }>
  /** The status, and the new tokens in what was kept. */
  refresh(tokens: LoggedIn): Promise<number>
  userinfo(tokens: LoggedIn): Promise<{ readonly status: number; readonly sub?: string }>
  introspect(token: string): Promise<boolean>
}

export function application(issuer: string): Application {
  const post = (path: string, form: Record<string, string>): Promise<Response> => {
    const { client_id, client_secret } = APP
    return fetch(`${issuer}${path}`, {
      method: 'POST',
      body: new URLSearchParams({ client_id, client_secret, ...form }),
    })
  }
  return {
    async login(cookie = '') {
      const asked = { client_id: APP.client_id, redirect_uri: REDIRECT_URI, response_type: 'code', state: 's' }
      const url = `${issuer}/authorize?${String(new URLSearchParams({ ...asked, scope: 'openid offline_access' }))}`
      const response = await fetch(url, { redirect: 'manual', headers: { cookie } })
      const { searchParams: told } = new URL(response.headers.get('location') ?? 'about:blank')
      const code = told.get('code')
      if (code === null) return { error: told.get('error') ?? `status ${response.status}` }
      const grant = await post('/token', { grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI })
      return (await grant.json()) as LoggedIn
    },
    async refresh({ refresh_token }) {
      const response = await post('/token', { grant_type: 'refresh_token', refresh_token })
      await response.arrayBuffer()
      return response.status
    },
    async userinfo({ access_token }) {
      const response = await fetch(`${issuer}/userinfo`, { headers: { authorization: `Bearer ${access_token}` } })
      const { sub } = (await response.json().catch(() => ({}))) as { sub?: string }
      return { status: response.status, ...(response.ok && sub !== undefined && { sub }) }
    },
    async introspect(token) {
      return ((await (await post('/introspect', { token })).json()) as { active: boolean }).active
    },
  }
}
