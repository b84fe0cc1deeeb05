// Tags with lineage: whose request it is, though the application knows nothing of tags.

import t from 'tap'
import { ALICE, BASIC, BOB, SPA, WEB, stage } from '../support/realm.js'
import type { Answer, Staged } from '../support/realm.js'

const tagged = (tag: string) => ({ headers: { 'mock-oauth2-tag': tag } })
const DEVICE = 'urn:ietf:params:oauth:grant-type:device_code'
const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'
const CLIENT = { ...WEB, grant_types: [...WEB.grant_types, DEVICE, EXCHANGE] } as const
const GIVEN = { clients: [CLIENT, SPA], users: [ALICE, BOB] }

/** Endpoint, tag and parent of everything that happened. */
const told = ({ realm }: Staged) =>
  realm.journal.list().map(({ endpoint, tag, parent, flow }) => [endpoint, tag, parent, flow])

async function login(one: Staged, given: object): Promise<Record<string, string>> {
  const { told } = await one.authorize({ scope: 'openid offline_access' }, given)
  return (await one.redeem(told!['code']!)).body
}

t.test('a tag at the authorization endpoint goes on to code, tokens, refresh and all that presents them', async (t) => {
  const one = await stage(GIVEN)
  const { access_token, refresh_token } = await login(one, tagged('t7'))
  await one.refresh(refresh_token!)
  await one.userinfo(access_token!)
  await one.introspect(access_token!)
  await one.revoke(refresh_token!)
  t.same(told(one), [
    ['authorization', 't7', undefined, 'r1'],
    ['token', 't7', 'r1', 'r1'],
    ['token', 't7', 'r2', 'r1'],
    ['userinfo', 't7', 'r2', 'r1'],
    ['introspection', 't7', 'r2', 'r1'],
    ['revocation', 't7', 'r2', 'r1'],
  ])
  t.same(one.realm.journal.list({ tag: 't7' }).length, 6)
  t.same(one.realm.journal.list({ tag: 't8' }), [])
})

t.test('access tokens that are JWTs carry it too, and are found by their jti alone', async (t) => {
  const one = await stage({ ...GIVEN, clients: [{ ...CLIENT, access_token: { format: 'jwt' } }] })
  const { access_token } = await login(one, tagged('t7'))
  await one.userinfo(access_token!)
  t.match(one.realm.journal.list().at(-1), { tag: 't7', parent: 'r2', flow: 'r1', user: 'alice' })
})

t.test('a header wins over a cookie, and both over what is inherited', async (t) => {
  const one = await stage(GIVEN)
  const cookies = { mock_oauth2_tag: 'cookie' }
  await one.authorize({}, { cookies })
  await one.authorize({}, { cookies, ...tagged('header') })
  const code = (await one.authorize({}, { cookies })).told!['code']!
  await one.redeem(code, {}, { headers: { authorization: BASIC, 'mock-oauth2-tag': 'own' } })
  t.same(
    told(one).map(([, tag]) => tag),
    ['cookie', 'header', 'cookie', 'own'],
  )
})

t.test('a tag is trimmed, cut at 200 characters, and none when it is empty', async (t) => {
  const one = await stage(GIVEN)
  for (const tag of ['  ', ' t7 ', 'x'.repeat(300)]) await one.ask('jwks', tagged(tag))
  t.same(
    told(one).map(([, tag]) => tag),
    [undefined, 't7', 'x'.repeat(200)],
  )
})

t.test('a user or a client may be bound to a tag, known before or found out by the login', async (t) => {
  const users = [ALICE, { ...BOB, tag: 'of bob' }]
  const one = await stage({ users, clients: [WEB, { ...SPA, tag: 'of spa' }] })
  await login(one, {})
  const hinted = await one.authorize({ login_hint: 'bob' })
  await one.redeem(hinted.told!['code']!)
  await one.authorize({ client_id: 'spa', redirect_uri: SPA.redirect_uris[0] })
  one.realm.server.login = { mode: 'auto', user: 'bob' }
  const { told: late, entry } = await one.authorize()
  t.equal(entry.tag, 'of bob', 'nobody knew before the login')
  await one.redeem(late!['code']!)
  t.same(
    told(one).map(([, tag]) => tag),
    [undefined, undefined, 'of bob', 'of bob', 'of spa', 'of bob', 'of bob'],
  )
})

t.test('within a conversation the tag that it began with stays, whatever its client is bound to', async (t) => {
  const one = await stage({ ...GIVEN, clients: [{ ...WEB, tag: 'of web' }] })
  await login(one, tagged('t7'))
  await one.token('grant_type=client_credentials')
  t.same(
    told(one).map(([, tag]) => tag),
    ['t7', 't7', 'of web'],
  )
})

t.test('login and consent pages, logout and the next login belong to the session that was tagged', async (t) => {
  const one = await stage({ ...GIVEN, login: 'form', policy: { consent: 'ask' } })
  const post = (endpoint: 'login' | 'consent', { page, cookies }: Answer, form: Record<string, string>) =>
    one.ask(endpoint, { cookies, form: { interaction: (page as { interaction: string }).interaction, ...form } })
  const start = await one.authorize({}, tagged('t7'))
  const asked = await post('login', start, { username: 'alice', password: 'wonderland' })
  const { cookies, page } = asked
  const done = page?.name === 'consent' ? await post('consent', { ...asked }, { decision: 'grant' }) : asked
  t.ok(done.told?.['code'])
  await one.authorize({ prompt: 'none' }, { cookies })
  await one.ask('end_session', { cookies })
  const entries = told(one)
  t.same(
    entries.map(([, tag]) => tag),
    entries.map(() => 't7'),
  )
  const [again, logout] = entries.slice(-2)
  t.equal(again![3], one.realm.journal.list().at(-2)!.id, 'another conversation begins in the same session')
  t.same([logout![0], logout![3]], ['end_session', 'r1'])
})

