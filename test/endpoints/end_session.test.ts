// OpenID Connect RP-Initiated Logout, Front-Channel Logout: the logout endpoint.

import t from 'tap'
import { renderPage } from '../../lib/http/pages/index.js'
import { encode } from '../../lib/http/encode.js'
import { NOW, SPA, WEB, claimsOf, stage } from '../support/realm.js'
import type { Answer, Staged } from '../support/realm.js'
import { unsigned } from '../support/signing.js'

const OUT = 'https://app.example/signed-out'
const LEAVER = { ...WEB, post_logout_redirect_uris: [OUT, 'https://app.example/bye?from=us'] } as const

/** A user who is logged in, and the ID Token of it. */
async function loggedIn(fixtures: Parameters<typeof stage>[0] = {}) {
  const staged = await stage({ clients: [LEAVER, SPA], ...fixtures })
  const { cookies, told } = await staged.authorize()
  const { id_token, refresh_token } = (await staged.redeem(told?.['code'] ?? '')).body
  return { ...staged, cookies, id_token_hint: id_token as string, refresh_token: refresh_token as string }
}

const logout = (
  { ask }: Staged,
  query: Record<string, string | readonly string[]>,
  given: object = {},
): Promise<Answer> => ask('end_session', { query, ...given })

const isIn = async (staged: Staged & { readonly cookies: Record<string, string> }): Promise<boolean> =>
  (await staged.authorize({ prompt: 'none' }, { cookies: staged.cookies })).told?.['error'] === undefined

t.test(
  'RL-01 a logout with an ID Token as hint ends the session and the browser goes back, state and all',
  async (t) => {
    const user = await loggedIn()
    t.equal(await isIn(user), true)
    const query = {
      id_token_hint: user.id_token_hint,
      post_logout_redirect_uri: OUT,
      state: 'a b&c',
      client_id: 'web',
      ui_locales: 'fr en',
      logout_hint: 'alice',
    }
    const answer = await logout(user, query, { cookies: user.cookies })
    t.equal(answer.status, 302)
    t.equal(answer.location, `${OUT}?state=a+b%26c`)
    t.match(answer.reply.cookies, [{ value: '', max_age: 0 }])
    t.match(answer.entry, { client_id: 'web', user: 'alice' })
    t.equal(await isIn(user), false)
  },
)

t.test('RL-01 by POST it is the same, and the browser is sent on with 303', async (t) => {
  const user = await loggedIn()
  const form = { id_token_hint: user.id_token_hint, post_logout_redirect_uri: OUT }
  const answer = await user.ask('end_session', { form, cookies: user.cookies })
  t.match(answer, { status: 303, location: OUT })
  t.equal(await isIn(user), false)
})

t.test('RL-01 an expired ID Token is as good a hint', async (t) => {
  const user = await loggedIn()
  user.advance(20 * 3600)
  t.match(await logout(user, { id_token_hint: user.id_token_hint, post_logout_redirect_uri: OUT }), {
    status: 302,
    location: OUT,
  })
})

t.test('RL-01 without a cookie the sid of the hint says which session ends', async (t) => {
  const user = await loggedIn()
  await logout(user, { id_token_hint: user.id_token_hint })
  t.equal(await isIn(user), false)
})

t.test('RL-01 with nowhere to go there is a page that says so', async (t) => {
  const user = await loggedIn()
  const { page, status } = await logout(user, { id_token_hint: user.id_token_hint }, { cookies: user.cookies })
  t.equal(status, 200)
  t.match(renderPage(page!), /data-testid="logout-done">You are signed out/)
})

