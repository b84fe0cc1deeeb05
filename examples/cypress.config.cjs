// npx cypress run: /authorize redirects at once, so that no test needs cy.origin
const { startProvider } = require('mock-oauth2-provider')
const { startApp } = require('./app.cjs')

async function setupNodeEvents(on, config) {
  const provider = await startProvider({ login: 'auto:alice' })
  const app = await startApp(provider.issuer)
  on('task', { fail: (rule) => provider.fail(rule).then(({ id }) => id) }) // cy.task('fail', 'token=503@1')
  on('before:spec', () => provider.reset())
  on('after:run', () => Promise.all([app.close(), provider.close()]))
  return { ...config, baseUrl: app.url }
}

module.exports = { e2e: { setupNodeEvents, supportFile: false } }
