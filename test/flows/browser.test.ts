// The pages in Chromium, with and without JavaScript: what a person sees, clicks and types on the way to a code.

import t from 'tap'
import type { Test } from 'tap'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import type { StartOptions } from '../../lib/index.js'
import { NO_CHROMIUM, callback, findChromium, launched } from '../support/browser.js'
import { CAST, WEB, provided } from '../support/story.js'

const chromium = findChromium(t)
const skip = chromium === undefined && NO_CHROMIUM
let browser: Browser
t.before(async () => {
  if (chromium !== undefined) browser = await launched(chromium)
})
t.teardown(() => chromium !== undefined && browser.close())

interface Scene {
  readonly page: Page
  readonly url: string
  /** The authorization URL of the client, whose callback notes who comes back. */
  readonly authorize: (more?: Record<string, string>) => string
  readonly redirect_uri: string
  /** The parameters that the client was brought; waits until the browser is there. */
  readonly back: () => Promise<Record<string, string>>
  readonly arrivals: Awaited<ReturnType<typeof callback>>['arrivals']
}

async function scene(t: Test, options: StartOptions = {}, context: BrowserContextOptions = {}): Promise<Scene> {
  const client = await callback(t)
  const web = { ...WEB, redirect_uris: [client.url] }
  const { url } = await provided(t, { fixtures: { ...CAST, clients: [web] }, ...options })
  const opened = await browser.newContext(context)
  opened.setDefaultTimeout(10_000)
  t.teardown(() => opened.close())
  const page = await opened.newPage()
  const asked = {
    response_type: 'code',
    client_id: 'web',
    redirect_uri: client.url,
    scope: 'openid email',
    state: 's-1',
  }
  return {
    ...{ page, url, redirect_uri: client.url, arrivals: client.arrivals },
    authorize: (more = {}) => `${url}/authorize?${new URLSearchParams({ ...asked, ...more }).toString()}`,
    back: async () => {
      await page.getByRole('heading', { name: 'Back at the client' }).waitFor()
      return Object.fromEntries(client.arrivals.at(-1)?.parameters ?? [])
    },
  }
}