t.test(
  'RL-01 without a hint the user is asked, and goes where the client wanted once the button is pressed',
  async (t) => {
    const user = await loggedIn()
    const asked = await logout(
      user,
      { client_id: 'web', post_logout_redirect_uri: OUT, state: 's' },
      { cookies: user.cookies },
    )
    const text = renderPage(asked.page!)
    t.match(text, /data-testid="logout-confirm"/)
    t.match(text, /data-testid="logout-user">Alice</)
    t.equal(await isIn(user), true)
    const interaction = /name="interaction" value="([^"]+)"/.exec(text)?.[1] ?? ''
    const answer = await user.ask('end_session', { form: { interaction, decision: 'logout' }, cookies: user.cookies })
    t.match(answer, { status: 303, location: `${OUT}?state=s` })
    t.equal(await isIn(user), false)
    t.equal((await user.ask('end_session', { form: { interaction, decision: 'logout' } })).reason, 'interaction-over')
  },
)

t.test('RL-01 who is asked may stay', async (t) => {
  const user = await loggedIn()
  const text = renderPage((await logout(user, {}, { cookies: user.cookies })).page!)
  const interaction = /name="interaction" value="([^"]+)"/.exec(text)?.[1] ?? ''
  const { page } = await user.ask('end_session', { form: { interaction, decision: 'stay' } })
  t.match(renderPage(page!), /still signed in/)
  t.equal(await isIn(user), true)
})

t.test('RL-01 the user is asked when the hint is about somebody else', async (t) => {
  const user = await loggedIn()
  const bob = await user.authorize({ login_hint: 'bob', prompt: 'login' })
  const { page } = await logout(user, { id_token_hint: user.id_token_hint }, { cookies: bob.cookies })
  t.match(page, { name: 'logout', shown: { step: 'confirm', user: 'Bob' } })
})

t.test('RL-01 nobody logged in is nobody to ask', async (t) => {
  const staged = await stage({ clients: [LEAVER] })
  t.match(await logout(staged, { client_id: 'web', post_logout_redirect_uri: OUT }), { status: 302, location: OUT })
  t.match((await logout(staged, {})).page, { name: 'logout', shown: { step: 'done' } })
  t.equal((await staged.ask('end_session', { method: 'POST', form: {} })).status, 200)
})

t.test('RL-01 metadata names the endpoint, and what is supported around it', async (t) => {
  t.match((await (await stage()).ask('metadata')).body, { end_session_endpoint: 'http://localhost:2884/logout' })
})

t.test('RL-02 a URI that is not registered letter by letter is not redirected to', async (t) => {
  const user = await loggedIn()
  for (const uri of [
    `${OUT}/`,
    `${OUT}?x=1`,
    'https://app.example/bye',
    'https://app.example/cb',
    'https://APP.example/signed-out',
    'https://evil.example/',
    'javascript:alert(1)',
  ]) {
    const answer = await logout(
      user,
      { id_token_hint: user.id_token_hint, post_logout_redirect_uri: uri },
      { cookies: user.cookies },
    )
    t.match(answer, { status: 400, location: undefined, reason: 'post-logout-uri-unregistered' }, uri)
    t.match(answer.hint, 'closest registered')
  }
  t.equal(await isIn(user), true)
})

t.test('RL-02 a client that has none registered is told so', async (t) => {
  const user = await loggedIn()
  const answer = await logout(user, { client_id: 'spa', post_logout_redirect_uri: OUT })
  t.match(answer, { status: 400, hint: /none registered/ })
})

t.test('RL-02 without a client there is no redirection', async (t) => {
  const user = await loggedIn()
  t.match(await logout(user, { post_logout_redirect_uri: OUT }), {
    status: 400,
    location: undefined,
    reason: 'post-logout-uri-without-client',
  })
  t.match(await logout(user, { post_logout_redirect_uri: OUT, client_id: 'nobody' }), {
    status: 400,
    location: undefined,
  })
})

t.test('RL-02 state comes back if it was sent, and only then; the query of the URI stays', async (t) => {
  const user = await loggedIn()
  const post_logout_redirect_uri = 'https://app.example/bye?from=us'
  const { id_token_hint } = user
  t.equal((await logout(user, { id_token_hint, post_logout_redirect_uri })).location, post_logout_redirect_uri)
  t.equal(
    (await logout(user, { id_token_hint, post_logout_redirect_uri, state: 's' })).location,
    `${post_logout_redirect_uri}&state=s`,
  )
  t.equal((await logout(user, { id_token_hint, state: 's' })).location, undefined)
})

