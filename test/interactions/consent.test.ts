// RFC 6749 §4.1.1, OpenID Connect Core §3.1.2.4: does the user agree?

import t from 'tap'
import type { ConsentPage } from '../../lib/protocol/messages.js'
import { ALICE, WEB, stage } from '../support/realm.js'
import type { Answer } from '../support/realm.js'

const shown = ({ page }: Answer): ConsentPage => page as ConsentPage
const asked = { clients: [{ ...WEB, client_name: 'My App', consent: 'ask' as const }] }

t.test('nobody is asked by default', async (t) => {
  t.ok((await (await stage()).authorize()).told?.['code'])
})

t.test('the page names client, user and what is asked for', async (t) => {
  const { authorize } = await stage(asked)
  t.match(shown(await authorize({ scope: 'openid constructor'.replace('constructor', 'read') })), {
    name: 'consent',
    client: 'My App',
    user: 'Alice',
    scope: [
      { name: 'openid', meaning: 'know who you are' },
      { name: 'read', meaning: 'use read' },
    ],
  })
})

t.test('a scope may have a name that every object has', async (t) => {
  const { authorize } = await stage({ clients: [{ ...asked.clients[0]!, scope: 'constructor __proto__' }] })
  const { scope } = shown(await authorize({ scope: 'constructor __proto__' }))
  t.same(
    scope.map(({ meaning }) => meaning),
    ['use constructor', 'use __proto__'],
  )
})

t.test('granting redirects with a code, once', async (t) => {
  const { authorize, ask } = await stage(asked)
  const { interaction } = shown(await authorize())
  const form = { interaction, decision: 'grant' }
  const answers = await Promise.all([ask('consent', { form }), ask('consent', { form })])
  t.match(answers[0], { status: 303, told: { code: /./, state: 'xyz' } })
  t.match(answers[1], { status: 400, reason: 'interaction-over' })
})

t.test('refusing redirects with access_denied', async (t) => {
  const { authorize, ask } = await stage(asked)
  const { interaction } = shown(await authorize())
  const answer = await ask('consent', { form: { interaction, decision: 'deny' } })
  t.match(answer, { status: 303, told: { error: 'access_denied', state: 'xyz', iss: /./ }, reason: 'user-denied' })
})

t.test('any other decision is refused and the page stays open', async (t) => {
  const { authorize, ask } = await stage(asked)
  const { interaction } = shown(await authorize())
  t.match(await ask('consent', { form: { interaction, decision: 'maybe' } }), {
    status: 400,
    reason: 'decision-unknown',
  })
  t.ok((await ask('consent', { form: { interaction, decision: 'grant' } })).told?.['code'])
})

t.test('what was granted is not asked again in this session, more is', async (t) => {
  const { authorize, ask } = await stage(asked)
  const { interaction } = shown(await authorize())
  const { cookies } = await ask('consent', { form: { interaction, decision: 'grant' } })
  t.ok((await authorize({ scope: 'openid' }, { cookies })).told?.['code'])
  t.match(await authorize({ scope: 'openid email' }, { cookies }), { page: { name: 'consent' } })
})

t.test('OC-07 prompt=none answers consent_required where the user would be asked', async (t) => {
  const { authorize } = await stage(asked)
  const { cookies } = await authorize()
  const answer = await authorize({ prompt: 'none' }, { cookies })
  t.match(answer, { told: { error: 'consent_required', state: 'xyz' }, reason: 'consent-required' })
})

t.test('OC-06 prompt=consent asks although nobody else would', async (t) => {
  const { authorize } = await stage()
  t.match(await authorize({ prompt: 'consent' }), { page: { name: 'consent' } })
})

t.test('a user who always consents has no page, whoever asks', async (t) => {
  const users = [{ ...ALICE, consent: 'always' as const }]
  t.ok((await (await stage({ ...asked, users })).authorize()).told?.['code'])
  t.ok((await (await stage({ users })).authorize({ prompt: 'consent' })).told?.['code'])
})

t.test('a user may want to be asked by every client', async (t) => {
  const users = [{ ...ALICE, consent: 'ask' as const }]
  t.match(await (await stage({ users })).authorize(), { page: { name: 'consent' } })
})

t.test('a user who denies refuses at once', async (t) => {
  const users = [{ ...ALICE, consent: 'deny' as const }]
  t.match(await (await stage({ users })).authorize(), {
    told: { error: 'access_denied' },
    reason: 'user-denied-by-fixture',
  })
})

t.test('a policy asks where there are pages, but not of a client that is trusted', async (t) => {
  const policy = { consent: 'ask' } as const
  const hinted = { login_hint: 'alice' }
  t.match(await (await stage({ policy, login: 'picker' })).authorize(hinted), { page: { name: 'consent' } })
  t.ok((await (await stage({ policy })).authorize()).told?.['code'], 'nobody is there to ask in auto')
  const trusted = await stage({ policy, login: 'picker', clients: [{ ...WEB, consent: 'never' }] })
  t.ok((await trusted.authorize(hinted)).told?.['code'])
})
