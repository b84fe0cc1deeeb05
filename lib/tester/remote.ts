// The transport to a server in another process: fetch, and sentences for what goes wrong on the way.

import { ControlError } from './refusal.js'
import { VERSIONED, queryText } from './transport.js'
import type { Answer, Question, Transport } from './transport.js'

/** What Node's fetch hides behind `fetch failed`. */
const CAUSES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no host of that name',
  EAI_AGAIN: 'the name could not be looked up',
  ECONNRESET: 'the connection was cut',
  UND_ERR_SOCKET: 'the connection was cut',
  ETIMEDOUT: 'it did not answer in time',
  UND_ERR_CONNECT_TIMEOUT: 'it did not answer in time',
}

const UNTRUSTED = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS/

export class Remote implements Transport {
  readonly url: string
  readonly token: string | undefined
  readonly #server: string

  /** @param url Of the server, or of one of its realms; a slash at the end does not matter. */
  constructor(url: string, token?: string) {
    this.url = url.replace(/\/+$/, '')
    this.#server = this.url.replace(/\/realms\/[^/]+$/, '')
    this.token = token
  }

  within(realm: string): Transport {
    return new Remote(realm === '' ? this.#server : `${this.#server}/realms/${encodeURIComponent(realm)}`, this.token)
  }

  async ask({ method, path, query, body, accept = 'application/json' }: Question): Promise<Answer> {
    const headers = {
      accept,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(this.token !== undefined && { authorization: `Bearer ${this.token}` }),
    }
    const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) }
    const response = await this.#fetch(`${this.url}${VERSIONED}${path}${queryText(query)}`, init)
    const text = await response.text()
    return { status: response.status, content: parsed(text, response.headers.get('content-type') ?? '') }
  }

  async #fetch(url: string, init: RequestInit): Promise<Response> {
    try {
      return await fetch(url, init)
    } catch (error) {
      const code = codeOf(error)
      const why = CAUSES[code] ?? (UNTRUSTED.test(code) ? 'its certificate is not trusted' : messageOf(error))
      const hint = UNTRUSTED.test(code)
        ? 'set NODE_EXTRA_CA_CERTS to the file that the server named at its start (ca=…)'
        : 'start one: npx mock-oauth2-provider start; or name where it is'
      throw new ControlError(`no server answers at ${this.url}: ${why}`, { status: 0, hint, problem: { code } })
    }
  }
}

function parsed(text: string, type: string): unknown {
  if (!/\bjson\b/.test(type) || /ndjson/.test(type)) return text
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}

function codeOf(error: unknown): string {
  const { cause } = error as { cause?: { code?: unknown; errors?: readonly { code?: unknown }[] } }
  const code = cause?.code ?? cause?.errors?.[0]?.code
  return typeof code === 'string' ? code : ''
}

function messageOf(error: unknown): string {
  const { message, cause } = error as { message?: string; cause?: { message?: string } }
  return cause?.message ?? message ?? String(error)
}
