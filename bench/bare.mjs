// @ts-check
// The yardstick: Fastify and formbody, bundled, answering the same requests and knowing nothing of OAuth2.
import formbody from '@fastify/formbody'
import Fastify from 'fastify'

const server = Fastify()
await server.register(formbody)
server.get('/healthz', async () => ({ status: 'ready' }))
server.get('/authorize', async (request, reply) => {
  const { redirect_uri, state } = /** @type {Record<string, string>} */ (request.query)
  return reply.redirect(`${redirect_uri}?code=SplxlOBeZQQYbYS6WxSbIA&state=${state}`)
})
server.post('/token', async (request, reply) => {
  const { grant_type } = /** @type {Record<string, string>} */ (request.body)
  reply.header('cache-control', 'no-store')
  const refresh_token = grant_type === 'client_credentials' ? {} : { refresh_token: 'tGzv3JOkF0XG5Qx2TlKWIA' }
  return { access_token: '2YotnFZFEjr1zCsicMWpAA', token_type: 'Bearer', expires_in: 3600, ...refresh_token }
})
const address = await server.listen({ port: 0, host: '127.0.0.1' })
process.stdout.write(`bare ready issuer=${address}\n`)