t.test('RL-02 with no client configured any loopback URI will do, and the journal says what would not', async (t) => {
  const staged = await stage({ clients: [] })
  const answer = await logout(staged, { post_logout_redirect_uri: 'http://localhost:3000/out', state: 's' })
  t.equal(answer.location, 'http://localhost:3000/out?state=s')
  t.same(answer.warnings, ['post-logout-uri-unregistered'])
  t.match(await logout(staged, { post_logout_redirect_uri: 'https://evil.example/' }), {
    status: 400,
    location: undefined,
    reason: 'post-logout-uri-not-loopback',
  })
})

t.test('RL-02 a parameter that is sent twice is refused', async (t) => {
  const user = await loggedIn()
  const answer = await logout(user, { id_token_hint: user.id_token_hint, post_logout_redirect_uri: [OUT, OUT] })
  t.match(answer, { status: 400, reason: 'param-duplicated' })
})

t.test('RL-03 client_id and the audience of the hint must agree', async (t) => {
  const user = await loggedIn()
  const answer = await logout(user, {
    id_token_hint: user.id_token_hint,
    client_id: 'spa',
    post_logout_redirect_uri: OUT,
  })
  t.match(answer, { status: 400, location: undefined, reason: 'id-token-hint-other-client', hint: /'web'.*'spa'/ })
})

t.test('RL-04 a hint that is damaged, unsigned, of another kind or of another issuer never redirects', async (t) => {
  const user = await loggedIn({ clients: [{ ...LEAVER, access_token: { format: 'jwt' } }] })
  const other = await stage({ clients: [LEAVER] }, { issuer: () => 'http://localhost:9999' })
  const [header, payload, signature = ''] = user.id_token_hint.split('.')
  const changed = Buffer.from(JSON.stringify({ ...claimsOf(user.id_token_hint), sub: 'bob' })).toString('base64url')
  const hints = {
    'id-token-hint-unknown': [
      `${header}.${changed}.${signature}`,
      `${header}.${payload}.`,
      unsigned(claimsOf(user.id_token_hint)),
      'nonsense',
    ],
    'id-token-hint-other-issuer': [(await other.tokens())['id_token'] as string],
    'id-token-hint-other-token': [(await user.tokens())['access_token'] as string],
  }
  for (const [reason, all] of Object.entries(hints)) {
    for (const id_token_hint of all) {
      const answer = await logout(
        user,
        { id_token_hint, client_id: 'web', post_logout_redirect_uri: OUT },
        { cookies: user.cookies },
      )
      t.match(answer, { status: 400, location: undefined, reason })
    }
  }
  t.equal(await isIn(user), true)
})

t.test('a logout_hint that names nobody is noted', async (t) => {
  const user = await loggedIn()
  t.same((await logout(user, { id_token_hint: user.id_token_hint, logout_hint: 'nobody' })).warnings, [
    'logout-hint-unknown',
  ])
})

t.test('a pairwise subject logs out as well', async (t) => {
  const user = await loggedIn({ clients: [{ ...LEAVER, subject_type: 'pairwise' }] })
  t.match(
    await logout(user, { id_token_hint: user.id_token_hint, post_logout_redirect_uri: OUT }, { cookies: user.cookies }),
    { status: 302 },
  )
})

t.test('sid is the same in all ID Tokens of one session and client, and another for others', async (t) => {
  const user = await loggedIn()
  const sid = claimsOf(user.id_token_hint)['sid'] as string
  t.match(sid, /^[\w-]{22}$/)
  const { told } = await user.authorize({}, { cookies: user.cookies })
  t.equal(claimsOf((await user.redeem(told!['code']!)).body['id_token'] as string)['sid'], sid)
  t.equal(claimsOf((await user.refresh(user.refresh_token)).body['id_token'] as string)['sid'], sid)
  t.not(claimsOf((await user.tokens())['id_token'] as string)['sid'], sid)
  t.notMatch(Object.values(user.cookies), [sid])
})

