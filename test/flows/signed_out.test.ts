// Logout in Chromium: the question, the frames that tell clients through the browser, and the way back.

import t from 'tap'
import type { Browser } from 'playwright-core'
import { NO_CHROMIUM, callback, findChromium, launched } from '../support/browser.js'
import { CAST, WEB, provided } from '../support/story.js'

const chromium = findChromium(t)
const skip = chromium === undefined && NO_CHROMIUM
let browser: Browser
t.before(async () => {
  if (chromium !== undefined) browser = await launched(chromium)
})
t.teardown(() => chromium !== undefined && browser.close())

for (const javaScriptEnabled of [true, false]) {
  t.test(
    `FL-01 who confirms is shown to the client in a frame and goes back${javaScriptEnabled ? '' : ' without JavaScript'}`,
    { skip },
    async (t) => {
      const [app, told] = [await callback(t), await callback(t)]
      const home = app.url.replace('/callback', '/bye')
      const client = {
        ...WEB,
        redirect_uris: [app.url],
        post_logout_redirect_uris: [home],
        frontchannel_logout_uri: told.url,
      }
      const { url, issuer } = await provided(t, { fixtures: { ...CAST, clients: [client] } })
      const context = await browser.newContext({ javaScriptEnabled })
      context.setDefaultTimeout(15_000)
      t.teardown(() => context.close())
      const page = await context.newPage()
      const refused: string[] = []
      page.on('console', (message) => refused.push(message.text()))
      const asked = { response_type: 'code', client_id: 'web', redirect_uri: app.url, scope: 'openid' }
      await page.goto(`${url}/authorize?${new URLSearchParams(asked).toString()}`)
      await page.goto(
        `${url}/logout?${new URLSearchParams({ client_id: 'web', post_logout_redirect_uri: home, state: 's' }).toString()}`,
      )
      await page.getByTestId('logout-confirm').click()
      await page.waitForURL(`${home}?state=s`)
      t.match(Object.fromEntries(told.arrivals[0]?.parameters ?? []), { iss: issuer, sid: /^[\w-]{22}$/ })
      t.same(
        refused.filter((text) => /Content Security Policy/.test(text)),
        [],
      )
      t.same(await context.cookies(), [])
    },
  )
}
