// oidc-client-ts in Chromium, as single-page applications use it: login by redirect with PKCE, userinfo by CORS, silent
// renewal in a hidden frame, logout.

import { createServer } from 'node:http'
import { readFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import type { Test } from 'tap'
import type { Browser, Page } from 'playwright-core'
import type { Fixtures, LocalProvider } from '../../lib/index.js'
import { NO_CHROMIUM, findChromium, launched } from '../support/browser.js'
import { CAST, provided } from '../support/story.js'

const chromium = findChromium(t)
const skip = chromium === undefined && NO_CHROMIUM
let browser: Browser
t.before(async () => {
  if (chromium !== undefined) browser = await launched(chromium)
})
t.teardown(() => chromium !== undefined && browser.close())

const LIBRARY = await readFile(
  fileURLToPath(new URL('browser/oidc-client-ts.min.js', new URL('../', import.meta.resolve('oidc-client-ts')))),
  'utf8',
)

/** The application: on its callback it finishes what was begun, everywhere it offers its verbs to the test. */
function application(settings: object): string {
  return `<!doctype html><title>application</title><link rel="icon" href="data:,"><main></main><script src="/library.js"></script><script>
    const manager = new oidc.UserManager({ ...${JSON.stringify(settings)}, userStore: new oidc.WebStorageStateStore({ store: localStorage }) })
    const show = (text) => { document.querySelector('main').textContent = text; document.title = 'ready' }
    const finished = location.pathname === '/callback' ? manager.signinCallback() : location.pathname === '/bye' ? manager.signoutCallback() : Promise.resolve()
    finished.then(() => show('fine'), (error) => show(error.name + ': ' + (error.error ?? error.message)))
  </script>`
}

interface Scene {
  readonly page: Page
  readonly provider: LocalProvider
  readonly origin: string
  /** What the application shows when it is done. */
  readonly shown: () => Promise<string | null>
  readonly login: () => Promise<void>
}

async function scene(t: Test, client: object = {}): Promise<Scene> {
  let html = ''
  const server = createServer(({ url = '' }, response) => {
    const library = url === '/library.js'
    response.setHeader('content-type', library ? 'text/javascript' : 'text/html').end(library ? LIBRARY : html)
  }).listen(0, 'localhost')
  await new Promise((resolve) => server.once('listening', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  })
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`
  const spa = {
    client_id: 'spa',
    redirect_uris: [`${origin}/callback`],
    post_logout_redirect_uris: [`${origin}/bye`],
    grant_types: ['authorization_code'],
    ...client,
  }
  const provider = await provided(t, { fixtures: { ...CAST, clients: [spa] } as Fixtures })
  html = application({
    ...{
      authority: provider.issuer,
      client_id: 'spa',
      redirect_uri: `${origin}/callback`,
      scope: 'openid profile email',
    },
    ...{
      post_logout_redirect_uri: `${origin}/bye`,
      loadUserInfo: true,
      automaticSilentRenew: false,
      silentRequestTimeoutInSeconds: 10,
    },
  })
  const context = await browser.newContext()
  context.setDefaultTimeout(15_000)
  t.teardown(() => context.close())
  const page = await context.newPage()
  const shown = async (): Promise<string | null> => {
    await page.waitForFunction('document.title === "ready"')
    return page.locator('main').textContent()
  }
  const login = async (): Promise<void> => {
    await page.goto(origin)
    await page.evaluate('void manager.signinRedirect()')
    await page.waitForURL(`${origin}/callback?**`)
    await shown()
  }
  return { page, provider, origin, shown, login }
}

t.test('oidc-client-ts logs in with PKCE, and reads userinfo across origins', { skip }, async (t) => {
  const { page, provider, shown, login } = await scene(t)
  await login()
  t.equal(await shown(), 'fine')
  t.match(await page.evaluate('manager.getUser()'), {
    access_token: String,
    id_token: String,
    profile: { sub: 'user-1', name: 'Alice Liddell', email: 'alice@example.com' },
  })
  t.ok(provider.home.journal.list().some(({ endpoint, status }) => endpoint === 'userinfo' && status === 200))
})

t.test('oidc-client-ts renews silently in a hidden frame with prompt=none', { skip }, async (t) => {
  const { page, provider, login } = await scene(t)
  await login()
  const before = await page.evaluate('manager.getUser().then((user) => user.access_token)')
  const renewed = await page.evaluate('manager.signinSilent().then((user) => user.access_token)')
  t.type(renewed, 'string')
  t.not(renewed, before)
  t.ok(provider.home.journal.list().some(({ url }) => url.includes('prompt=none')))
})

t.test('oidc-client-ts is told login_required when nobody is logged in any more', { skip }, async (t) => {
  const { page, login } = await scene(t)
  await login()
  await page.context().clearCookies()
  const told = await page.evaluate('manager.signinSilent().then(() => "renewed", (error) => error.error)')
  t.equal(told, 'login_required')
})

t.test('oidc-client-ts renews with a refresh token where it has one', { skip }, async (t) => {
  const { page, provider, login } = await scene(t, { grant_types: ['authorization_code', 'refresh_token'] })
  await login()
  const before = await page.evaluate('manager.getUser().then((user) => user.refresh_token)')
  t.type(before, 'string')
  t.not(await page.evaluate('manager.signinSilent().then((user) => user.refresh_token)'), before)
  t.ok(provider.home.journal.list().some(({ grant_type }) => grant_type === 'refresh_token'))
})

t.test('oidc-client-ts sees an error across origins too', { skip }, async (t) => {
  const { page, provider, login } = await scene(t, { grant_types: ['authorization_code', 'refresh_token'] })
  await login()
  await provider.fail('token.refresh=invalid_grant')
  t.equal(await page.evaluate('manager.signinSilent().then(() => "renewed", (error) => error.error)'), 'invalid_grant')
})

t.test('oidc-client-ts logs out and comes back', { skip }, async (t) => {
  const { page, provider, origin, shown, login } = await scene(t)
  if (provider.home.server.locations.paths.end_session === undefined) return t.comment('this version has no logout')
  await login()
  await page.evaluate('void manager.signoutRedirect()')
  await page.waitForURL(`${origin}/bye**`)
  t.equal(await shown(), 'fine')
  t.equal(await page.evaluate('manager.getUser()'), null)
})
