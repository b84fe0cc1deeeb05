// AZ-20, OpenID Connect Core §3.1.2.1, §3.1.2.3: who logs in, and with or without a page.

import t from 'tap'
import { sessionCookie } from '../../lib/interactions/user.js'
import type { LoginPage } from '../../lib/protocol/messages.js'
import { NOW, claimsOf, stage } from '../support/realm.js'
import type { Answer, Staged } from '../support/realm.js'

/** Who a sound request, changed by this, ends up logged in as; `undefined` when it does not. */
async function who({ authorize, redeem }: Staged, change: Record<string, string> = {}): Promise<string | undefined> {
  const { told } = await authorize(change)
  return told?.['code'] === undefined ? undefined : await subject(redeem(told['code']))
}

async function subject(redeemed: Promise<Answer>): Promise<string> {
  return claimsOf((await redeemed).body['id_token'] as string)['sub'] as string
}

const shown = ({ page }: Answer): LoginPage => page as LoginPage

t.test('AZ-20 auto logs in the first user at once', async (t) => {
  t.equal(await who(await stage()), 'alice')
})

t.test('AZ-20 auto:bob logs in bob', async (t) => {
  t.equal(await who(await stage({ login: 'auto:bob' })), 'bob')
})

t.test('login_hint chooses the user, by name, sub or e-mail address', async (t) => {
  const staged = await stage({
    users: [
      { username: 'alice', claims: { email: 'a@example.com' } },
      { username: 'bob', sub: 'b-1' },
    ],
  })
  t.equal(await who(staged, { login_hint: 'bob' }), 'b-1')
  t.equal(await who(staged, { login_hint: 'b-1' }), 'b-1')
  t.equal(await who(staged, { login_hint: 'a@example.com' }), 'alice')
})

t.test('login_hint logs in without a page in every mode with pages', async (t) => {
  for (const login of ['picker', 'form'])
    t.equal(await who(await stage({ login }), { login_hint: 'bob' }), 'bob', login)
})

t.test('a login_hint that nobody has is refused in auto, and shown on the page elsewhere', async (t) => {
  const auto = await (await stage()).authorize({ login_hint: 'alcie' })
  t.match(auto, {
    told: { error: 'access_denied', state: 'xyz' },
    reason: 'user-unknown',
    hint: /did you mean 'alice'/,
  })
  t.equal(shown(await (await stage({ login: 'form' })).authorize({ login_hint: 'alcie' })).username, 'alcie')
})

t.test('picker shows every user, and posting one goes on', async (t) => {
  const { authorize, ask, redeem } = await stage({ login: 'picker' })
  const page = shown(await authorize())
  t.match(page, { name: 'login', mode: 'picker', client: 'web', users: [{ username: 'alice' }, { username: 'bob' }] })
  const { status, told } = await ask('login', { form: { interaction: page.interaction, username: 'bob' } })
  t.match({ status, told }, { status: 303, told: { code: /./, state: 'xyz' } })
  t.equal(await subject(redeem(told!['code']!)), 'bob')
})

t.test('form asks for the password', async (t) => {
  const { authorize, ask } = await stage({ login: 'form' })
  const { interaction } = shown(await authorize())
  const wrong = await ask('login', { form: { interaction, username: 'alice', password: 'x' } })
  t.match(wrong, {
    status: 403,
    page: { name: 'login', username: 'alice', alert: /password of 'alice' does not match/ },
  })
  t.match(
    shown(await ask('login', { form: { interaction, username: 'alcie', password: 'x' } })).alert,
    /did you mean 'alice'/,
  )
  t.match(shown(await ask('login', { form: { interaction, username: '' } })).alert, /Enter a username/)
  t.ok((await ask('login', { form: { interaction, username: 'alice', password: 'wonderland' } })).told?.['code'])
})

t.test('a password never stands in the answer', async (t) => {
  const { authorize, ask } = await stage({ login: 'form' })
  const { interaction } = shown(await authorize())
  const { reply } = await ask('login', { form: { interaction, username: 'alice', password: 'sent-password' } })
  t.notMatch(JSON.stringify(reply), /sent-password|wonderland/)
})

t.test('the user may refuse on the login page', async (t) => {
  const { authorize, ask } = await stage({ login: 'picker' })
  const { interaction } = shown(await authorize())
  const { told, reason } = await ask('login', { form: { interaction, decision: 'deny' } })
  t.match({ told, reason }, { told: { error: 'access_denied', state: 'xyz', iss: /./ }, reason: 'user-denied' })
})

t.test('deny refuses at once', async (t) => {
  const answer = await (await stage({ login: 'deny' })).authorize()
  t.match(answer, { told: { error: 'access_denied', state: 'xyz' }, reason: 'user-denied-by-login-mode' })
})

t.test('a page is answered once', async (t) => {
  const { authorize, ask } = await stage({ login: 'picker' })
  const { interaction } = shown(await authorize())
  const answers = await Promise.all([1, 2, 3].map(() => ask('login', { form: { interaction, username: 'bob' } })))
  t.same(answers.map(({ status }) => status).sort(), [303, 400, 400])
  t.equal(answers[2]!.reason, 'interaction-over')
})

