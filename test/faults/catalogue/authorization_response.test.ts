// RFC 6749 §4.1.2, RFC 9207: every authorization response is what its row says, byte by byte where bytes matter.

import t, { type Test } from 'tap'
import type { Answer } from '../../support/realm.js'
import { armed, eachRow, wired } from '../../support/rows.js'

type Told = Record<string, unknown>

const STATE = 'Se cret+State/1%2B='
const CALLBACK = 'https://app.example/cb'
const ISS = 'http://localhost:2884'
const HONEST: Told = { code: String, state: STATE, iss: ISS }

const CLIENT = {
  client_id: 'web',
  client_secret: 's3cret',
  redirect_uris: [CALLBACK, 'https://app.example/other', 'https://app.example/cb?tenant=1'],
  grant_types: ['authorization_code', 'implicit'],
  response_types: ['code', 'code id_token token'],
} as const
const FIXTURES = { clients: [CLIENT], policy: { response_types: ['code', 'code id_token token'] } } as const

const asked = async (rule: string, change: Record<string, string> = {}): Promise<Answer> =>
  (await armed(rule, FIXTURES)).authorize({ state: STATE, scope: 'openid', nonce: 'n', ...change })

const location = (answer: Answer): string => String(wired(answer).headers['location'])
const pairsOf = (answer: Answer): [string, string][] => [...new URL(location(answer)).searchParams]

/** Exactly these parameters in the query, in a 302 to the callback; `String` stands for any text. */
const tells =
  (expected: Told): ((t: Test, rule: string) => Promise<void>) =>
  async (t, rule) => {
    const answer = await asked(rule)
    t.equal(answer.status, 302)
    t.ok(location(answer).startsWith(`${CALLBACK}?`))
    const pairs = pairsOf(answer)
    const known = pairs.map(([name, value]) => [name, expected[name] === String ? String : value])
    t.strictSame(Object.fromEntries(known), expected)
    t.equal(pairs.length, Object.keys(expected).length, 'each of them once')
  }

const without = (name: string): Told => Object.fromEntries(Object.entries(HONEST).filter(([other]) => other !== name))
const error = (code: string): ((t: Test, rule: string) => Promise<void>) =>
  tells({ error: code, error_description: String, error_uri: String, state: STATE, iss: ISS })
const errorBut = (change: Told): ((t: Test, rule: string) => Promise<void>) =>
  tells({ error: 'access_denied', ...change })

/** What the argument of a rule makes of one parameter. */
const ways =
  (name: string, expected: Readonly<Record<string, string>>): ((t: Test, rule: string) => Promise<void>) =>
  async (t, rule) => {
    for (const [way, value] of Object.entries(expected)) {
      const answer = await asked(way === '' ? rule : `${rule}:${way}`)
      t.strictSame(new URL(location(answer)).searchParams.getAll(name), [value], way)
    }
  }

