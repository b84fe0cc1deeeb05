// RFC 8628 §3.3, §5.1, §6.1: the verification page.

import t from 'tap'
import { renderPage } from '../../lib/http/pages/index.js'
import type { LoginPage } from '../../lib/protocol/messages.js'
import { PENDING, TV, deviceStage, shownAt } from '../support/device.js'
import type { Device } from '../support/device.js'
import { press } from '../support/form.js'
import { ALICE, BOB } from '../support/realm.js'
import type { Answer } from '../support/realm.js'

async function begun(
  fixtures: Parameters<typeof deviceStage>[0] = {},
): Promise<Device & { device_code: string; user_code: string }> {
  const device = await deviceStage(fixtures)
  const { device_code, user_code } = (await device.begin({ scope: 'openid email' })).body as {
    device_code: string
    user_code: string
  }
  return { ...device, device_code, user_code }
}

const rendered = ({ page }: Answer): string => renderPage(page!)

t.test('DF-07 approved at the page, in the login mode that asks nobody, the device gets its tokens', async (t) => {
  const { ask, visit, polls, device_code, user_code } = await begun()
  t.match(
    rendered(await ask('device')),
    /Enter the code that your device shows.*data-testid="device-code".*data-testid="device-submit"/s,
  )
  const asked = await visit({ user_code })
  t.match(shownAt(asked), { step: 'decide', user_code, client: 'The TV', user: 'Alice' })
  t.strictSame(await polls(device_code, 0), [PENDING], 'login mode auto approves nothing by itself')
  const button = press(rendered(asked), ['device-approve'])!
  t.match(button, { method: 'POST', url: 'http://localhost:2884/device' })
  const done = await visit(Object.fromEntries(new URLSearchParams(button.body)))
  t.match(shownAt(done), { step: 'done', approved: true })
  t.match(rendered(done), /data-testid="device-outcome">The device is connected</)
  t.strictSame(await polls(device_code, 5), ['tokens'])
})

t.test('DF-07 denied at the page, the device is refused', async (t) => {
  const { visit, polls, device_code, user_code } = await begun()
  const button = press(rendered(await visit({ user_code })), ['device-deny'])!
  t.match(shownAt(await visit(Object.fromEntries(new URLSearchParams(button.body)))), { step: 'done', approved: false })
  t.strictSame(await polls(device_code, 0), ['400 access_denied'])
})

t.test('verification_uri_complete fills the code in, and leaves its confirmation to the user', async (t) => {
  const { ask, polls, device_code, user_code } = await begun()
  const answer = await ask('device', { query: { user_code } })
  t.match(shownAt(answer), { step: 'enter', user_code })
  t.match(rendered(answer), new RegExp(`Is this the code that your device shows.*value="${user_code}"`, 's'))
  t.strictSame(await polls(device_code, 0), [PENDING])
})

t.test('DF-06 case, dashes and blanks of a user code do not count', async (t) => {
  const { visit, user_code } = await begun()
  for (const typed of [
    user_code.toLowerCase(),
    user_code.replace('-', ''),
    ` ${user_code.replace('-', ' ')} `,
    [...user_code].join('-'),
  ]) {
    t.match(shownAt(await visit({ user_code: typed })), { step: 'decide', user_code }, typed)
  }
})

t.test('DF-06 a wrong user code is said to be wrong, and can be corrected', async (t) => {
  const { visit } = await begun()
  const answer = await visit({ user_code: 'BBBB-BBBB' })
  t.match(answer, { status: 400, reason: 'user-code-unknown' })
  t.match(shownAt(answer), { step: 'enter', user_code: 'BBBB-BBBB', alert: /No device shows this code/ })
  t.match(rendered(answer), /role="alert" data-testid="device-alert"/)
  t.match(await visit({}), { status: 400, reason: 'param-missing' })
})

t.test('DF-06 after ten wrong user codes in a minute even the right one is not looked at', async (t) => {
  const { visit, advance, user_code } = await begun()
  for (let i = 0; i < 10; i += 1) t.equal((await visit({ user_code: 'BBBB-BBBB' })).status, 400)
  t.match(await visit({ user_code }), { status: 429, page: { shown: { alert: /Too many wrong codes/ } } })
  advance(60)
  t.match(shownAt(await visit({ user_code })), { step: 'decide' })
})

