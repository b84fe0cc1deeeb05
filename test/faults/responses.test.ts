// A rule on `authorize` bites on the authorization response whenever that comes: at once, after the login page, after
// the consent page; in every response mode; and counts the responses, not the pages before them.

import t from 'tap'
import { ALICE, BOB, WEB, stage, type Answer, type Staged } from '../support/realm.js'
import { wired } from '../support/rows.js'

const MODES = ['query', 'fragment', 'form_post'] as const
type Mode = (typeof MODES)[number]

/** Users have to log in by form and to consent. */
async function withPages(...rules: readonly string[]): Promise<Staged> {
  const staged = await stage({
    clients: [{ ...WEB, consent: 'ask' }],
    users: [ALICE, BOB],
    login: 'form',
    faults: rules,
  })
  return staged
}

const idOf = ({ page }: Answer): string => (page && 'interaction' in page ? page.interaction : '')

/** Alice logs in and consents. */
async function through(staged: Staged, response_mode: Mode): Promise<{ asked: Answer; entered: Answer; done: Answer }> {
  const asked = await staged.authorize({ response_mode })
  const form = { interaction: idOf(asked), username: 'alice', password: 'wonderland' }
  const entered = await staged.ask('login', { form })
  const done = await staged.ask('consent', {
    form: { interaction: idOf(entered), decision: 'grant' },
    cookies: entered.cookies,
  })
  return { asked, entered, done }
}

/** What the client gets, in whichever way it travels. */
function received(answer: Answer, mode: Mode): URLSearchParams {
  const { headers, text } = wired(answer)
  if (mode !== 'form_post') {
    const url = new URL(String(headers['location']))
    return new URLSearchParams(mode === 'query' ? url.search : url.hash.slice(1))
  }
  const fields = [...text.matchAll(/name="([^"]+)" value="([^"]*)"/g)]
  return new URLSearchParams(fields.map(([, name = '', value = '']): [string, string] => [name, value]))
}

for (const mode of MODES) {
  t.test(`${mode}: a missing state after login and consent`, async (t) => {
    const staged = await withPages('authorize=state-missing')
    const { asked, entered, done } = await through(staged, mode)
    t.strictSame([asked.page?.name, entered.page?.name], ['login', 'consent'], 'the pages come as always')
    const told = received(done, mode)
    t.ok(told.get('code'))
    t.notOk(told.has('state'))
    t.equal(staged.realm.faults.list()[0]?.fired, 1, 'it fired once, though three requests were made')
  })

  t.test(`${mode}: a parameter twice, an error, and a code that is dead`, async (t) => {
    const twice = received((await through(await withPages('authorize=state-duplicated'), mode)).done, mode)
    t.strictSame(twice.getAll('state'), ['xyz', 'xyz'])
    const error = received((await through(await withPages('authorize=az-server-error'), mode)).done, mode)
    t.strictSame([error.get('error'), error.get('state'), error.has('code')], ['server_error', 'xyz', false])
    const staged = await withPages('authorize=code-expired-on-arrival')
    const dead = received((await through(staged, mode)).done, mode)
    t.equal((await staged.redeem(dead.get('code') ?? '')).reason, 'code-expired')
  })

  t.test(`${mode}: the same at once, without pages`, async (t) => {
    const staged = await stage({ faults: ['authorize=iss-wrong'] })
    t.equal(received(await staged.authorize({ response_mode: mode }), mode).get('iss'), 'http://localhost:28841')
  })
}

t.test('a rule for the second response spares the first, however many pages lie between', async (t) => {
  const staged = await withPages('authorize=state-missing@2')
  const [first, second] = [await through(staged, 'query'), await through(staged, 'query')]
  t.ok(received(first.done, 'query').has('state'))
  t.notOk(received(second.done, 'query').has('state'))
})

t.test('conditions about user, client and response_type hold after the pages too', async (t) => {
  const rules = ['authorize+user:bob', 'authorize+client:spa', 'authorize.id_token'].map(
    (head) => `${head}=state-missing`,
  )
  const spared = await through(await withPages(...rules), 'query')
  t.ok(received(spared.done, 'query').has('state'))
  const staged = await withPages('authorize.code+user:alice+client:web=state-missing')
  t.notOk(received((await through(staged, 'query')).done, 'query').has('state'))
})

t.test('a user who refuses sends a response too', async (t) => {
  const staged = await withPages('authorize=iss-missing')
  const asked = await staged.authorize()
  const { told } = await staged.ask('login', { form: { interaction: idOf(asked), decision: 'deny' } })
  t.equal(told?.['error'], 'access_denied')
  t.notOk('iss' in (told ?? {}))
})