t.test('what was pushed keeps its tag, and the conversation begins there', async (t) => {
  const one = await stage(GIVEN)
  const form = { response_type: 'code', redirect_uri: 'https://app.example/cb', scope: 'openid', state: 'x' }
  const headers = { authorization: BASIC, 'mock-oauth2-tag': 't7' }
  const { body } = await one.ask('pushed_authorization_request', { headers, form })
  const query = { client_id: 'web', request_uri: body['request_uri'] as string }
  await one.redeem((await one.ask('authorization', { query })).told!['code']!)
  t.same(told(one), [
    ['pushed_authorization_request', 't7', undefined, 'r1'],
    ['authorization', 't7', 'r1', 'r1'],
    ['token', 't7', 'r2', 'r1'],
  ])
})

t.test('the approval of a device gives its tag to the tokens, in the conversation that the device began', async (t) => {
  const one = await stage(GIVEN)
  const headers = { authorization: BASIC }
  const { body } = await one.ask('device_authorization', { headers, form: { scope: 'openid' } })
  const browser = tagged('t7')
  const { page, cookies } = await one.ask('device', { ...browser, form: { user_code: body['user_code'] as string } })
  const { interaction } = (page as { shown: { interaction: string } }).shown
  await one.ask('device', { ...browser, cookies, form: { interaction, decision: 'approve' } })
  const polled = await one.token({ grant_type: DEVICE, device_code: body['device_code'] as string })
  await one.userinfo(polled.body['access_token'] as string)
  t.same(told(one), [
    ['device_authorization', undefined, undefined, 'r1'],
    ['device', 't7', 'r1', 'r1'],
    ['device', 't7', 'r1', 'r1'],
    ['token', 't7', 'r3', 'r1'],
    ['userinfo', 't7', 'r4', 'r1'],
  ])
})

t.test('an exchanged token descends from the one that was exchanged', async (t) => {
  const one = await stage(GIVEN)
  const { access_token } = await login(one, tagged('t7'))
  await one.token({
    grant_type: EXCHANGE,
    subject_token: access_token!,
    subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
  })
  t.match(one.realm.journal.list().at(-1), { tag: 't7', parent: 'r2', flow: 'r1' })
})

t.test('what fixtures planted from one authorization is one conversation', async (t) => {
  const tokens = [{ refresh_token: 'RT', access_token: 'AT', client_id: 'web', user: 'alice' }]
  const one = await stage({ ...GIVEN, tokens })
  await one.refresh('RT')
  await one.userinfo('AT')
  const [refresh, userinfo] = one.realm.journal.list()
  t.equal(refresh!.flow, userinfo!.flow)
  t.notOk('parent' in refresh! || 'parent' in userinfo!)
})

t.test('what cannot be attributed has no tag and a conversation of its own', async (t) => {
  const one = await stage(GIVEN)
  await login(one, tagged('t7'))
  await one.ask('metadata')
  await one.token('grant_type=client_credentials')
  await one.refresh('never issued')
  t.same(
    told(one)
      .slice(2)
      .map(([, ...rest]) => rest),
    [
      [undefined, undefined, 'r3'],
      [undefined, undefined, 'r4'],
      [undefined, undefined, 'r5'],
    ],
  )
})

t.test('a fault may be limited to a tag, and bites the back channel of an application that knows none', async (t) => {
  const one = await stage(GIVEN)
  one.realm.faults.arm('token.refresh+tag:t7=503')
  const [mine, theirs] = [await login(one, tagged('t7')), await login(one, tagged('t8'))]
  t.equal((await one.refresh(mine['refresh_token']!)).status, 503)
  t.equal((await one.refresh(theirs['refresh_token']!)).status, 200)
})

t.test('a fault limited to a tag hears of a user who was bound to it only by the login', async (t) => {
  const one = await stage({ ...GIVEN, users: [{ ...ALICE, tag: 't7' }] })
  one.realm.faults.arm('authorize+tag:t7=access_denied')
  t.match(await one.authorize(), { told: { error: 'access_denied' } })
})

t.test('the next logins of a tag are decided beforehand; a denial is told as the error it says', async (t) => {
  const one = await stage(GIVEN)
  const sub = async (given: object): Promise<string | undefined> => {
    const { told } = await one.authorize({}, given)
    return told!['error'] ?? one.realm.server.users.bySub(one.realm.journal.list().at(-1)?.user ?? '')?.username
  }
  one.realm.login.queue({ user: 'bob', tag: 't7' })
  one.realm.login.queue({ deny: 'access_denied', tag: 't7' })
  one.realm.login.queue({ user: 'bob', tag: 't8' })
  t.same([await sub({}), await sub(tagged('t7')), await sub(tagged('t7'))], ['alice', 'bob', 'access_denied'])
  t.same([await sub(tagged('t7')), await sub(tagged('t8')), await sub(tagged('t8'))], ['alice', 'bob', 'alice'])
  t.same(one.realm.login.waiting(), [])
})

t.test('a queued login needs no page, and one that may show none takes nothing from the queue', async (t) => {
  const one = await stage({ ...GIVEN, login: 'form' })
  one.realm.login.queue({ user: 'bob' })
  t.match(await one.authorize({ prompt: 'none' }), { told: { error: 'login_required' } })
  t.ok((await one.authorize()).told?.['code'])
  t.ok((await one.authorize()).page)
})
