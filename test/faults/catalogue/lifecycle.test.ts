// The life of codes, tokens, keys and servers: every row as a story, in which the server itself refuses or grants what
// follows.

import t, { type Test } from 'tap'
import { NOW, WEB, claimsOf, headerOf, stage, type Staged } from '../../support/realm.js'
import { refusalOf } from '../../support/forged.js'
import { armed, eachRow } from '../../support/rows.js'

const OFFLINE = { scope: 'openid profile offline_access', nonce: 'n' }
const sub = (jwt: string): string => claimsOf(jwt)['sub']

/** Tokens of an honest login; then the rule is armed. */
async function loggedIn(
  rule: string,
  client: object = {},
): Promise<{ staged: Staged; tokens: Record<string, any>; again: () => ReturnType<Staged['refresh']> }> {
  const staged = await stage({ clients: [{ ...WEB, ...client }] })
  const tokens = await staged.tokens(OFFLINE)
  staged.realm.faults.arm(rule)
  return { staged, tokens, again: () => staged.refresh(tokens['refresh_token']) }
}

/** The rule is armed for a resource; userinfo is where a token is shown. */
async function atUserinfo(rule: string) {
  const { staged, tokens } = await loggedIn(rule)
  return { staged, tokens, show: () => staged.userinfo(tokens['access_token']) }
}

/** The refresh is refused for this reason, and so is every later one. */
const refused =
  (reason: string): ((t: Test, rule: string) => Promise<void>) =>
  async (t, rule) => {
    const { staged, again, tokens } = await loggedIn(rule)
    const answer = await again()
    t.strictSame([answer.status, answer.body['error'], answer.reason], [400, 'invalid_grant', reason])
    staged.realm.faults.clear()
    t.equal((await again()).body['error'], 'invalid_grant', 'for good')
    t.equal((await staged.userinfo(tokens['access_token'])).status, reason === 'refresh-expired-idle' ? 200 : 401)
  }

/** The ID Token of a refresh, against that of the login. */
async function refreshedIdToken(rule: string): Promise<{ first: Record<string, any>; next: Record<string, any> }> {
  const staged = await stage()
  const tokens = await staged.tokens(OFFLINE)
  staged.realm.faults.arm(rule)
  staged.advance(60)
  const { body } = await staged.refresh(tokens['refresh_token'])
  const { keys } = (await staged.ask('jwks')).body as { keys: [] }
  t.equal(await refusalOf(body['id_token'], keys), undefined, `${rule} is signed by the server`)
  return { first: claimsOf(tokens['id_token']), next: claimsOf(body['id_token']) }
}

const skewed =
  (seconds: number): ((t: Test, rule: string) => Promise<void>) =>
  async (t, rule) => {
    const point = rule.replace(/^\w+=/, 'token=')
    const staged = await armed(point)
    const answer = await staged.redeem(await staged.code({ nonce: 'n' }))
    const claims = claimsOf(answer.body['id_token'])
    const off = { iat: NOW + seconds, exp: NOW + 3600 + seconds, auth_time: NOW + seconds }
    t.strictSame({ iat: claims['iat'], exp: claims['exp'], auth_time: claims['auth_time'] }, off)
    t.equal(Date.parse(answer.headers['date'] ?? ''), (NOW + seconds) * 1000)
    t.equal(answer.body['expires_in'], 3600, 'how long things live does not change')
    staged.realm.faults.arm(`introspect=${point.slice('token='.length)}:1h`)
    const { body } = await staged.introspect(answer.body['access_token'])
    t.equal(body['exp'], NOW + 3600 + Math.sign(seconds) * 3600, 'by as much as the rule says, wherever times are told')
  }

