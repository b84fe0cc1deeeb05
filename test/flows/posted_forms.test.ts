// The pages without a browser: a script reads the hidden field of a form, posts it with its cookie, and goes on.

import t from 'tap'
import type { Test } from 'tap'
import type { StartOptions } from '../../lib/index.js'
import { CALLBACK, WEB, CAST, provided } from '../support/story.js'

const asked = { response_type: 'code', client_id: 'web', redirect_uri: CALLBACK, scope: 'openid', state: 's-1' }

/** The little of a browser that the pages need. */
class Script {
  cookie = ''
  readonly #url: string

  constructor(url: string) {
    this.#url = url
  }

  authorize(more: Record<string, string> = {}): Promise<Shown> {
    return this.#ask(`${this.#url}/authorize?${new URLSearchParams({ ...asked, ...more }).toString()}`)
  }

  /** The form of a page with fields filled in. */
  post({ action, interaction }: Shown, fields: Record<string, string>): Promise<Shown> {
    const body = new URLSearchParams({ interaction, ...fields })
    return this.#ask(action, { method: 'POST', body })
  }

  async #ask(url: string, init: RequestInit = {}): Promise<Shown> {
    const response = await fetch(url, { ...init, redirect: 'manual', headers: { cookie: this.cookie } })
    const [, cookie] = /^([^;]+)/.exec(response.headers.get('set-cookie') ?? '') ?? []
    this.cookie = cookie ?? this.cookie
    const html = await response.text()
    const location = response.headers.get('location')
    return {
      status: response.status,
      html,
      action: /<form[^>]*action="([^"]+)"/.exec(html)?.[1] ?? '',
      interaction: /name="interaction" value="([^"]+)"/.exec(html)?.[1] ?? '',
      back: location === null ? {} : Object.fromEntries(new URL(location).searchParams),
      location: location ?? '',
    }
  }
}

interface Shown {
  readonly status: number
  readonly html: string
  readonly action: string
  readonly interaction: string
  readonly location: string
  /** The parameters that the redirect to the client carries. */
  readonly back: Record<string, string>
}

async function script(t: Test, options: StartOptions = {}) {
  const provider = await provided(t, { login: 'form', ...options })
  return { provider, script: new Script(provider.url) }
}

t.test('username and password are posted, and the redirect carries the code', async (t) => {
  const { script: agent } = await script(t)
  const shown = await agent.post(await agent.authorize(), { username: 'alice', password: 'wonderland' })
  t.match(shown, { status: 303, back: { code: String, state: 's-1', iss: String } })
  t.ok(shown.location.startsWith(CALLBACK))
})

t.test('a wrong password shows the page again with 403, and the same form still works', async (t) => {
  const { script: agent } = await script(t)
  const page = await agent.authorize()
  const refused = await agent.post(page, { username: 'alice', password: 'wrong' })
  t.match(refused, { status: 403, html: /role="alert"/, interaction: page.interaction })
  t.match((await agent.post(page, { username: 'alice', password: 'wonderland' })).back, { code: String })
})

t.test('an answered page cannot be answered again', async (t) => {
  const { script: agent } = await script(t, { login: 'picker' })
  const page = await agent.authorize()
  await agent.post(page, { username: 'bob' })
  t.match(await agent.post(page, { username: 'bob' }), { status: 400, html: /interaction-over/ })
})

t.test('a page that waited for ten minutes is over', async (t) => {
  const { provider, script: agent } = await script(t, { login: 'picker' })
  const page = await agent.authorize()
  await provider.clock.advance('10m')
  t.match(await agent.post(page, { username: 'bob' }), { status: 400, html: /waited longer than ten minutes/ })
})

t.test('an invented interaction is refused', async (t) => {
  const { script: agent } = await script(t)
  const page = await agent.authorize()
  t.match(await agent.post({ ...page, interaction: 'invented' }, { username: 'bob' }), {
    status: 400,
    html: /interaction-unknown/,
  })
})

t.test('a posted denial is told to the client', async (t) => {
  const { script: agent } = await script(t)
  const { back } = await agent.post(await agent.authorize(), { decision: 'deny' })
  t.match(back, { error: 'access_denied', error_description: /refused on the login page/, state: 's-1', iss: String })
})

for (const [decision, expected] of [
  ['grant', { code: String }],
  ['deny', { error: 'access_denied', error_description: /refused on the consent page/ }],
] as const) {
  t.test(`a client that asks for consent is told of a posted ${decision}`, async (t) => {
    const fixtures = { ...CAST, clients: [{ ...WEB, consent: 'ask' as const }] }
    const { script: agent } = await script(t, { fixtures, login: 'auto' })
    t.match((await agent.post(await agent.authorize(), { decision })).back, expected)
  })
}

t.test('consent given once is not asked for again in the session, but for more scope it is', async (t) => {
  const fixtures = { ...CAST, clients: [{ ...WEB, consent: 'ask' as const }] }
  const { script: agent } = await script(t, { fixtures, login: 'auto' })
  await agent.post(await agent.authorize(), { decision: 'grant' })
  t.match((await agent.authorize()).back, { code: String })
  t.match(await agent.authorize({ scope: 'openid email' }), { status: 200, html: /consent-grant/ })
})

t.test('prompt=none without a session is refused with login_required, and with one it passes', async (t) => {
  const { script: agent } = await script(t)
  t.match((await agent.authorize({ prompt: 'none' })).back, { error: 'login_required', state: 's-1' })
  await agent.post(await agent.authorize(), { username: 'alice', password: 'wonderland' })
  t.match((await agent.authorize({ prompt: 'none' })).back, { code: String })
})

t.test('a session ends with its day', async (t) => {
  const { provider, script: agent } = await script(t)
  await agent.post(await agent.authorize(), { username: 'alice', password: 'wonderland' })
  await provider.clock.advance('1d')
  t.match(await agent.authorize(), { status: 200, html: /login-submit/ })
})

t.test('max_age asks for a fresh login when the session is older', async (t) => {
  const { provider, script: agent } = await script(t)
  await agent.post(await agent.authorize(), { username: 'alice', password: 'wonderland' })
  await provider.clock.advance('5m')
  t.match((await agent.authorize({ max_age: '600' })).back, { code: String })
  t.match(await agent.authorize({ max_age: '60' }), { status: 200, html: /login-submit/ })
})

t.test('form_post is a page whose form carries the answer', async (t) => {
  const { script: agent } = await script(t, { login: 'auto' })
  const { status, action, html } = await agent.authorize({ response_mode: 'form_post' })
  t.match({ status, action }, { status: 200, action: CALLBACK })
  for (const name of ['code', 'state', 'iss']) t.match(html, `<input type="hidden" name="${name}" value="`)
})

t.test('an unknown client gets a page and no redirect', async (t) => {
  const { script: agent } = await script(t)
  const shown = await agent.authorize({ client_id: 'wep' })
  t.match(shown, { status: 400, location: '', html: /did you mean &#39;web&#39;/ })
})

t.test('a fault at the authorization endpoint goes back to the client as its error', async (t) => {
  const { provider, script: agent } = await script(t, { login: 'auto' })
  await provider.fail('authorize=temporarily_unavailable@once')
  t.match((await agent.authorize()).back, { error: 'temporarily_unavailable', state: 's-1' })
  t.match((await agent.authorize()).back, { code: String })
})
