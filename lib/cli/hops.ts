// A user agent for a terminal: follows redirects with their cookies, and redeems the code at the end.

import { EXIT, Mistake } from './mistake.js'
import { maskedUrl } from './secrets.js'

/** One exchange, as it is shown: secrets masked. */
export interface Hop {
  readonly method: string
  readonly url: string
  readonly status: number
  /** Where it leads. */
  readonly to?: string
}

type Headers = Readonly<Record<string, string>>

const MOST = 10

/** From the authorization endpoint to the client's redirect URI, which is not fetched. */
export async function follow(
  from: string,
  redirect_uri: string,
  headers: Headers,
): Promise<{ readonly hops: readonly Hop[]; readonly landed: URL }> {
  const hops: Hop[] = []
  const cookies = new Map<string, string>()
  for (let url = from; hops.length < MOST;) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(url, { redirect: 'manual', headers: { ...headers, accept: 'text/html', cookie } })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      cookies.set(name, value)
    }
    const location = response.headers.get('location')
    if (location === null) throw stuck(url, response.status, await response.text())
    const to = new URL(location, url)
    hops.push({ method: 'GET', url: maskedUrl(url), status: response.status, to: maskedUrl(to.href) })
    if (to.href.startsWith(redirect_uri)) return { hops, landed: to }
    url = to.href
  }
  throw new Mistake(
    `the login redirects without end`,
    hops.map(({ url }) => url),
    EXIT.usage,
  )
}

/** A page is there for a person. */
function stuck(url: string, status: number, html: string): Mistake {
  const page = /data-testid="([\w-]+)"/.exec(html)?.[1] ?? ''
  const told = /<h1[^>]*>([^<]*)</.exec(html)?.[1]?.trim()
  if (status >= 400)
    return new Mistake(`the authorization endpoint refused with ${status}${told ? `: ${told}` : ''}`, [maskedUrl(url)])
  if (page.startsWith('consent'))
    return new Mistake('the provider asks the user for consent', [
      `open it in a browser: ${url}`,
      'or give the client consent: never in the fixtures',
    ])
  return new Mistake('the provider shows a login page', [
    'name a user: login alice; or set --mode auto',
    `or open it in a browser: ${url}`,
  ])
}

interface Identity {
  readonly client_id: string
  readonly secret: string | undefined
  readonly method: string | undefined
}

export async function redeem(
  endpoint: string,
  form: Readonly<Record<string, string>>,
  { client_id, secret, method = secret === undefined ? 'none' : 'client_secret_basic' }: Identity,
  headers: Headers,
): Promise<{ readonly hop: Hop; readonly tokens: unknown }> {
  const basic = secret !== undefined && method === 'client_secret_basic'
  const pair = [client_id, secret ?? ''].map(encodeURIComponent).join(':')
  const body = new URLSearchParams({
    ...form,
    ...(!basic && { client_id }),
    ...(!basic && secret !== undefined && { client_secret: secret }),
  })
  const authorization = basic ? { authorization: `Basic ${Buffer.from(pair).toString('base64')}` } : {}
  const response = await fetch(endpoint, { method: 'POST', headers: { ...headers, ...authorization }, body })
  const text = await response.text()
  if (!response.ok) throw new Mistake(`the token endpoint answered ${response.status}`, [text])
  const hop = { method: 'POST', url: endpoint, status: response.status }
  return { hop, tokens: JSON.parse(text) as unknown }
}
