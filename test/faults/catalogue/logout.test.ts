import t, { type Test } from 'tap'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { renderPage } from '../../../lib/http/pages/index.js'
import { ALICE, NOW, WEB, claimsOf, headerOf, stage, type Answer } from '../../support/realm.js'
import { eachRow } from '../../support/rows.js'

const OUT = 'https://app.example/signed-out'
const FRAME = 'https://app.example/frame'
const EVENT = 'http://schemas.openid.net/event/backchannel-logout'

/** A user of this client who is logged in; the rule is armed then. */
async function loggedIn(rule: string, client: object) {
  const leaver = { ...WEB, post_logout_redirect_uris: [OUT], ...client }
  const staged = await stage({ clients: [leaver], users: [ALICE] })
  const { cookies, told } = await staged.authorize()
  const { id_token } = (await staged.redeem(told?.['code'] ?? '')).body
  staged.realm.faults.arm(rule)
  const query = { id_token_hint: String(id_token), post_logout_redirect_uri: OUT, state: 'S' }
  return { staged, leave: (): Promise<Answer> => staged.ask('end_session', { query, cookies }) }
}

const left = async (rule: string, client: object = {}): Promise<Answer> => (await loggedIn(rule, client)).leave()

interface Received {
  readonly method: string
  readonly token: string
}

/** What reaches a client that registered for logout tokens; it answers 400, as it should to a bad one. */
async function notified(t: Test, rule: string) {
  const received: Received[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const sent = request.method === 'GET' ? (request.url ?? '').split('?')[1] : Buffer.concat(chunks).toString()
      received.push({ method: request.method ?? '', token: new URLSearchParams(sent).get('logout_token') ?? '' })
      response.writeHead(400).end()
    })
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  t.teardown(() => (server.closeAllConnections(), server.close()))
  const uri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/logout`
  const { staged, leave } = await loggedIn(rule, { backchannel_logout_uri: uri })
  const { entry } = await leave()
  t.strictSame(entry.faults, ['f1'], 'the journal says which rule took part')
  t.match(entry.warnings, [{ reason: 'backchannel-rp-status' }], 'and what the client made of it')
  const [first = { method: '', token: '' }] = received
  const good = (await staged.realm.server.keys.verify(first.token)) !== undefined
  return { received, token: first.token, claims: claimsOf(first.token), good }
}

/** A good signature around these claims. */
const says = (expected: object) => async (t: Test, rule: string) => {
  const { claims, good } = await notified(t, rule)
  t.ok(good)
  t.match(claims, { aud: 'web', ...expected })
}

eachRow(t, ['lo'], {
  async 'lo-no-redirect'(t, rule) {
    const { status, page } = await left(rule)
    t.equal(status, 200)
    t.match(renderPage(page!), /You are signed out/)
    t.notMatch(renderPage(page!), /app\.example/)
  },
  async 'lo-state-missing'(t, rule) {
    t.equal((await left(rule)).location, OUT)
  },
  async 'lo-state-wrong'(t, rule) {
    t.equal((await left(rule)).location, `${OUT}?state=another-state`)
    t.match(renderPage((await left(rule, { frontchannel_logout_uri: FRAME })).page!), /state=another-state/)
  },
  async 'lo-backchannel-wrong-alg'(t, rule) {
    const { token, good } = await notified(t, rule)
    t.ok(good)
    t.not(headerOf(token)['alg'], 'RS256')
  },
  async 'lo-backchannel-alg-none'(t, rule) {
    const { token } = await notified(t, rule)
    t.equal(headerOf(token)['alg'], 'none')
    t.match(token, /\.$/)
  },
  'lo-backchannel-wrong-iss': says({ iss: 'https://another-issuer.example' }),
  'lo-backchannel-wrong-aud': says({ aud: 'another-client' }),
  'lo-backchannel-wrong-event': says({ events: { [`${EVENT}-other`]: {}, [EVENT]: undefined } }),
  'lo-backchannel-no-event': says({ events: undefined }),
  'lo-backchannel-with-nonce': says({ nonce: String }),
  'lo-backchannel-no-sub-no-sid': says({ sub: undefined, sid: undefined }),
  'lo-backchannel-expired': says({ exp: NOW - 3480, iat: NOW - 3600 }),
  'lo-backchannel-unknown-sid': says({ sid: 'no-session-has-this-name', sub: 'alice' }),
  async 'lo-backchannel-replayed'(t, rule) {
    const { received } = await notified(t, rule)
    t.equal(received.length, 2)
    t.equal(received[0]?.token, received[1]?.token)
  },
  async 'lo-backchannel-twice'(t, rule) {
    const { received } = await notified(t, rule)
    const [first, second] = received.map(({ token }) => claimsOf(token))
    t.equal(received.length, 2)
    t.equal(first?.['sid'], second?.['sid'])
    t.not(first?.['jti'], second?.['jti'])
  },
  async 'lo-backchannel-get'(t, rule) {
    const { received, good } = await notified(t, rule)
    t.match(received, [{ method: 'GET' }])
    t.ok(good)
  },
  async 'lo-frontchannel-wrong-iss'(t, rule) {
    const { page } = await left(rule, { frontchannel_logout_uri: FRAME })
    t.match(renderPage(page!), /frame\?iss=https%3A%2F%2Fanother-issuer\.example&amp;sid=/)
  },
  async 'lo-frontchannel-wrong-sid'(t, rule) {
    const { page } = await left(rule, { frontchannel_logout_uri: FRAME })
    t.match(renderPage(page!), /frame\?iss=http%3A%2F%2Flocalhost%3A2884&amp;sid=another-session/)
  },
})

t.test('a rule on calls has no part in logout tokens', async (t) => {
  const { staged, leave } = await loggedIn('any=slow:1ms@..1', { backchannel_logout_uri: 'http://127.0.0.1:9/' })
  await leave()
  t.match(staged.realm.faults.list(), [{ matched: 1 }])
})
