// A client that does what Adobe's pages say Workfront does: a pop-up with `state` alone, one token call in any
// of the placements that the pages allow, and on 403 one refresh and one retry, never more.

import { randomUUID } from 'node:crypto'
import { request as send } from 'node:http'
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http'
import { press } from './form.js'

/** The administrator's form: Setup > Documents > Custom Integrations. */
export interface Integration {
  readonly baseApiUrl: string
  readonly authenticationUrl: string
  readonly tokenEndpointUrl: string
  readonly clientId: string
  readonly clientSecret: string
  readonly redirectUri: string
  /** Appended to the query string of every API call: `access_type=offline`. */
  readonly requestParameters?: string
  /** A second Authorization header, which an administrator may configure. */
  readonly basic?: string
  readonly placement?: Placement
}

export type Placement = 'query' | 'form' | 'lines' | 'split'

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly bytes: Buffer
  readonly text: string
  readonly json: any
}

interface Tokens {
  access: string
  refresh: string
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

export class Connector {
  readonly #integration: Integration
  readonly #tokens = new Map<string, Tokens>()
  readonly #refreshing = new Map<string, Promise<boolean>>()
  /** How often the token endpoint was asked to refresh. */
  refreshes = 0

  constructor(integration: Integration) {
    this.#integration = integration
  }

  isConnected(user: string): boolean {
    return this.#tokens.has(user)
  }

  /** Through the pop-up: logs in, presses the button, and redeems the code. False when the provider says no. */
  async connect(user: string, button = 'consent-grant'): Promise<boolean> {
    const state = `${randomUUID()} +/=&%2F`
    const { authenticationUrl, requestParameters = '' } = this.#integration
    const query = [`state=${encodeURIComponent(state)}`, requestParameters].filter((part) => part !== '').join('&')
    const url = `${authenticationUrl}${authenticationUrl.includes('?') ? '&' : '?'}${query}`
    const landed = await this.#popUp(url, [`login-user-${user}`, button])
    if (landed.get('state') !== state) throw new Error(`state came back as ${landed.get('state')}`)
    const code = landed.get('code')
    if (code === null) return false
    return this.#obtain(user, { grant_type: 'authorization_code', code })
  }

  /** `GET metadata?id=1`: by plain concatenation, as the pages describe it. */
  async call(user: string, what: string, body: string | Buffer = ''): Promise<Answer> {
    const used = this.#tokens.get(user)
    const first = await this.#once(user, what, body)
    if (first.status !== 403) return first
    // A refresh that ended while this call was under way has replaced the token already: no second one.
    const replaced = used !== undefined && this.#tokens.get(user) !== used
    if (!replaced && !(await this.#refreshed(user))) return first
    return this.#once(user, what, body)
  }

  #once(user: string, what: string, body: string | Buffer): Promise<Answer> {
    const { baseApiUrl, requestParameters = '', basic } = this.#integration
    const [method = '', path = ''] = what.split(' ')
    const url = `${baseApiUrl}/${path}${requestParameters === '' ? '' : `${path.includes('?') ? '&' : '?'}${requestParameters}`}`
    const bearer = `Bearer ${this.#tokens.get(user)?.access ?? 'none'}`
    return exchange(method, url, body, {
      authorization: basic === undefined ? bearer : ([basic, bearer] as unknown as string),
    })
  }

  /** One refresh in flight for a user; all that wait for it share its outcome. */
  #refreshed(user: string): Promise<boolean> {
    const tokens = this.#tokens.get(user)
    if (!tokens) return Promise.resolve(false)
    const running = this.#refreshing.get(user) ?? this.#refresh(user, tokens.refresh)
    this.#refreshing.set(user, running)
    return running.finally(() => this.#refreshing.delete(user))
  }

  async #refresh(user: string, refresh_token: string): Promise<boolean> {
    this.refreshes += 1
    const done = await this.#obtain(user, { grant_type: 'refresh_token', refresh_token })
    if (!done) this.#tokens.delete(user)
    return done
  }

  async #obtain(user: string, proof: Readonly<Record<string, string>>): Promise<boolean> {
    const { clientId, clientSecret, tokenEndpointUrl, placement = 'form' } = this.#integration
    const parameters = { ...proof, client_id: clientId, client_secret: clientSecret }
    const { status, json } = await exchange('POST', ...placed(tokenEndpointUrl, Object.entries(parameters), placement))
    if (status !== 200 || typeof json?.access_token !== 'string') return false
    this.#tokens.set(user, {
      access: json.access_token,
      refresh: json.refresh_token ?? this.#tokens.get(user)?.refresh,
    })
    return true
  }

  /** A browser window of its own: follows redirects and presses buttons until it comes to the redirect URI. */
  async #popUp(start: string, buttons: readonly string[]): Promise<URLSearchParams> {
    const cookies = new Map<string, string>()
    let [method, url, body]: [string, string, string] = ['GET', start, '']
    for (let step = 0; step < 10; step += 1) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
      const headers = { accept: 'text/html', cookie, ...(method === 'POST' && FORM) }
      const page = await exchange(method, url, body, headers)
      for (const line of page.headers['set-cookie'] ?? []) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
        cookies.set(name, value)
      }
      const { location } = page.headers
      const pressed = location === undefined ? press(page.text, buttons) : { method: 'GET', url: location, body: '' }
      if (!pressed) throw new Error(`${url} shows none of ${buttons.join(', ')}: ${page.status} ${page.text}`)
      ;[method, url, body] = [pressed.method, new URL(pressed.url, url).href, pressed.body]
      if (url.startsWith(this.#integration.redirectUri)) return new URL(url).searchParams
    }
    throw new Error(`${start} never comes to an end`)
  }
}

function placed(
  url: string,
  pairs: readonly (readonly [string, string])[],
  placement: Placement,
): [url: string, body: string, headers: OutgoingHttpHeaders] {
  const encoded = pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
  switch (placement) {
    case 'query':
      return [`${url}?${encoded.join('&')}`, '', {}]
    case 'form':
      return [url, encoded.join('&'), FORM]
    case 'lines':
      return [url, encoded.join('\n'), {}]
    case 'split':
      return [`${url}?${encoded.slice(0, 2).join('&')}`, encoded.slice(2).join('&'), FORM]
  }
}

/** One request with just these headers: no redirect is followed, no Content-Type invented. */
export function exchange(
  method: string,
  url: string,
  body: string | Buffer = '',
  headers: OutgoingHttpHeaders = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const wire = send(
      url,
      { method, agent: false, headers: { 'content-length': Buffer.byteLength(body), ...headers } },
      (answer) => {
        const pieces: Buffer[] = []
        answer.on('data', (piece: Buffer) => pieces.push(piece))
        answer.on('error', reject)
        answer.on('end', () => {
          const bytes = Buffer.concat(pieces)
          const text = bytes.toString()
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, bytes, text, json: parsed(text) })
        })
      },
    )
    wire.on('error', reject)
    wire.end(body)
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
