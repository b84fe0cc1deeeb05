// Each lint rule has a story that it finds, and there is one honest story in which no rule finds anything.

import t from 'tap'
import type { Fixtures } from '../../lib/fixtures/types.js'
import { RULES, lint } from '../../lib/lint/index.js'
import type { Finding } from '../../lib/lint/index.js'
import { clockFrom } from '../../lib/state/clockspec.js'
import { holder } from '../support/dpop.js'
import { CHALLENGE, START, VERIFIER, WEB, stage } from '../support/realm.js'
import type { Answer, Staged } from '../support/realm.js'

interface Scene extends Staged {
  /** Lets time go by for everybody, in seconds. */
  pass(seconds: number): void
}

const HONEST = {
  state: 'N6wHk1bT0yq3Zs8vLx2cRg',
  nonce: 'aW5vbmNlLW9mLTE2LWJ5dGVz',
  code_challenge: CHALLENGE,
  code_challenge_method: 'S256',
  prompt: 'consent',
}
const JSON_ONLY = { accept: 'application/json' }
const BASIC = { authorization: 'Basic d2ViOnMzY3JldA==', ...JSON_ONLY }

async function scene(fixtures: Fixtures = {}): Promise<Scene> {
  let now = START
  const users = [{ username: 'alice', consent: 'always' as const, claims: { name: 'Alice', email: 'a@example.com' } }]
  const staged = await stage({ users, ...fixtures }, { clock: clockFrom('system', () => now) })
  return { ...staged, pass: (seconds) => void (now += seconds * 1000) }
}

/** A login as it should be, until the tokens. */
async function login(
  { authorize, redeem }: Scene,
  change: Record<string, string | undefined> = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const { told } = await authorize({ scope: 'openid', ...HONEST, ...change })
  const more = { code_verifier: change['code_challenge'] === undefined ? VERIFIER : undefined }
  return redeem(told?.['code'] ?? '', more, { headers: { ...BASIC, ...headers } })
}

const refresh = ({ token }: Scene, refresh_token: string): Promise<Answer> =>
  token({ grant_type: 'refresh_token', refresh_token }, { headers: BASIC })

const offline = 'openid offline_access'
const other = {
  state: 'AnotherStateThatIsLong',
  nonce: 'another',
  code_challenge: VERIFIER,
  code_challenge_method: 'plain',
}

/** How each rule is provoked, and two things that its sentence names. */
const STORIES: Readonly<
  Record<string, readonly [act: (at: Scene) => Promise<unknown>, one: string, other: string, fixtures?: Fixtures]>