const GRANTED = { code: /^[\w-]{43}$/, state: 's-1', iss: /^http:\/\/localhost:/ }
const DENIED = { error: 'access_denied', error_description: String, state: 's-1', iss: String }

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? '' : ' without JavaScript'
  const context = { javaScriptEnabled }
  const test = (name: string, act: (t: Test) => Promise<void>) => t.test(`${name}${how}`, { skip }, act)

  test('a person picked by "Continue as" comes back with a code', async (t) => {
    const { page, authorize, back } = await scene(t, { login: 'picker' }, context)
    await page.goto(authorize())
    t.equal(await page.getByTestId('login-client').textContent(), 'The Web Shop')
    await page.getByRole('button', { name: 'Continue as Alice Liddell' }).click()
    t.match(await back(), GRANTED)
  })

  test('a wrong password is announced, and the right one goes on', async (t) => {
    const { page, authorize, back } = await scene(t, { login: 'form' }, context)
    await page.goto(authorize())
    await page.getByLabel('Username').fill('alice')
    await page.getByLabel('Password').fill('looking-glass')
    await page.getByRole('button', { name: 'Sign in' }).click()
    t.match(await page.getByRole('alert').textContent(), /password of 'alice' does not match/)
    t.equal(await page.getByLabel('Username').inputValue(), 'alice')
    await page.getByLabel('Password').fill('wonderland')
    await page.getByRole('button', { name: 'Sign in' }).click()
    t.match(await back(), GRANTED)
  })

  test('a misspelled username gets a suggestion', async (t) => {
    const { page, authorize } = await scene(t, { login: 'form' }, context)
    await page.goto(authorize())
    await page.getByLabel('Username').fill('alcie')
    await page.getByRole('button', { name: 'Sign in' }).click()
    t.match(await page.getByRole('alert').textContent(), /did you mean 'alice'/)
  })

  for (const login of ['picker', 'form']) {
    test(`Deny at the ${login} tells the client access_denied`, async (t) => {
      const { page, authorize, back } = await scene(t, { login }, context)
      await page.goto(authorize())
      await page.getByRole('button', { name: 'Deny' }).click()
      t.match(await back(), DENIED)
    })
  }

  for (const [decision, expected] of [
    ['Grant', GRANTED],
    ['Deny', DENIED],
  ] as const) {
    test(`${decision} at the consent page is what the client is told`, async (t) => {
      const { page, authorize, back } = await scene(t, { login: 'picker' }, context)
      await page.goto(authorize({ prompt: 'consent' }))
      await page.getByRole('button', { name: 'Continue as Alice Liddell' }).click()
      t.equal(await page.getByTestId('consent-user').textContent(), 'Alice Liddell')
      t.match(await page.getByTestId('consent-scope-email').textContent(), /see your e-mail address/)
      await page.getByRole('button', { name: decision }).click()
      t.match(await back(), expected)
    })
  }

  test('login_hint logs in without a page', async (t) => {
    const { page, authorize, back } = await scene(t, { login: 'form' }, context)
    await page.goto(authorize({ login_hint: 'bob' }))
    t.match(await back(), GRANTED)
  })

  test('the second visit uses the session of the first', async (t) => {
    const { page, authorize, back, arrivals } = await scene(t, { login: 'picker' }, context)
    await page.goto(authorize())
    await page.getByTestId('login-user-bob').click()
    const first = await back()
    await page.goto(authorize())
    t.not((await back())['code'], first['code'])
    t.equal(arrivals.length, 2)
  })

  test('prompt=login asks again in spite of a session', async (t) => {
    const { page, authorize, back } = await scene(t, { login: 'picker' }, context)
    await page.goto(authorize({ login_hint: 'bob' }))
    await back()
    await page.goto(authorize({ prompt: 'login' }))
    t.equal(await page.getByRole('heading').textContent(), 'Sign in')
  })

  test('form_post posts the answer to the client', async (t) => {
    const { page, url, authorize, back, arrivals } = await scene(t, {}, context)
    await page.goto(authorize({ response_mode: 'form_post' }))
    if (!javaScriptEnabled) await page.getByRole('button', { name: 'Continue' }).click()
    t.match(await back(), GRANTED)
    t.match(arrivals, [{ method: 'POST', origin: url }])
  })

  test('response_mode fragment leaves the answer to the browser', async (t) => {
    const { page, authorize, back } = await scene(t, {}, context)
    await page.goto(authorize({ response_mode: 'fragment' }))
    t.same(await back(), {})
    t.match(Object.fromEntries(new URLSearchParams(new URL(page.url()).hash.slice(1))), GRANTED)
  })

  test('an unregistered redirect_uri is explained to the person and not followed', async (t) => {
    const { page, url, authorize, redirect_uri, arrivals } = await scene(t, {}, context)
    const response = await page.goto(authorize({ redirect_uri: `${redirect_uri}/` }))
    t.equal(response?.status(), 400)
    t.ok(page.url().startsWith(`${url}/authorize`))
    t.match(await page.getByTestId('failure-reason').textContent(), /^redirect-uri-/)
    t.match(await page.getByTestId('failure-hint').textContent(), /is not registered for client 'web'/)
    t.strictSame(arrivals, [])
  })

  test('error_uri leads to a page that says what to do', async (t) => {
    const { page, authorize, back } = await scene(t, {}, context)
    await page.goto(authorize({ scope: 'openid emial' }))
    const { error, error_uri = '' } = await back()
    t.equal(error, 'invalid_scope')
    await page.goto(error_uri)
    t.equal(await page.getByTestId('explanation-error').textContent(), 'invalid_scope')
    t.match(await page.getByTestId('explanation-hint').textContent(), /emial/)
  })
}

t.test('the picker is used by keyboard alone: Tab to the second person, Enter', { skip }, async (t) => {
  const { page, authorize, back } = await scene(t, { login: 'picker' })
  await page.goto(authorize())
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  t.equal(await page.evaluate('document.activeElement.dataset.testid'), 'login-user-bob')
  await page.keyboard.press('Enter')
  t.match(await back(), GRANTED)
})

t.test(
  'the form is used by keyboard alone: it has the focus, Tab leads to the password, Enter sends',
  { skip },
  async (t) => {
    const { page, authorize, back } = await scene(t, { login: 'form' })
    await page.goto(authorize())
    await page.keyboard.type('alice')
    await page.keyboard.press('Tab')
    await page.keyboard.type('wonderland')
    await page.keyboard.press('Enter')
    t.match(await back(), GRANTED)
  },
)

t.test('the consent page is used by keyboard alone: the first stop is Grant, the second Deny', { skip }, async (t) => {
  const { page, authorize, back } = await scene(t, {})
  await page.goto(authorize({ prompt: 'consent' }))
  await page.keyboard.press('Tab')
  t.equal(await page.evaluate('document.activeElement.dataset.testid'), 'consent-grant')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Space')
  t.match(await back(), DENIED)
})

t.test('no page makes the browser complain or fetch anything from elsewhere', { skip }, async (t) => {
  const { page, url, authorize } = await scene(t, { login: 'picker' })
  const [complaints, foreign]: [string[], string[]] = [[], []]
  page.on('console', (message) => complaints.push(message.text()))
  page.on('request', (request) => request.url().startsWith(url) || foreign.push(request.url()))
  await page.goto(authorize())
  await page.goto(authorize({ prompt: 'consent', login_hint: 'alice' }))
  await page.goto(`${url}/`)
  t.strictSame([complaints, foreign], [[], []])
})
