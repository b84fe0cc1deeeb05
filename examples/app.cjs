// The application under test that all recipes share: it signs a user in, and refreshes when a token is over.
//   node app.cjs                    listens on PORT
//   node app.cjs pytest -q          listens, runs a command with APP_URL in its environment, stops
const { createHash, randomBytes } = require('node:crypto')
const { createServer } = require('node:http')
const { spawn } = require('node:child_process')

const CLIENT = { client_id: 'app' }
const random = () => randomBytes(32).toString('base64url')

/** Asks the token endpoint, once more when it is out of order. */
async function tokens(metadata, form, tries = 2) {
  const body = new URLSearchParams({ ...CLIENT, ...form })
  const answer = await fetch(metadata.token_endpoint, { method: 'POST', body })
  if (answer.status >= 500 && tries > 1) return tokens(metadata, form, tries - 1)
  return answer.ok ? answer.json() : undefined
}

/** @param issuer All that the application is configured with. */
async function startApp(issuer, port = 0) {
  const discovery = await fetch(`${issuer}/.well-known/openid-configuration`)
  const metadata = await discovery.json()
  const asked = new Map() // state to verifier
  let session

  const pages = {
    '/': () => '<a href="/login">Sign in</a>',
    '/login': (url) => {
      const [state, verifier] = [random(), random()]
      asked.set(state, verifier)
      const code_challenge = createHash('sha256').update(verifier).digest('base64url')
      const scope = 'openid offline_access'
      const redirect_uri = `${url.origin}/callback`
      const query = { ...CLIENT, response_type: 'code', scope, redirect_uri, state, code_challenge }
      return new URL(
        `${metadata.authorization_endpoint}?${new URLSearchParams({ ...query, code_challenge_method: 'S256' })}`,
      )
    },
    '/callback': async ({ origin, searchParams }) => {
      const { code, state, error } = Object.fromEntries(searchParams)
      const code_verifier = asked.get(state)
      if (error === 'access_denied') return 'You cancelled the sign-in'
      if (!code || !code_verifier) return 'That was not for us'
      const redirect_uri = `${origin}/callback`
      session = await tokens(metadata, { grant_type: 'authorization_code', code, redirect_uri, code_verifier })
      return session ? pages['/me']() : 'The sign-in failed'
    },
    '/me': async (_url, tries = 2) => {
      if (!session) return 'Please sign in'
      const headers = { authorization: `Bearer ${session.access_token}` }
      const answer = await fetch(metadata.userinfo_endpoint, { headers })
      if (answer.ok) return `Hello ${(await answer.json()).sub}`
      const { refresh_token } = session
      session = tries > 1 ? await tokens(metadata, { grant_type: 'refresh_token', refresh_token }) : undefined
      return pages['/me'](_url, tries - 1)
    },
  }

  const server = createServer(async (request, response) => {
    const url = new URL(request.url, `http://localhost:${server.address().port}`)
    const page = await (pages[url.pathname]?.(url) ?? 'There is no such page')
    if (page instanceof URL) response.writeHead(302, { location: page.href }).end()
    else response.writeHead(200, { 'content-type': 'text/html' }).end(page)
  })
  await new Promise((resolve) => server.listen(port, 'localhost', resolve))
  const url = `http://localhost:${server.address().port}`
  const close = () => new Promise((resolve) => (server.close(resolve), server.closeAllConnections()))
  return { url, close }
}

/** What a browser would show. */
const visit = async (url) => (await fetch(url)).text()

module.exports = { startApp, visit }

async function main([command, ...args]) {
  const app = await startApp(process.env.OIDC_ISSUER, Number(process.env.PORT ?? 0))
  if (!command) return
  const child = spawn(command, args, { stdio: 'inherit', env: { ...process.env, APP_URL: app.url } })
  child.once('error', (error) => (console.error(String(error)), process.exit(127)))
  child.once('exit', (code) => process.exit(code ?? 1))
}

if (require.main === module) main(process.argv.slice(2))
