// One grammar everywhere: whatever the surface, the same text arms the same rule.

import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import t from 'tap'
import { gather } from '../../lib/cli/gather.js'
import { START } from '../../lib/cli/settings.js'
import { parseRule, ruleText } from '../../lib/faults/rules/grammar.js'
import { FaultPlan, type RuleObject } from '../../lib/faults/rules/plan.js'
import type { Condition, Effect, Rule } from '../../lib/faults/rules/rule.js'
import { whenText } from '../../lib/faults/rules/when.js'
import { loadFixtures } from '../../lib/fixtures/index.js'
import { realmOptionsOf } from '../../lib/fixtures/realm.js'
import { startProvider } from '../../lib/index.js'
import { stage } from '../support/realm.js'
import { rules } from '../support/rules.js'

const CONTEXT = { cwd: '/', env: {} }

const armed = (given: string | RuleObject): string => new FaultPlan({ now: () => 0 }, 1).arm(given).rule

/** Conditions in one order: that of a rule that is spelled out is another. */
function sorted(text: string): Rule {
  const rule = parseRule(text)
  const conditions = [...rule.selector.conditions].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
  return { ...rule, selector: { ...rule.selector, conditions } }
}

/** The rule as an object of match, do and when. */
function spelled({ selector, effect, when }: Rule): RuleObject {
  const { point, part, conditions } = selector
  const match = { point, ...(part !== undefined && { part: partText(point, part) }), ...conditionsOf(conditions) }
  return { match, do: effectOf(effect), when: Object.fromEntries(whenText(when).split('@').slice(1).map(whenOf)) }
}

const PARTS: Readonly<Record<string, string>> = {
  authorization_code: 'code',
  refresh_token: 'refresh',
  client_credentials: 'cc',
  password: 'password',
}
const partText = (point: string, part: string): string =>
  point === 'token' ? (PARTS[part] ?? /(device|exchange|jwt)/.exec(part)?.[0] ?? part) : part

function conditionsOf(conditions: readonly Condition[]): Record<string, unknown> {
  const all = (key: string): readonly string[] => conditions.filter((one) => one.key === key).map(({ value }) => value)
  const params = conditions.filter(({ key }) => key === 'param')
  const names = [...new Set(params.map(({ name = '' }) => name))]
  const values = (name: string): readonly string[] =>
    params.filter((one) => one.name === name).map(({ value }) => value)
  return {
    ...Object.fromEntries(['client', 'user', 'tag'].flatMap((key) => all(key).map((value) => [key, value]))),
    ...(all('scope').length > 0 && { scope: all('scope') }),
    ...(params.length > 0 && { param: Object.fromEntries(names.map((name) => [name, values(name)])) }),
  }
}

function effectOf({ name, arguments: given }: Effect): Record<string, string | number | true | readonly string[]> {
  const [first] = given
  if (name === 'error') return { error: ['error', ...given] }
  if (/^\d+$/.test(name)) return { status: Number(name), ...(first !== undefined && { retry_after: first }) }
  return { [name]: first ?? true }
}

function whenOf(piece: string): [string, string | true] {
  const [word = '', value] = piece.split(/:(.*)/s)
  if (/^[\d.]/.test(piece)) return ['nth', piece]
  return [word, value ?? true]
}

const SURFACES: Readonly<Record<string, (text: string, rule: Rule) => Promise<string>>> = {
  'the flag --fail': async (text) => armed(gather(START, { fail: [text] }, {}).fail?.value[0] ?? ''),
  'the environment': async (text) => armed(gather(START, {}, { MOCK_OAUTH2_FAIL: ` ${text} ` }).fail?.value[0] ?? ''),
  'a plain scalar in a fixture file': (text, rule) => fixture(`faults:\n  - ${text}\n`, rule),
  'an entry of a fixture file': (text, rule) => fixture(`faults: [{ rule: ${JSON.stringify(text)}, note: n }]`, rule),
  'a spelled-out entry of a fixture file': (_text, rule) => fixture(`faults: [${JSON.stringify(spelled(rule))}]`, rule),
  'a spelled-out rule in code': async (_text, rule) => armed(spelled(rule)),
  'its own canonical text': async (text) => ruleText(parseRule(text)),
}

