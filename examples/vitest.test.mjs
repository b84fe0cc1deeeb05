// npx mock-oauth2-provider exec -- vitest run
import { expect, test as base } from 'vitest'
import { connectProvider } from 'mock-oauth2-provider'
import { startApp, visit } from './app.cjs'

const provider = await connectProvider()
const test = base.extend({ realm: async ({}, use) => use(await provider.realm()) })

test.concurrent('an expired token is refreshed', async ({ realm }) => {
  const app = await startApp(realm.issuer)
  await visit(`${app.url}/login`)
  await realm.clock.advance('2h')
  expect(await visit(`${app.url}/me`)).toBe('Hello alice')
  await realm.verify('token.refresh', 1)
})