eachRow(t, ['az'], {
  'az-access-denied': error('access_denied'),
  'az-server-error': error('server_error'),
  'az-temporarily-unavailable': error('temporarily_unavailable'),
  'az-invalid-scope': error('invalid_scope'),
  'az-unauthorized-client': error('unauthorized_client'),
  'az-unsupported-response-type': error('unsupported_response_type'),
  'az-invalid-request': error('invalid_request'),
  'az-login-required': error('login_required'),
  'az-consent-required': error('consent_required'),
  'az-interaction-required': error('interaction_required'),
  'az-account-selection': error('account_selection_required'),
  'az-unknown-error': tells({ error: 'out_of_coffee', state: STATE, iss: ISS }),
  'az-error-without-state': errorBut({ iss: ISS }),
  'az-error-other-state': errorBut({ state: 'another-state', iss: ISS }),
  'az-error-wrong-iss': errorBut({ state: STATE, iss: 'https://issuer.example' }),
  'az-state-missing': tells(without('state')),
  'az-state-wrong': tells({ ...HONEST, state: `${STATE}1` }),
  'az-state-unasked': async (t, rule) => {
    const answer = await (await armed(rule)).authorize({ state: undefined })
    t.equal(answer.told?.['state'], 'never-asked-for')
    t.equal((await asked(rule)).told?.['state'], STATE, 'one that was sent comes back')
  },
  'az-state-mangled': async (t, rule) => {
    await ways('state', {
      '': STATE.slice(0, -1),
      plus: 'Se cret State/1%2B=',
      percent: encodeURIComponent(STATE),
      lower: STATE.toLowerCase(),
    })(t, rule)
    const long = await asked(rule, { state: 's'.repeat(600) })
    t.equal(long.told?.['state'], 's'.repeat(512))
  },
  'az-state-duplicated': async (t, rule) => {
    const pairs = pairsOf(await asked(rule))
    t.strictSame(
      pairs.filter(([name]) => name === 'state'),
      [
        ['state', STATE],
        ['state', STATE],
      ],
    )
  },
  'az-code-duplicated': async (t, rule) => {
    const answer = await asked(rule)
    const [first, second, ...more] = new URL(location(answer)).searchParams.getAll('code')
    t.strictSame([first, second, more], [answer.told?.['code'], 'another-code', []])
  },
  'az-code-missing': tells(without('code')),
  'az-code-empty': tells({ ...HONEST, code: '' }),
  'az-code-odd-chars': async (t, rule) => {
    const staged = await armed(rule)
    const answer = await staged.authorize()
    const code = new URL(location(answer)).searchParams.get('code') ?? ''
    t.ok(code.length > 2048)
    for (const character of '+/=%&#"') t.ok(code.includes(character), character)
    t.notMatch(location(answer), /["#<> ]/, 'it is encoded as RFC 3986 wants it')
    t.equal((await staged.redeem(code)).status, 200, 'it is a good code')
  },
  'az-code-and-error': tells({ ...HONEST, error: 'access_denied' }),
  'az-iss-missing': tells(without('iss')),
  'az-iss-wrong': tells({ ...HONEST, iss: `${ISS}1` }),
  'az-iss-normalized': ways('iss', { '': `${ISS}/`, case: 'http://LOCALHOST:2884', port: 'http://localhost' }),
  'az-iss-unadvertised': async (t, rule) => {
    await tells({ ...HONEST, iss: 'https://issuer.example' })(t, rule)
    const { body } = await (await armed('discovery=az-iss-unadvertised')).ask('metadata')
    t.notOk('authorization_response_iss_parameter_supported' in body)
    t.equal(body['issuer'], ISS)
  },
  'az-iss-not-advertised-absent': async (t, rule) => {
    await tells(without('iss'))(t, rule)
    const { body } = await (await armed('discovery=az-iss-not-advertised-absent')).ask('metadata')
    t.notOk('authorization_response_iss_parameter_supported' in body)
  },
  'az-fragment-instead-of-query': async (t, rule) => {
    const url = new URL(location(await asked(rule)))
    t.equal(url.search, '')
    t.strictSame([...new URLSearchParams(url.hash.slice(1)).keys()], ['code', 'state', 'iss'])
  },
  'az-query-instead-of-fragment': async (t, rule) => {
    const url = new URL(location(await asked(rule, { response_type: 'code id_token token' })))
    t.equal(url.hash, '')
    t.ok(['code', 'access_token', 'id_token'].every((name) => url.searchParams.has(name)))
  },
  'az-form-post-instead': async (t, rule) => {
    const { status, text, headers } = wired(await asked(rule))
    t.equal(status, 200)
    t.match(headers['content-type'], /^text\/html/)
    t.match(text, `<form class="stack" method="post" action="${CALLBACK}">`)
    t.match(text, /<input type="hidden" name="code" value="[^"]+"/)
  },
  'az-wrong-redirect-uri': async (t, rule) => {
    t.match(location(await asked(rule)), /^https:\/\/app\.example\/other\?code=/)
    const only = await (await armed(rule)).authorize()
    t.match(location(only), /^https:\/\/app\.example\/cb\/somewhere-else\?code=/, 'where it has one only')
  },
  'az-query-lost': async (t, rule) => {
    const redirect_uri = 'https://app.example/cb?tenant=1'
    t.match(
      location(await asked('authorize=az-redirect-303', { redirect_uri })),
      /\?tenant=1&code=/,
      'it would be there',
    )
    t.match(location(await asked(rule, { redirect_uri })), /^https:\/\/app\.example\/cb\?code=/)
  },
  'az-redirect-307': async (t, rule) =>
    t.strictSame([(await asked(rule)).status, (await asked(rule)).location?.slice(0, 22)], [307, CALLBACK]),
  'az-redirect-303': async (t, rule) => t.equal((await asked(rule)).status, 303),
  'az-no-redirect': async (t, rule) => t.strictSame((await asked(rule)).reply.delivery, { hang: true }),
  'az-extra-params': tells({ ...HONEST, session_state: 'a.b', foo: 'bar', authuser: '0' }),
  'az-unsolicited': async (t, rule) => {
    const staged = await armed(rule)
    const { told = {} } = await staged.authorize()
    t.equal(told['state'], 'never-asked-for')
    t.equal(await userOf(staged, told['code'] ?? ''), 'bob', 'it is the login of somebody else')
  },
  'az-code-injection': async (t, rule) => {
    const staged = await armed(rule)
    const { told = {} } = await staged.authorize({ nonce: 'mine' })
    t.equal(told['state'], 'xyz')
    const { body } = await staged.redeem(told['code'] ?? '')
    const claims = JSON.parse(Buffer.from(body['id_token'].split('.')[1], 'base64url').toString())
    t.strictSame([claims.sub, claims.nonce], ['bob', 'mine-of-another-login'])
    const challenge = { code_challenge: 'c'.repeat(43), code_challenge_method: 'S256' }
    const { told: bound = {} } = await staged.authorize(challenge)
    const refused = await staged.redeem(bound['code'] ?? '', { code_verifier: 'v'.repeat(43) })
    t.match(refused.reason, /^pkce-verifier/, 'no verifier of this client answers its challenge')
  },
  'az-token-in-code-flow': tells({ ...HONEST, access_token: 'a-token-nobody-asked-for', token_type: 'Bearer' }),
  'az-http-500': async (t, rule) => {
    const answer = await asked(rule)
    t.strictSame([answer.status, answer.location], [500, undefined])
  },
  'az-slow': async (t, rule) => {
    const answer = await asked(rule.replace(/:.*/, ''))
    t.strictSame([answer.status, answer.reply.delivery], [302, { delay: 3000 }])
    t.strictSame((await asked(`${rule.replace(/:.*/, '')}:7s`)).reply.delivery, { delay: 7000 })
  },
  'az-double-redirect': async (t, rule) => {
    const staged = await armed(rule)
    const url = '/authorize?client_id=web&state=xyz'
    const first = await staged.authorize({}, { url })
    t.equal(first.status, 302)
    const between = new URL(String(first.headers['location']))
    t.equal(between.origin, ISS, 'to this server')
    const second = await staged.authorize({ mock_oauth2_detour: between.searchParams.get('mock_oauth2_detour') ?? '' })
    t.match(second.location, /^https:\/\/app\.example\/cb\?code=/, 'and from there to the client')
  },
  'az-mixup-live': async (t, rule) => {
    const staged = await armed(`${rule.replace(/:.*/, '')}:other`)
    const { status, headers } = await staged.authorize({}, { url: '/authorize?client_id=web&state=xyz' })
    t.strictSame([status, headers['location']], [302, `${ISS}/realms/other/authorize?client_id=web&state=xyz`])
  },
})

async function userOf(staged: Awaited<ReturnType<typeof armed>>, code: string): Promise<string> {
  const { body } = await staged.redeem(code)
  return JSON.parse(Buffer.from(body['id_token'].split('.')[1], 'base64url').toString()).sub
}