/** The users that a rule names must be there. */
async function fixture(faults: string, { selector }: Rule): Promise<string> {
  const users = selector.conditions.flatMap(({ key, value }) => (key === 'user' ? [{ username: value }] : []))
  const inline = users.length === 0 ? faults : `users: ${JSON.stringify(users)}\n${faults}`
  const { fixtures } = await loadFixtures({ inline }, CONTEXT)
  return armed(realmOptionsOf(fixtures).faults?.[0] ?? '')
}

for (const [surface, arm] of Object.entries(SURFACES)) {
  t.test(`${surface} arms the rule that the text means`, async (t) => {
    const property = fc.asyncProperty(rules, async (rule) => {
      const text = ruleText(rule)
      return isDeepStrictEqual(sorted(await arm(text, rule)), sorted(text))
    })
    await t.resolves(fc.assert(property, { numRuns: 150, seed: 20749 }))
  })
}

t.test('library and control API, text and spelled out, arm the rule that the text means', async (t) => {
  await using provider = await startProvider()
  const control = async (body: unknown): Promise<string> => {
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(`${provider.control}/faults`, { method: 'POST', headers, body: JSON.stringify(body) })
    return ((await response.json()) as { rule: string }).rule
  }
  const property = fc.asyncProperty(rules, async (rule) => {
    const text = ruleText(rule)
    const all = [
      await control({ rule: text, note: 'n', id: 'mine' }),
      await control(spelled(rule)),
      (await provider.fail(text)).rule,
      (await provider.fail(spelled(rule))).rule,
    ]
    await provider.faults.clear()
    return all.every((one) => isDeepStrictEqual(sorted(one), sorted(text)))
  })
  await t.resolves(fc.assert(property, { numRuns: 60, seed: 20749 }))
})

t.test('a rule of a client, a user or a code has it as a condition', async (t) => {
  const { faults } = realmOptionsOf({
    faults: ['jwks=500'],
    clients: [
      {
        client_id: 'a b',
        faults: ['token.refresh=invalid_grant@2', { rule: 'token+client:a%20b=503', id: 'own', note: 'n' }],
      },
    ],
    users: [{ username: 'alice', faults: [{ match: { point: 'userinfo' }, do: { status: 503 } }] }],
    codes: [{ code: 'CODE', client_id: 'a b', faults: ['token=slow:2s'] }],
  })
  t.strictSame(
    faults?.map((one) => (typeof one === 'string' ? one : 'rule' in one && one.rule)),
    [
      'jwks=500',
      'token.refresh+client:a%20b=invalid_grant@2',
      'token+client:a%20b=503',
      'userinfo+user:alice=503',
      'token+param.code:CODE=slow:2s',
    ],
  )
  t.match(faults?.[2], { id: 'own', note: 'n' })
})

t.test('such rules spoil the calls of their owner alone', async (t) => {
  const [a, b] = ['a', 'b'].map((client_id) => ({
    client_id,
    client_secret: 's',
    grant_types: ['client_credentials'] as const,
  }))
  const on = await stage({ clients: [{ ...a!, faults: ['token=503'] }, b!] })
  const status = async (name: string): Promise<number> => {
    const form = { grant_type: 'client_credentials', client_id: name, client_secret: 's' }
    return (await on.ask('token', { headers: {}, form })).status
  }
  t.strictSame([await status('a'), await status('b')], [503, 200])
})

t.test('a mistake in a rule of a client is pointed at in its file', async (t) => {
  const inline = 'clients:\n  - client_id: web\n    faults: [token=invalid_grnt]\n'
  await t.rejects(loadFixtures({ inline }, CONTEXT), /invalid_grnt[^]*did you mean "invalid_grant"/)
})

t.test('a mistake in a spelled-out rule is one too', async (t) => {
  const inline = 'faults:\n  - { match: { point: token }, do: { error: invalid_grnt } }\n'
  await t.rejects(loadFixtures({ inline }, CONTEXT), /invalid_grnt/)
})
