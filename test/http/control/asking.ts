// Asks the control API of a provider over HTTP, and remembers what was asked for whoever wants to know.

import { startProvider } from '../../../lib/index.js'
import type { LocalProvider, StartOptions } from '../../../lib/index.js'

interface Closing {
  teardown(act: () => unknown): unknown
}

export interface Answered {
  readonly method: string
  /** Below `/_mock`, without the query. */
  readonly path: string
  readonly status: number
  readonly media_type: string
  readonly headers: Headers
  /** Parsed when it is JSON. */
  readonly body: any
  readonly text: string
}

export interface Asked {
  readonly provider: LocalProvider
  /** `ask('POST /clock/advance', { by: '1h' })`; a string body is sent as YAML. */
  ask(what: string, body?: unknown, headers?: Record<string, string>): Promise<Answered>
  /** A token request of client `web` unless `form` says otherwise. */
  token(form: Record<string, string>, secret?: string): Promise<Response>
}

export const WEB = {
  client_id: 'web',
  client_secret: 's3cret',
  redirect_uris: ['http://localhost:3000/cb'],
  grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
} as const

export async function asking(
  t: Closing,
  options: StartOptions = { fixtures: { clients: [WEB] } },
  heard: (answered: Answered) => void = () => undefined,
): Promise<Asked> {
  const provider = await startProvider(options)
  t.teardown(() => provider.close())
  return {
    provider,
    async ask(what, body, headers = {}) {
      const [method = '', target = ''] = what.split(' ')
      const yaml = typeof body === 'string'
      const type = yaml ? 'application/yaml' : 'application/json'
      const below = /^\/(why|_root)/.test(target) ? target.replace('/_root', '') : `/v1${target}`
      const answer = await fetch(`${provider.url}/_mock${below}`, {
        method,
        redirect: 'manual',
        headers: { accept: 'application/json', ...(body !== undefined && { 'content-type': type }), ...headers },
        ...(body !== undefined && { body: yaml ? body : JSON.stringify(body) }),
      })
      const media_type = answer.headers.get('content-type')?.split(';')[0] ?? ''
      const text = await answer.text()
      const path = below.split('?')[0] ?? ''
      const { status, headers: told } = answer
      const parsed = /^application\/(problem\+)?json$/.test(media_type) ? JSON.parse(text) : text
      const answered = { method, path, status, media_type, headers: told, body: parsed, text }
      heard(answered)
      return answered
    },
    token: (form, secret = 's3cret') =>
      fetch(`${provider.url}/token`, {
        method: 'POST',
        headers: { authorization: `Basic ${Buffer.from(`web:${secret}`).toString('base64')}` },
        body: new URLSearchParams(form),
      }),
  }
}