> = {
  'state-constant': [
    async (at) => {
      await login(at)
      await login(at, { nonce: 'another' })
    },
    'the same as in',
    "'N6wHk1bT0yq3Zs8vLx2cRg'",
  ],
  'state-short': [(at) => login(at, { state: 'abc' }), '3 characters', '16'],
  'state-not-url-safe': [(at) => login(at, { state: '{"return_to":"/here"}' }), "'{'", 'A-Z a-z'],
  'nonce-absent': [(at) => login(at, { nonce: undefined }), 'ID Token', 'nonce'],
  'pkce-absent-confidential': [
    (at) => at.authorize({ ...HONEST, code_challenge: undefined, code_challenge_method: undefined }),
    "'web' has a secret",
    'code_challenge',
  ],
  'pkce-plain': [(at) => at.authorize({ ...HONEST, ...other }), 'plain', 'S256'],
  'redirect-uri-http-non-loopback': [
    (at) => at.authorize({ ...HONEST, redirect_uri: 'http://app.example/cb' }),
    'http://app.example/cb',
    'https',
    { clients: [{ ...WEB, redirect_uris: ['http://app.example/cb'] }] },
  ],
  'scope-offline-access-without-consent': [
    (at) => login(at, { scope: offline, prompt: undefined }),
    'offline_access',
    'prompt=consent',
  ],
  'deprecated-parameter': [(at) => login(at, { access_type: 'offline' }), 'access_type', 'offline_access'],
  'unknown-parameter-sent': [(at) => login(at, { login_hnt: 'alice' }), "'login_hnt'", "'login_hint'"],
  'secret-in-body-though-basic-registered': [
    (at) =>
      at.token(
        { grant_type: 'client_credentials', scope: 'read', client_id: 'web', client_secret: 's3cret' },
        { headers: JSON_ONLY },
      ),
    'client_secret_basic',
    'in the body',
    { policy: { auth_method: 'ignore' } },
  ],
  'token-request-without-accept-json': [
    (at) => login(at, {}, { accept: 'text/html' }),
    "'text/html'",
    'application/json',
  ],
  'cookie-sent-to-token-endpoint': [(at) => login(at, {}, { cookie: 'a=1; b=2' }), '2 cookie(s)', 'token endpoint'],
  'browser-origin-with-confidential-client': [
    (at) => login(at, {}, { origin: 'https://page.example' }),
    'https://page.example',
    "'web'",
  ],
  'token-in-url': [(at) => at.ask('userinfo', { query: { access_token: 'x' } }), 'access_token', 'in a URL'],
  'id_token-sent-to-api': [
    async (at) => {
      const { body } = await login(at)
      await at.userinfo(String(body['id_token']))
    },
    'ID Token',
    'access token',
  ],
  'userinfo-before-token-validation': [
    async (at) => {
      const { body } = await login(at)
      await at.userinfo(String(body['access_token']))
    },
    'userinfo',
    'JWK Set',
  ],
  'pkce-verifier-minimum-length-low-entropy': [
    async (at) => {
      const verifier = 'ab'.repeat(22)
      const asked = { ...HONEST, code_challenge: verifier, code_challenge_method: 'plain' }
      const { told } = await at.authorize({ scope: 'openid', ...asked })
      await at.redeem(told?.['code'] ?? '', { code_verifier: verifier }, { headers: BASIC })
    },
    '44 characters',
    '44 bits',
  ],
  'access-token-refreshed-too-early': [
    async (at) => {
      const { body } = await login(at, { scope: offline })
      at.pass(60)
      await refresh(at, String(body['refresh_token']))
    },
    '1m',
    '1h',
  ],
  'refresh-after-expiry-only': [
    async (at) => {
      const { body } = await login(at, { scope: offline })
      at.pass(3700)
      await at.userinfo(String(body['access_token']))
      await refresh(at, String(body['refresh_token']))
    },
    '1h1m40s',
    '1h',
  ],
  'parallel-refresh-detected': [
    async (at) => {
      const { body } = await login(at, { scope: offline })
      await Promise.all([refresh(at, String(body['refresh_token'])), refresh(at, String(body['refresh_token']))])
    },
    'the same refresh token',
    '0 ms',
  ],
  'refresh-never-updated': [
    async (at) => {
      const { body } = await login(at, { scope: offline })
      await refresh(at, String(body['refresh_token']))
      at.pass(5)
      await refresh(at, String(body['refresh_token']))
    },
    'new refresh token',
    'sent again',
  ],
  'offline_access-requested-but-refresh-token-unused': [
    (at) => login(at, { scope: offline }),
    'offline_access',
    'used none',
  ],
  'jwks-fetched-per-request': [
    async (at) => {
      for (let times = 0; times < 4; times += 1) await at.ask('jwks')
      await login(at)
    },
    '4 times',
    '1 request',
  ],
  'discovery-fetched-per-request': [
    async (at) => {
      for (let times = 0; times < 4; times += 1) await at.ask('metadata')
      await login(at)
    },
    '4 times',
    '2 requests',
  ],
  'discovery-never-fetched': [(at) => login(at), 'tokens', 'metadata'],
  'no-backoff-after-429': [
    async (at) => {
      at.realm.faults.arm('token=429@1')
      await login(at)
      await login(at)
    },
    '429',
    'ms later',
  ],
  'dpop-nonce-ignored-on-200': [dpopStory, 'DPoP-Nonce', 'none', { policy: { dpop_nonce: 'required' } }],
  'revocation-never-called-on-logout': [
    async (at) => {
      const { body } = await login(at, { scope: offline })
      await at.ask('end_session', { query: { id_token_hint: String(body['id_token']) } })
    },
    "'web' logged its user out",
    'revoked none',
  ],
  'scope-requested-never-used': [(at) => login(at, { scope: 'openid email' }), "'email'", 'userinfo'],
  'tls-verification-disabled': [
    async (at) => {
      at.realm.faults.arm('token=tls-expired@1')
      await login(at)
      await login(at)
    },
    'bad certificate (expired)',
    'came all the same',
  ],
  'redirect-followed-with-credentials': [
    async (at) => {
      const form = { grant_type: 'client_credentials', scope: 'read' }
      at.realm.faults.arm('token=http-307-other-origin@1')
      await at.token(form, { headers: BASIC })
      at.realm.missed({ method: 'POST', url: '/token/trap', status: 404, hint: '', reason: 'endpoint-unknown' })
    },
    '307',
    '/trap',
  ],
}

