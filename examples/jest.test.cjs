// npx jest
const { startProvider } = require('mock-oauth2-provider')
const { startApp, visit } = require('./app.cjs')

let provider, app
beforeAll(async () => (app = await startApp((provider = await startProvider()).issuer)))
afterAll(() => Promise.all([app.close(), provider.close()]))
afterEach(() => provider.reset())

test('a refresh token that is refused sends the user to the login', async () => {
  expect(await visit(`${app.url}/login`)).toBe('Hello alice')
  await provider.clock.advance('2h')
  await provider.fail('token.refresh=invalid_grant')
  expect(await visit(`${app.url}/me`)).toBe('Please sign in')
})