eachRow(t, ['lc'], {
  'lc-code-expired': async (t, rule) => {
    const staged = await armed(rule)
    const code = await staged.code()
    const { body, reason } = await staged.redeem(code)
    t.strictSame([body['error'], reason], ['invalid_grant', 'code-expired'])
    t.equal((await staged.redeem(code)).reason, 'code-expired', 'and stays so')
  },
  'lc-code-expired-on-arrival': async (t, rule) => {
    const staged = await armed(`${rule}@once`)
    t.equal((await staged.redeem(await staged.code())).reason, 'code-expired')
    t.equal((await staged.redeem(await staged.code())).status, 200, 'the next one lives')
  },
  'lc-code-replayed': async (t, rule) => {
    const staged = await armed(rule)
    const { body, reason } = await staged.redeem(await staged.code())
    t.strictSame([body['error'], reason], ['invalid_grant', 'code-used-by-fault'])
  },
  'lc-code-slow-callback': async (t, rule) => {
    const staged = await armed(rule.replace(/:.*/, ''))
    const { status, reply, told } = await staged.authorize()
    t.strictSame([status, reply.delivery], [302, { delay: 3000 }])
    t.equal((await staged.redeem(told?.['code'] ?? '')).status, 200)
  },
  'lc-double-callback': async (t, rule) => {
    const staged = await armed(rule)
    const { status, reply } = await staged.authorize()
    t.equal(status, 200)
    if (reply.content.kind !== 'text') throw new Error('it is no page')
    const [frame, link] = ['iframe src', 'a href'].map(
      (name) => new RegExp(`<${name}="([^"]+)"`).exec(text(reply))?.[1],
    )
    t.ok(frame)
    t.equal(frame, link, 'the frame and the page go to the same URL')
    const url = new URL((link ?? '').replaceAll('&#38;', '&'))
    t.match(url.href, /^https:\/\/app\.example\/cb\?code=[\w-]+&state=xyz&iss=/)
    const code = url.searchParams.get('code') ?? ''
    t.strictSame([(await staged.redeem(code)).status, (await staged.redeem(code)).reason], [200, 'code-used'])
  },
  'lc-access-token-dead': async (t, rule) => {
    const staged = await armed(rule)
    const tokens = await staged.tokens()
    t.equal(tokens['expires_in'], 3600)
    t.equal((await staged.userinfo(tokens['access_token'])).reason, 'token-expired')
    const jwt = await stage({ clients: [{ ...WEB, access_token: { format: 'jwt' } }] })
    jwt.realm.faults.arm(rule)
    const { access_token } = await jwt.tokens()
    t.equal(claimsOf(access_token)['exp'], NOW, 'a JWT says so itself')
    t.equal((await jwt.userinfo(access_token)).reason, 'token-expired')
  },
  'lc-access-token-early-death': async (t, rule) => {
    const staged = await armed(rule)
    const tokens = await staged.tokens()
    t.equal(tokens['expires_in'], 3600)
    staged.advance(359)
    t.equal((await staged.userinfo(tokens['access_token'])).status, 200)
    staged.advance(1)
    t.equal((await staged.userinfo(tokens['access_token'])).reason, 'token-expired')
  },
  'lc-access-token-revoked-midflight': async (t, rule) => {
    const { show, staged } = await atUserinfo(`${rule}@2`)
    const [first, second, third] = [await show(), await show(), await show()]
    t.strictSame([first.status, second.status, third.status], [200, 401, 401])
    t.match(second.headers['www-authenticate'], /error="invalid_token"/)
    t.equal(second.reason, 'token-revoked')
    t.equal((await staged.tokens()).error, undefined, 'a new login works')
  },
  'lc-access-token-always-rejected': async (t, rule) => {
    const { show, staged } = await atUserinfo(rule)
    const fresh = await staged.tokens()
    for (const answer of [await show(), await staged.userinfo(fresh['access_token'])]) {
      t.equal(answer.status, 401)
      t.match(answer.headers['www-authenticate'], /^Bearer error="invalid_token"/)
    }
  },
  'lc-access-token-outlives': async (t, rule) => {
    const { show, staged } = await atUserinfo(rule)
    staged.advance(7200)
    t.equal((await show()).body['sub'], 'alice')
  },
  'lc-refresh-expired': refused('refresh-expired-idle'),
  'lc-refresh-revoked': async (t, rule) => {
    await refused('refresh-revoked')(t, rule)
    const { again } = await loggedIn(rule)
    t.match((await again()).hint, /the user revoked it/)
  },
  'lc-refresh-rotation-race': async (t, rule) => {
    const { staged, again } = await loggedIn(rule, { refresh: { rotation: 'rotate', grace: 60 } })
    const [first, second] = await Promise.all([again(), again()])
    t.strictSame([first.status, second.status, second.body['error']], [200, 400, 'invalid_grant'])
    t.equal((await staged.refresh(first.body['refresh_token'])).status, 200, 'the winner goes on')
    staged.realm.faults.clear()
    t.equal((await again()).status, 200, 'without the rule the server would have been lenient')
  },
  'lc-refresh-family-revoked': async (t, rule) => {
    const { staged, again, tokens } = await loggedIn(rule)
    t.match((await again()).hint, /presented again/)
    t.equal((await staged.userinfo(tokens['access_token'])).reason, 'token-revoked')
  },
  'lc-refresh-response-lost': async (t, rule) => {
    const { again } = await loggedIn(`${rule}@once`, { refresh: { rotation: 'rotate', grace: 60 } })
    const lost = await again()
    t.strictSame(lost.reply.delivery, { reset: true })
    const retried = await again()
    t.equal(retried.body['refresh_token'], lost.body['refresh_token'], 'the work was done: the retry gets the same')
  },
  'lc-refresh-rotated-old-works': async (t, rule) => {
    for (const rotation of ['rotate', 'none'] as const) {
      const { staged, again, tokens } = await loggedIn(rule, { refresh: { rotation } })
      const { body } = await again()
      t.not(body['refresh_token'], tokens['refresh_token'], 'there is a new one')
      t.equal((await staged.refresh(body['refresh_token'])).status, 200, 'it works')
      t.equal((await again()).status, 200, 'and so does the old one')
    }
  },
  'lc-refresh-id-token-new-sub': async (t, rule) => {
    const { first, next } = await refreshedIdToken(rule)
    t.strictSame([first['sub'], next['sub']], ['alice', 'alice-other'])
  },
  'lc-refresh-id-token-new-iss': async (t, rule) => {
    const { first, next } = await refreshedIdToken(rule)
    t.equal(next['iss'], `${first['iss']}1`)
  },
  'lc-refresh-id-token-absent': async (t, rule) => {
    const { again, tokens } = await loggedIn(rule)
    const { status, body } = await again()
    t.ok(tokens['id_token'])
    t.strictSame([status, 'id_token' in body, typeof body['access_token']], [200, false, 'string'])
  },
  'lc-refresh-id-token-new-auth-time': async (t, rule) => {
    const { first, next } = await refreshedIdToken(rule)
    t.strictSame([first['auth_time'], next['auth_time'], next['iat']], [NOW, NOW + 60, NOW + 60])
  },
  'lc-refresh-scope-shrinks': async (t, rule) => {
    const { staged, again, tokens } = await loggedIn(rule)
    const { body } = await again()
    t.strictSame([tokens['scope'], body['scope']], ['openid profile offline_access', 'openid profile'])
    t.equal((await staged.introspect(body['access_token'])).body['scope'], 'openid profile', 'it is really gone')
  },
  'lc-clock-ahead': skewed(600),
  'lc-clock-behind': skewed(-600),
  'lc-restart': async (t, rule) => {
    const staged = await stage({
      codes: [{ code: 'SEEDED', client_id: 'web', user: 'alice', redirect_uri: 'https://app.example/cb' }],
    })
    const { access_token } = await staged.tokens()
    const code = await staged.code()
    staged.realm.faults.arm(`${rule}@once`)
    t.equal((await staged.redeem(code)).reason, 'code-unknown')
    t.equal((await staged.userinfo(access_token)).reason, 'token-unknown')
    t.equal((await staged.redeem('SEEDED')).status, 200, 'fixtures are there again')
    const next = await staged.code()
    t.not(next, code, 'what comes next is new')
    t.equal((await staged.redeem(next)).status, 200)
  },
  'lc-key-rotated-midflow': async (t, rule) => {
    const staged = await armed(rule)
    const { keys: before } = (await staged.ask('jwks')).body as { keys: [] }
    const code = await staged.code({ nonce: 'n' })
    const { body } = await staged.redeem(code)
    const { keys: after } = (await staged.ask('jwks')).body as { keys: [] }
    t.match(headerOf(body['id_token'])['kid'], /-2$/)
    t.equal(await refusalOf(body['id_token'], before), 'ERR_JWKS_NO_MATCHING_KEY')
    t.equal(await refusalOf(body['id_token'], after), undefined)
  },
  'lc-client-secret-rotated': async (t, rule) => {
    const { again } = await loggedIn(rule)
    const { status, body, headers } = await again()
    t.strictSame([status, body['error']], [401, 'invalid_client'])
    t.match(body['error_description'], /secret was rotated/)
    t.match(headers['www-authenticate'], /^Basic /)
  },
  'lc-consent-withdrawn': async (t, rule) => {
    const { staged, again, tokens } = await loggedIn(rule.replace('=', '.refresh='))
    t.match((await again()).hint, /withdrew the consent/)
    const { status, headers } = await staged.userinfo(tokens['access_token'])
    t.equal(status, 401)
    t.match(headers['www-authenticate'], /invalid_token/)
    const shown = await atUserinfo(rule.replace(/^\w+/, 'userinfo'))
    t.equal((await shown.show()).status, 401)
    t.equal((await shown.staged.refresh(shown.tokens['refresh_token'])).body['error'], 'invalid_grant')
  },
  'lc-user-switched': async (t, rule) => {
    const staged = await armed(`${rule}@2`)
    const [first, second] = [await staged.tokens(), await staged.tokens()]
    t.strictSame([sub(first['id_token']), sub(second['id_token'])], ['alice', 'bob'])
    t.equal((await staged.userinfo(second['access_token'])).body['sub'], 'bob', 'everywhere')
  },
})

function text({ content }: { readonly content: { readonly kind: string } }): string {
  return 'text' in content ? String(content.text) : ''
}
