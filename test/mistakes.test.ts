// Forty mistakes that nobody chose: what is right is spoilt by a seeded slip of the fingers, in flags, fixtures, fault
// rules and requests. None ends in a stack trace, and nearly all are shown where they are, with what was meant.

import t from 'tap'
import type { Test } from 'tap'
import { RuleError, parseRule } from '../lib/faults/rules/grammar.js'
import { FixturesError, loadFixtures } from '../lib/fixtures/index.js'
import { command } from './support/command.js'
import { stage } from './support/realm.js'
import type { Answer, Staged } from './support/realm.js'
import { basic } from './support/request.js'

const SEED = 20_300_101
const EACH = 10
const ENOUGH = 0.95

/** A small generator, so that every run makes the same forty. */
function numbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((state / 2_147_483_648) * below)
  }
}

const next = numbers(SEED)

/** Two neighbours change places, a letter is lost, doubled or another. */
function slip(word: string): string {
  const at = 1 + next(word.length - 2)
  const [before, here = '', after] = [word.slice(0, at), word[at], word.slice(at + 1)]
  const slips = [before + after.charAt(0) + here + after.slice(1), before + after, before + here + here + after]
  return slips.find((one, index) => index >= next(3) && one !== word) ?? before + after
}

interface Told {
  /** All that the user reads. */
  readonly text: string
  /** Whether it points at the place. */
  readonly placed: boolean
  /** Whether it says what was meant. */
  readonly meant: boolean
}

const FLAGS = '--fixtures --profile --login --clock --issuer --seed --port --host --fail --log'.split(' ')

async function flag(t: Test, nth: number): Promise<Told> {
  const right = FLAGS[nth % FLAGS.length] ?? ''
  const wrong = `--${slip(right.slice(2))}`
  const { stderr: text } = await command(['start', wrong, 'x'], { cwd: t.testdirName })
  return { text, placed: text.includes(wrong), meant: text.includes(`did you mean ${right}?`) }
}

const FILE = `profile: standard
login: auto
lifetimes:
  access_token: 5m
policy:
  unknown_scope: drop
  code_replay: refuse
clients:
  - client_id: web
    client_secret: s3cret
    redirect_uris: [http://localhost:3000/callback]
    token_endpoint_auth_method: client_secret_post
    grant_types:
      - authorization_code
      - refresh_token
users:
  - username: alice
    password: wonderland
codes:
  - { code: C1, client_id: web, user: alice }
`
/** Keys and words of the file that a slip turns into a mistake. */
const WORDS = [
  ...['lifetimes', 'access_token', 'unknown_scope', 'drop', 'code_replay', 'refuse', 'client_secret', 'redirect_uris'],
  ...['client_secret_post', 'grant_types', 'authorization_code', 'refresh_token', 'username', 'password'],
]