t.test('BL-03 refresh tokens end with the session, unless offline_access was granted', async (t) => {
  const user = await loggedIn()
  const { told } = await user.authorize({ scope: 'openid offline_access' }, { cookies: user.cookies })
  const offline = (await user.redeem(told!['code']!)).body
  const { told: unspent } = await user.authorize({}, { cookies: user.cookies })
  await logout(user, { id_token_hint: user.id_token_hint }, { cookies: user.cookies })
  t.match(await user.refresh(user.refresh_token), { status: 400, body: { error: 'invalid_grant' }, hint: /logged out/ })
  t.same((await user.introspect(user.refresh_token)).body, { active: false })
  t.match((await user.redeem(unspent!['code']!)).hint, /logged out/)
  t.match((await user.introspect(offline['refresh_token'] as string)).body, { active: true })
  t.equal((await user.refresh(offline['refresh_token'] as string)).status, 200)
})

t.test('BL-03 what a refresh still issues after the logout is of no use', async (t) => {
  const user = await loggedIn()
  const again = (await user.refresh(user.refresh_token)).body['refresh_token'] as string
  await logout(user, { id_token_hint: user.id_token_hint })
  t.equal((await user.refresh(again)).status, 400)
})

t.test(
  'FL-01 the clients that took part are told in frames with iss and sid, then the browser goes back',
  async (t) => {
    const frontchannel_logout_uri = 'https://spa.example/fc;x,y?a=1'
    const user = await loggedIn({
      clients: [LEAVER, { ...SPA, frontchannel_logout_uri, frontchannel_logout_session_required: true }],
    })
    await user.authorize(
      {
        client_id: 'spa',
        redirect_uri: SPA.redirect_uris[0],
        code_challenge: 'x'.repeat(43),
        code_challenge_method: 'plain',
      },
      { cookies: user.cookies },
    )
    const { reply, page } = await logout(
      user,
      { id_token_hint: user.id_token_hint, post_logout_redirect_uri: OUT, state: 's' },
      { cookies: user.cookies },
    )
    const [, frame = ''] = /<iframe src="([^"]+)"/.exec(renderPage(page!)) ?? []
    const url = new URL(frame.replaceAll('&amp;', '&'))
    t.equal(url.searchParams.get('a'), '1')
    t.equal(url.searchParams.get('iss'), 'http://localhost:2884')
    t.match(url.searchParams.get('sid'), /^[\w-]{22}$/)
    t.not(url.searchParams.get('sid'), claimsOf(user.id_token_hint)['sid'])
    const { headers } = encode(reply)
    t.match(headers['content-security-policy'], 'frame-src https://spa.example/fc%3Bx%2Cy;')
    t.equal(headers['refresh'], `5; url=${OUT}?state=s`)
    t.match(renderPage(page!), `href="${OUT}?state=s"`)
  },
)

t.test('FL-01 metadata says that it is supported, with sid', async (t) => {
  const { body } = await (await stage()).ask('metadata')
  t.match(body, { frontchannel_logout_supported: true, frontchannel_logout_session_supported: true })
})

t.test('a session that ran out is nobody logged in', async (t) => {
  const user = await loggedIn()
  user.advance(86_400)
  const { entry, status } = await logout(
    user,
    { id_token_hint: user.id_token_hint, post_logout_redirect_uri: OUT },
    { cookies: user.cookies },
  )
  t.equal(status, 302)
  t.match(entry.checks, ['id_token_hint is an ID Token of this server'])
  t.equal(claimsOf(user.id_token_hint)['exp'], NOW + 3600)
})
