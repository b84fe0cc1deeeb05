// The same provider held in each way that there is: in this process, from another one, a realm of either, a tag.

import type { Test } from 'tap'
import { connectProvider } from '../../lib/index.js'
import type { Provider } from '../../lib/index.js'
import { CALLBACK, WEB, landed, provided } from './story.js'

export interface Held {
  readonly provider: Provider
  /** What the application's requests carry. */
  readonly headers: Readonly<Record<string, string>>
}

const plain = (provider: Provider): Held => ({ provider, headers: {} })
const marked = (provider: Provider): Held => ({ provider: provider.tag('t 7'), headers: { 'mock-oauth2-tag': 't 7' } })

async function remote(t: Test): Promise<Provider> {
  return connectProvider((await provided(t)).url)
}

export const WHOLE: Readonly<Record<string, (t: Test) => Promise<Held>>> = {
  'in process': async (t) => plain(await provided(t)),
  'over HTTP': async (t) => plain(await remote(t)),
  'a realm in process': async (t) => plain(await (await provided(t)).realm()),
  'a realm over HTTP': async (t) => plain(await (await remote(t)).realm({ id: 'mine' })),
}

export const TAGGED: Readonly<Record<string, (t: Test) => Promise<Held>>> = {
  'a tag in process': async (t) => marked(await provided(t)),
  'a tag over HTTP': async (t) => marked(await remote(t)),
  'a tag of a realm': async (t) => marked(await (await remote(t)).realm()),
}

export const ALL = { ...WHOLE, ...TAGGED }

/** One test for each way. */
export function each(
  t: Test,
  ways: Readonly<Record<string, (t: Test) => Promise<Held>>>,
  sentence: string,
  test: (t: Test, held: Held) => Promise<void>,
): void {
  for (const [way, open] of Object.entries(ways)) {
    void t.test(`${way}: ${sentence}`, async (t) => test(t, await open(t)))
  }
}

export const BASIC = `Basic ${btoa(`${WEB.client_id}:${encodeURIComponent(WEB.client_secret)}`)}`

export async function asked({ provider, headers }: Held, form: Record<string, string>): Promise<any> {
  const response = await fetch(`${provider.url}/token`, {
    method: 'POST',
    headers: { ...headers, authorization: BASIC },
    body: new URLSearchParams(form),
  })
  return { http: response.status, ...((await response.json()) as object) }
}

export const own = (held: Held): Promise<any> => asked(held, { grant_type: 'client_credentials' })

/** Logs the user in whom the provider picks, and redeems the code. */
export async function loggedIn(held: Held, extra: Record<string, string> = {}): Promise<any> {
  const query = { response_type: 'code', client_id: 'web', redirect_uri: CALLBACK, scope: 'openid offline_access' }
  const url = `${held.provider.url}/authorize?${new URLSearchParams({ ...query, ...extra }).toString()}`
  const code = (await landed(url, CALLBACK, held.headers)).searchParams.get('code') ?? ''
  return asked(held, { grant_type: 'authorization_code', code, redirect_uri: CALLBACK })
}

export const refreshed = (held: Held, refresh_token: string): Promise<any> =>
  asked(held, { grant_type: 'refresh_token', refresh_token })

export function claimsOf(jwt: string): any {
  return JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString())
}