t.test('the picker asks who it is before it asks for the decision', async (t) => {
  const { visit, poll, polls, device_code, user_code } = await begun({ login: 'picker' })
  const { interaction, ...page } = (await visit({ user_code })).page as LoginPage
  t.match(page, { name: 'login', mode: 'picker', users: [{ username: 'alice' }, { username: 'bob' }] })
  const asked = await visit({ interaction, username: 'bob' })
  const { interaction: again, user } = shownAt(asked) as { interaction: string; user: string }
  t.equal(user, 'Bob')
  t.strictSame(await polls(device_code, 0), [PENDING])
  await visit({ interaction: again, decision: 'approve' })
  t.match((await poll(device_code)).entry, { status: 200, user: 'bob' })
})

t.test('the form asks for a password, and refuses a wrong one', async (t) => {
  const { visit, user_code } = await begun({ login: 'form' })
  const { interaction } = (await visit({ user_code })).page as LoginPage
  const refused = await visit({ interaction, username: 'alice', password: 'guess' })
  t.match(refused, { status: 403, page: { name: 'login', mode: 'form', username: 'alice', alert: /does not match/ } })
  t.match(shownAt(await visit({ interaction, username: 'alice', password: ALICE.password })), {
    step: 'decide',
    user: 'Alice',
  })
})

t.test('Deny on the login page denies the device', async (t) => {
  const { visit, polls, device_code, user_code } = await begun({ login: 'picker' })
  const button = press(rendered(await visit({ user_code })), ['login-deny'])!
  t.match(shownAt(await visit(Object.fromEntries(new URLSearchParams(button.body)))), { step: 'done', approved: false })
  t.strictSame(await polls(device_code, 0), ['400 access_denied'])
})

t.test('who is logged in already is asked for the decision alone, and login_hint says who it is', async (t) => {
  const { visit, begin, user_code } = await begun({ login: 'picker' })
  const { interaction } = (await visit({ user_code })).page as LoginPage
  const { cookies } = await visit({ interaction, username: 'bob' })
  const next = (await begin()).body['user_code'] as string
  t.match(shownAt(await visit({ user_code: next }, { cookies })), { step: 'decide', user: 'Bob' })
  t.match(shownAt(await visit({ user_code: next, login_hint: 'alice' }, { cookies })), {
    step: 'decide',
    user: 'Alice',
  })
})

t.test('login mode deny, and a user who refuses every consent, deny the device', async (t) => {
  const deny = await begun({ login: 'deny' })
  t.match(shownAt(await deny.visit({ user_code: deny.user_code })), {
    step: 'done',
    approved: false,
    because: /login mode is deny/,
  })
  t.strictSame(await deny.polls(deny.device_code, 0), ['400 access_denied'])
  const refuser = await begun({ users: [{ ...BOB, consent: 'deny' }] as never })
  t.match(shownAt(await refuser.visit({ user_code: refuser.user_code })), { step: 'done', because: /'bob' refuses/ })
})

t.test('a code that is decided, used or expired cannot be decided again', async (t) => {
  const { visit, decide, poll, begin, advance, device_code, user_code } = await begun()
  await decide(user_code, 'approve')
  t.match(shownAt(await visit({ user_code })), { alert: 'The device was approved already.' })
  await poll(device_code)
  t.match(shownAt(await visit({ user_code })), { alert: 'This code was used already.' })
  const late = (await begin()).body['user_code'] as string
  advance(900)
  t.match(shownAt(await visit({ user_code: late })), { alert: /has expired/ })
})

t.test('a page is answered once, and a made-up one not at all', async (t) => {
  const { visit, user_code } = await begun()
  const { interaction } = shownAt(await visit({ user_code })) as { interaction: string }
  t.match(await visit({ interaction, decision: 'perhaps' }), { status: 400, reason: 'decision-unknown' })
  await visit({ interaction, decision: 'deny' })
  t.match(await visit({ interaction, decision: 'approve' }), { status: 400, reason: 'interaction-over' })
  t.match(await visit({ interaction: 'x', decision: 'approve' }), { status: 400, reason: 'interaction-unknown' })
})

t.test('nobody approves without having logged in', async (t) => {
  const { visit, polls, device_code, user_code } = await begun({ login: 'picker' })
  const { interaction } = (await visit({ user_code })).page as LoginPage
  t.match(await visit({ interaction, decision: 'approve' }), { status: 400, reason: 'interaction-unknown' })
  t.strictSame(await polls(device_code, 0), [PENDING])
})

t.test('nothing shown on the page can become HTML', async (t) => {
  const evil = `"><script>alert('1')</script>`
  const { ask, visit, user_code } = await begun({ clients: [{ ...TV, client_name: evil }] as never })
  t.notMatch(rendered(await ask('device', { query: { user_code: evil, login_hint: evil } })), '<script')
  t.notMatch(rendered(await visit({ user_code })), '<script')
})