t.test('a page waits ten minutes, and one that never was is refused', async (t) => {
  const { authorize, ask, advance } = await stage({ login: 'picker' })
  const { interaction } = shown(await authorize())
  t.match(
    await ask('login', { query: { interaction } }),
    { status: 200, page: { name: 'login' } },
    'a reload shows it again',
  )
  advance(600)
  t.match(await ask('login', { form: { interaction, username: 'bob' } }), { status: 400, reason: 'interaction-over' })
  t.match(await ask('login', { form: { interaction: 'x', username: 'bob' } }), {
    status: 400,
    reason: 'interaction-unknown',
  })
  t.match(await ask('login', { form: { username: 'bob' } }), { status: 400, reason: 'param-missing' })
})

t.test('with no users configured there are alice and bob, and any other name is taken', async (t) => {
  const staged = await stage({ users: [], login: 'picker' })
  t.same(
    shown(await staged.authorize()).users.map(({ username }) => username),
    ['alice', 'bob'],
  )
  t.equal(await who(staged, { login_hint: 'carol' }), 'carol')
})

t.test('the session of the browser is used again, until it ends', async (t) => {
  const { authorize, ask, advance } = await stage({ login: 'picker', lifetimes: { session: '1h' } })
  const { interaction } = shown(await authorize())
  const { cookies } = await ask('login', { form: { interaction, username: 'bob' } })
  t.ok((await authorize({}, { cookies })).told?.['code'])
  advance(3600)
  t.match(await authorize({}, { cookies }), { page: { name: 'login' } })
})

t.test('OC-06 prompt=none answers login_required without a session, and a code with one', async (t) => {
  const { authorize } = await stage()
  const answer = await authorize({ prompt: 'none' })
  t.match(answer, { told: { error: 'login_required', state: 'xyz' }, reason: 'login-required-why', hint: /no session/ })
  const { cookies } = await authorize()
  t.ok((await authorize({ prompt: 'none' }, { cookies })).told?.['code'])
})

t.test('OC-07 prompt=none says which session it has', async (t) => {
  const { authorize, advance } = await stage()
  const { cookies } = await authorize()
  t.match(await authorize({ prompt: 'none', login_hint: 'bob' }, { cookies }), {
    reason: 'login-required-why',
    hint: /prompt=none, but .*alice/,
  })
  advance(11)
  t.match(await authorize({ prompt: 'none', max_age: '10' }, { cookies }), {
    reason: 'login-required-why',
    hint: /prompt=none, but .*max_age/,
  })
})

t.test('OC-06 prompt=login and select_account ask again although there is a session', async (t) => {
  const { authorize, ask } = await stage({ login: 'picker' })
  const first = shown(await authorize())
  const { cookies } = await ask('login', { form: { interaction: first.interaction, username: 'bob' } })
  for (const prompt of ['login', 'select_account', 'login consent']) {
    t.match(await authorize({ prompt }, { cookies }), { page: { name: 'login' } }, prompt)
  }
})

t.test('OC-06 prompt=login asks once', async (t) => {
  const { authorize, ask } = await stage({ login: 'picker' })
  const { interaction } = shown(await authorize({ prompt: 'login' }))
  t.ok((await ask('login', { form: { interaction, username: 'bob' } })).told?.['code'])
})

t.test('OC-06 prompt=none combined with others, and unknown prompts, are refused', async (t) => {
  const { authorize } = await stage()
  t.match(await authorize({ prompt: 'none login' }), {
    told: { error: 'invalid_request' },
    reason: 'prompt-none-combined',
  })
  t.match(await authorize({ prompt: 'consnet' }), {
    told: { error: 'invalid_request' },
    reason: 'prompt-unknown',
    hint: /'consent'/,
  })
})

t.test('OC-08 max_age asks again when the login is older; 0 always does', async (t) => {
  const { authorize, redeem, advance } = await stage()
  const { cookies } = await authorize()
  const authenticated = async (max_age: string): Promise<number> => {
    const { told } = await authorize({ max_age }, { cookies })
    return claimsOf((await redeem(told!['code']!)).body['id_token'] as string)['auth_time'] as number
  }
  advance(10)
  t.equal(await authenticated('11'), NOW)
  t.equal(await authenticated('10'), NOW + 10)
  t.equal(await authenticated('0'), NOW + 10)
  t.match(await authorize({ max_age: 'soon' }), { told: { error: 'invalid_request' }, reason: 'max-age-not-number' })
})

t.test('the session cookie is set where a user logged in, and nowhere else', async (t) => {
  const { authorize } = await stage()
  t.match((await authorize()).reply.cookies, [{ name: 'mock_oauth2_session_2884', path: '/' }])
  t.same((await authorize({ scope: 'nope' })).cookies, {})
})

t.test('two providers on one host keep sessions apart, though cookies know no ports', async (t) => {
  const names = ['http://localhost:1', 'http://localhost:2', 'https://auth.example'].map((base) =>
    sessionCookie({ base }),
  )
  t.equal(new Set(names).size, 3)
})
