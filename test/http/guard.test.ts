import t from 'tap'
import { guard } from '../../lib/http/control/guard.js'
import { ControlProblem } from '../../lib/http/control/problem.js'
import type { ControlRequest } from '../../lib/http/server.js'
import { startProvider } from '../../lib/index.js'

const HERE = 'http://localhost:2884'
const ON_LOOPBACK = { token: undefined, bases: [HERE] }
const ELSEWHERE = { token: 'right', bases: [HERE] }

/** What the guard looks at, of a request to the control API. */
function asked(headers: Record<string, string>, base = `http://${headers['host']}`): ControlRequest {
  const authorizations = headers['authorization'] === undefined ? [] : [headers['authorization']]
  return { base, headers, authorizations } as unknown as ControlRequest
}

/** The status of the guard's refusal. */
function refusal(...given: Parameters<typeof guard>): number | undefined {
  try {
    guard(...given)
    return undefined
  } catch (error) {
    return error instanceof ControlProblem ? error.status : 0
  }
}

t.test('on loopback every name of this machine may drive the control API', async (t) => {
  for (const host of ['localhost:2884', '127.0.0.1:2884', '[::1]:2884', 'auth.localhost:2884'])
    t.doesNotThrow(() => guard(asked({ host }), ON_LOOPBACK, false), host)
})

t.test('a foreign Host is refused, so that DNS rebinding leads nowhere', async (t) => {
  t.equal(refusal(asked({ host: 'evil.example:2884' }), ON_LOOPBACK, false), 403)
  t.equal(refusal(asked({ host: 'evil.example:2884' }), ON_LOOPBACK, true), 403, 'open routes too')
})

t.test('a foreign Host is refused though a forwarded header speaks of this machine', async (t) => {
  t.equal(refusal(asked({ host: 'evil.example:2884' }, HERE), ON_LOOPBACK, false), 403)
})

t.test('a web page of another origin is refused, and the own one is not', async (t) => {
  const host = 'localhost:2884'
  t.equal(refusal(asked({ host, origin: 'http://localhost:3000' }), ON_LOOPBACK, false), 403)
  t.doesNotThrow(() => guard(asked({ host, origin: HERE }), ON_LOOPBACK, false))
})

t.test('off loopback the token is wanted, whatever the name, and it is enough', async (t) => {
  const host = 'oauth:2884'
  t.equal(refusal(asked({ host }), ELSEWHERE, false), 401)
  t.equal(refusal(asked({ host, authorization: 'Bearer wrong' }), ELSEWHERE, false), 401)
  t.doesNotThrow(() => guard(asked({ host, authorization: 'Bearer right' }), ELSEWHERE, false))
})

t.test('off loopback explanations and health need no token', async (t) => {
  t.doesNotThrow(() => guard(asked({ host: 'oauth:2884' }), ELSEWHERE, true))
})

t.test('over HTTP a page of another origin reads no journal', async (t) => {
  const provider = await startProvider()
  t.teardown(() => provider.close())
  const answer = await fetch(`${provider.control}/journal`, { headers: { origin: 'http://evil.example' } })
  t.equal(answer.status, 403)
  t.equal(answer.headers.get('access-control-allow-origin'), null)
})
