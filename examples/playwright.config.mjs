// npx playwright test
import { defineConfig } from '@playwright/test'

const provider = {
  command: 'npx mock-oauth2-provider start --port 0',
  wait: { stdout: /issuer=(?<oidc_issuer>\S+)/ }, // OIDC_ISSUER, for the application and for the tests
  gracefulShutdown: { signal: 'SIGTERM', timeout: 3000 },
}
const app = { command: 'node app.cjs', port: 3000, env: { PORT: '3000' } }

export default defineConfig({
  testMatch: 'playwright.spec.mjs',
  use: { baseURL: 'http://localhost:3000', launchOptions: { executablePath: process.env.CHROMIUM } },
  webServer: [provider, app],
})