async function dpopStory(at: Scene): Promise<void> {
  const key = await holder()
  const ask = async (claims: object): Promise<Answer> =>
    at.token(
      { grant_type: 'client_credentials', scope: 'read' },
      { headers: { ...BASIC, dpop: await key.proof(claims) } },
    )
  const { headers } = await ask({})
  await ask({ nonce: headers['dpop-nonce'] })
  await ask({})
}

const findings = ({ realm }: Staged): readonly Finding[] =>
  lint(realm.journal.list(), { clients: realm.server.clients.list() })

for (const [rule, [act, one, another, fixtures]] of Object.entries(STORIES)) {
  t.test(`${rule} is found`, async (t) => {
    const at = await scene(fixtures)
    await act(at)
    const found = findings(at).find((finding) => finding.rule === rule)
    t.ok(found, `found: ${findings(at).map((finding) => finding.rule)}`)
    t.ok(found?.hint.includes(one), `names ${one}: ${found?.hint}`)
    t.ok(found?.hint.includes(another), `names ${another}: ${found?.hint}`)
    t.match(found, { seen: /[1-9]/, entries: [/^r\d/], fix: /\w/, spec: /§/ })
  })
}

t.test('every rule has a story', async (t) => {
  t.same([...new Set(RULES.map(({ rule }) => rule))].sort(), Object.keys(STORIES).sort())
})

t.test('a client that does all of it right gives nothing to say', async (t) => {
  const at = await scene()
  await at.ask('metadata')
  const { body } = await login(at, { scope: 'openid email offline_access' })
  await at.ask('jwks')
  await at.userinfo(String(body['access_token']))
  at.pass(3000)
  const { body: refreshed } = await refresh(at, String(body['refresh_token']))
  await at.revoke(String(refreshed['refresh_token']))
  await at.ask('end_session', { query: { id_token_hint: String(refreshed['id_token'] ?? body['id_token']) } })
  t.same(
    at.realm.journal.list().map(({ status }) => status),
    [200, 302, 200, 200, 200, 200, 200, 200],
  )
  t.same(findings(at), [])
})

t.test('another grant right after a 429 is no repetition of what was refused', async (t) => {
  const at = await scene()
  at.realm.faults.arm('token.refresh=429@1')
  await refresh(at, 'RT')
  await login(at, { scope: offline })
  t.notOk(findings(at).some(({ rule }) => rule === 'no-backoff-after-429'))
})

t.test('warnings of single requests are counted by client', async (t) => {
  const at = await scene()
  await at.authorize({ ...HONEST, state: undefined })
  await at.authorize({ ...HONEST, state: undefined, nonce: 'another' })
  t.match(
    findings(at).find(({ rule }) => rule === 'state-absent'),
    { severity: 'warning', client_id: 'web', seen: 2, entries: ['r1', 'r2'] },
  )
})
