// A callback that a browser visits twice, as one that fetches ahead does: what `lc-double-callback` does to a client.

import t from 'tap'
import { startProvider } from '../../lib/index.js'
import { NO_CHROMIUM, callback, findChromium, launched } from '../support/browser.js'

const chromium = findChromium(t)

t.test('both visits carry the same code', { skip: chromium === undefined ? NO_CHROMIUM : false }, async (t) => {
  const client = await callback(t)
  const fixtures = { clients: [{ client_id: 'web', client_secret: 's3cret', redirect_uris: [client.url] }] }
  const provider = await startProvider({ fixtures, faults: ['authorize=double-callback'] })
  t.teardown(() => provider.close())
  const browser = await launched(chromium ?? '')
  t.teardown(() => browser.close())
  const page = await browser.newPage()
  const query = new URLSearchParams({ client_id: 'web', redirect_uri: client.url, response_type: 'code', state: 'xyz' })
  await page.goto(`${provider.url}/authorize?${query}`)
  await page.waitForURL(`${client.url}?**`)
  const visits = client.arrivals.map(({ parameters }) => [parameters.get('code'), parameters.get('state')])
  t.equal(visits.length, 2)
  t.strictSame(visits[0], visits[1])
  t.match(visits[0], [/^[\w-]+$/, 'xyz'])
})