async function fixture(t: Test, nth: number): Promise<Told> {
  const right = WORDS[nth % WORDS.length] ?? ''
  const wrong = slip(right)
  const offset = new RegExp(`\\b${right}\\b`).exec(FILE)?.index ?? 0
  const inline = FILE.slice(0, offset) + wrong + FILE.slice(offset + right.length)
  const before = FILE.slice(0, offset).split('\n')
  const error = await loadFixtures({ inline }, { cwd: t.testdirName, env: {} }).then(
    () => undefined,
    (e: unknown) => e,
  )
  if (!(error instanceof FixturesError)) return { text: String(error), placed: false, meant: false }
  const place = { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
  const placed = error.problems.some(({ line, column }) => line === place.line && column === place.column)
  return { text: error.message, placed, meant: error.message.includes(`"${right}"`) }
}

const RULES: readonly (readonly [rule: string, word: string])[] = [
  ['token.refresh+client:web=invalid_grant@2', 'invalid_grant'],
  ['token.refresh+client:web=invalid_grant@2', 'refresh'],
  ['userinfo=slow:2s', 'userinfo'],
  ['token=temporarily_unavailable', 'temporarily_unavailable'],
  ['authorize=access_denied', 'access_denied'],
  ['introspect=truncate', 'introspect'],
  ['token+client:web=503', 'client'],
  ['token=hang', 'token'],
  ['jwks=badjson', 'badjson'],
  ['revoke+user:alice=500', 'revoke'],
]

async function rule(_t: Test, nth: number): Promise<Told> {
  const [right, word] = RULES[nth % RULES.length] ?? ['', '']
  const wrong = slip(word)
  const offset = right.indexOf(word)
  const text = right.slice(0, offset) + wrong + right.slice(offset + word.length)
  try {
    parseRule(text)
    return { text: `${text} was taken`, placed: false, meant: false }
  } catch (error) {
    if (!(error instanceof RuleError)) return { text: String(error), placed: false, meant: false }
    return { text: error.message, placed: error.offset === offset, meant: error.message.includes(`"${word}"`) }
  }
}

type Ask = (at: Staged, wrong: string) => Promise<Answer>

const CC = { grant_type: 'client_credentials', scope: 'read' }
const REQUESTS: readonly (readonly [right: string, ask: Ask])[] = [
  ['authorization_code', (at, wrong) => at.token({ grant_type: wrong })],
  ['grant_type', (at, wrong) => at.token({ [wrong]: 'authorization_code' })],
  ['code_verifier', async (at, wrong) => at.redeem(await at.code(PLAIN), { [wrong]: PLAIN.code_challenge })],
  ['web-app', (at, wrong) => at.token(CC, { headers: { authorization: basic(wrong, 's3cret') } })],
  ['profile', (at, wrong) => at.authorize({ client_id: 'web-app', scope: `openid ${wrong}` })],
  ['select_account', (at, wrong) => at.authorize({ client_id: 'web-app', prompt: wrong })],
  ['https://app.example/cb', (at, wrong) => at.authorize({ client_id: 'web-app', redirect_uri: wrong })],
  ['alice', (at, wrong) => at.authorize({ client_id: 'web-app', login_hint: wrong })],
  ['response_type', (at, wrong) => at.authorize({ client_id: 'web-app', response_type: undefined, [wrong]: 'code' })],
  ['refresh_token', (at, wrong) => at.token({ grant_type: 'refresh_token', [wrong]: 'RT' })],
]
const PLAIN = { client_id: 'web-app', code_challenge: 'a-verifier-of-forty-three-characters-at-least' }

const CAST = {
  clients: [
    {
      client_id: 'web-app',
      client_secret: 's3cret',
      redirect_uris: ['https://app.example/cb'],
      grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
      scope: 'openid profile read',
    },
  ],
  users: [{ username: 'alice' }],
} as const

async function asked(_t: Test, nth: number): Promise<Told> {
  const [right, ask] = REQUESTS[nth % REQUESTS.length] ?? ['', async ({ ask: any }: Staged) => any('health')]
  const wrong = slip(right)
  const at = await stage(CAST)
  const as: Staged = {
    ...at,
    token: (form, given) => at.token(form, { headers: { authorization: basic('web-app', 's3cret') }, ...given }),
  }
  const redeem: Staged['redeem'] = (code, more) =>
    as.token({ grant_type: 'authorization_code', code, redirect_uri: 'https://app.example/cb', ...more })
  const { entry } = await ask({ ...as, redeem }, wrong)
  const { hint = '', expected = '', received = '' } = entry.diagnosis ?? {}
  const text = [hint, expected, received].join('\n')
  return { text, placed: text.includes(wrong), meant: text.replaceAll(wrong, '').includes(right) }
}

t.test(`of forty mistakes none shows a stack, and ${ENOUGH * 100} % are told where and what`, async (t) => {
  t.testdir()
  const outcomes: boolean[] = []
  for (const make of [flag, fixture, rule, asked]) {
    for (let nth = 0; nth < EACH; nth += 1) {
      const { text, placed, meant } = await make(t, nth)
      t.notMatch(text, /^ +at .*:\d+:\d+/m, 'no stack trace')
      if (!placed || !meant)
        t.comment(`${make.name} ${nth} (${placed ? '' : 'place '}${meant ? '' : 'meaning'}): ${text}`)
      outcomes.push(placed && meant)
    }
  }
  const good = outcomes.filter(Boolean).length
  t.equal(outcomes.length, 40)
  t.ok(good / outcomes.length >= ENOUGH, `${good} of ${outcomes.length} are told where they are and what was meant`)
})
