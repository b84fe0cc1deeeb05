import { expect, test } from '@playwright/test'
import { connectProvider } from 'mock-oauth2-provider'

test('who cancels the sign-in is told so', async ({ page, context }, { testId }) => {
  const provider = (await connectProvider(process.env.OIDC_ISSUER)).tag(testId)
  await context.addCookies(provider.cookies()) // the faults below are for this browser alone
  await provider.fail('authorize=access_denied')
  await page.goto('/')
  await page.getByText('Sign in').click()
  await expect(page.getByText('You cancelled the sign-in')).toBeVisible()
  await provider.verify('authorize', 1)
})
