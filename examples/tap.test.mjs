// npx tap tap.test.mjs
import t from 'tap'
import { startProvider } from 'mock-oauth2-provider'
import { startApp, visit } from './app.cjs'

const provider = await startProvider()
const app = await startApp(provider.issuer)
t.teardown(() => Promise.all([app.close(), provider.close()]))

t.test('the application asks once more after a 503', async (t) => {
  await provider.fail('token=503@1')
  t.equal(await visit(`${app.url}/login`), 'Hello alice')
  await provider.verify('token.code', 2)
})
