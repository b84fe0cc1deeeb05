// A reason code that no test provokes may never be seen, or say nonsense when it is. So the codes are collected from
// the sources, and each has a row that provokes it.

import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import ts from 'typescript'
import { ROWS } from './rows/index.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
/** Whatever answers a request in the words of the protocol. The control API and the commands have words of their own. */
const ROOMS = 'protocol state tokens authentication grants interactions endpoints resources profiles http'.split(' ')
const FILES = ['lib/realm/brought.ts', 'lib/realms/realms.ts']

const TIMES = 'exp-missing exp-milliseconds exp-far expired nbf-future iat-future time-not-number'.split(' ')
const FLAWS = 'malformed alg kid-unknown key-mismatch keys-missing'.split(' ')
const under = (prefix: string, ...suffixes: readonly string[]): readonly string[] =>
  suffixes.map((suffix) => `${prefix}-${suffix}`)
const without = (words: readonly string[], ...some: readonly string[]): readonly string[] =>
  words.filter((word) => !some.includes(word))

const PREFIXES = {
  assertion: [...TIMES, ...FLAWS, 'secret-short'],
  'request-object': [...without(TIMES, 'exp-missing'), ...FLAWS, 'secret-short'],
  'assertion-grant': [...TIMES, ...FLAWS, 'aud', 'issuer-untrusted', 'sub-missing'],
  'subject-token': [...TIMES, ...FLAWS, 'aud', 'issuer-untrusted', 'sub-missing'],
  'actor-token': [...TIMES, ...FLAWS, 'aud', 'issuer-untrusted', 'sub-missing'],
  'software-statement': [...without(TIMES, 'exp-missing'), ...FLAWS],
} as const

const SIGNED = Object.entries(PREFIXES).flatMap(([prefix, suffixes]) => under(prefix, ...suffixes))
const PRESENTED = 'unknown whitespace truncated other-client revoked revoked-logout dpop-key'.split(' ')
const EXCHANGED = 'unknown other-type other-client revoked replaced expired sub-missing sub-unknown'.split(' ')

/** Codes made of parts, by the file that makes them, and what they come to. A new file is told by a test below. */
const COMPOSED: Readonly<Record<string, readonly string[]>> = {
  'lib/state/signed.ts': SIGNED,
  'lib/tokens/asserted.ts': SIGNED,
  'lib/authentication/assertion.ts': under('assertion', ...TIMES),
  'lib/endpoints/software_statement.ts': under('software-statement', ...without(TIMES, 'exp-missing')),
  'lib/interactions/request_object.ts': under(
    'request-object',
    ...without(TIMES, 'exp-missing'),
    'typ',
    'client-id',
    'iss',
    'aud',
  ),
  'lib/tokens/security_token.ts': [...under('subject-token', ...EXCHANGED), ...under('actor-token', ...EXCHANGED)],
  'lib/tokens/artifact.ts': [
    ...under(
      'code',
      ...PRESENTED,
      'percent-encoded',
      'plus-as-space',
      'surrounding-quotes',
      'base64',
      'padding',
      'is-state',
    ),
    ...under('code', 'is-access-token', 'is-refresh-token', 'is-device-code'),
    ...under('refresh', ...PRESENTED, 'is-access-token', 'is-code'),
    ...under('device-code', 'unknown', 'other-client'),
  ],
  'lib/tokens/holder.ts': ['code-dpop-key', 'refresh-dpop-key'],
  'lib/tokens/presented.ts': under('token', 'is-refresh-token', 'is-code', 'is-device-code'),
  'lib/state/client_id_metadata_document.ts': under(
    'client-document',
    ...'url status unreachable type json client-id secret auth-method metadata'.split(' '),
  ),
  'lib/realms/realms.ts': ['realm-id', 'realm-limit'],
}

/** Functions that make a refusal of the reason they are given first. */
const MAKERS = /^(refuse|refused|notFound|conflict|stepUp|inactive)$/

/** Handed on under the prefix of whoever asked, or thrown where only a defect of ours leads. */
const ELSEWHERE = new Set([
  'bug',
  'client-id',
  'internal-error',
  'malformed',
  'alg',
  'kid-unknown',
  'signature',
  ...TIMES,
])
/** Only a malformed wire reaches these; test/http sends such. Keys that cannot sign are refused before a realm starts. */
const BEFORE = new Set([
  'content-length-wrong',
  'media-type-malformed',
  'media-type-missing',
  'body-unreadable',
  'host-missing',
])
const UNREACHABLE = new Set([...ELSEWHERE, ...BEFORE, 'signing-key-unusable'])

t.test('every reason code has a row that provokes it', async (t) => {
  const codes = new Set([...collected().codes, ...Object.values(COMPOSED).flat()])
  t.comment(`${codes.size} codes, ${Object.keys(ROWS).length} rows`)
  t.ok(codes.size > 330, String(codes.size))
  t.same([...codes].filter((code) => !UNREACHABLE.has(code) && !(code in ROWS)).sort(), [])
})

t.test('every row is about a code that the sources can produce', async (t) => {
  const codes = new Set([...collected().codes, ...Object.values(COMPOSED).flat(), ...BEFORE])
  const more = new Set(['token-replaced', 'body-too-large'])
  t.same(
    Object.keys(ROWS)
      .filter((code) => !codes.has(code) && !more.has(code))
      .sort(),
    [],
  )
})

t.test('codes that are made of parts are made in the files named above', async (t) => {
  t.same([...collected().composed].filter((file) => COMPOSED[file] === undefined).sort(), [])
})

t.test('every reason code is kebab-case', async (t) => {
  t.same([...collected().codes].filter((code) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(code)).sort(), [])
})

interface Collected {
  readonly codes: ReadonlySet<string>
  readonly composed: ReadonlySet<string>
}

function collected(): Collected {
  const files = [...ROOMS.flatMap((room) => filesIn(join('lib', room))), ...FILES]
  const [codes, composed] = [new Set<string>(), new Set<string>()]
  for (const file of files) {
    const source = ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.ES2022, true)
    const note = (node: ts.Expression): void => {
      for (const { text, template } of valuesOf(node))
        if (template) composed.add(file)
        else codes.add(text)
    }
    const visit = (node: ts.Node): void => {
      if (ts.isPropertyAssignment(node) && node.name.getText() === 'reason') note(node.initializer)
      if (ts.isCallExpression(node) && MAKERS.test(node.expression.getText()))
        for (const code of named(node)) codes.add(code)
      ts.forEachChild(node, visit)
    }
    visit(source)
  }
  return { codes, composed }
}

/** A first argument, or the second after a trace, that is a code as it stands. */
function named({ arguments: given }: ts.CallExpression): readonly string[] {
  return given
    .slice(0, 2)
    .flatMap((one) => (ts.isStringLiteral(one) && /^[a-z]+(-[a-z0-9]+)+$/.test(one.text) ? [one.text] : []))
}

/** The values that an expression may have, as far as they stand there. */
function valuesOf(node: ts.Expression): readonly { readonly text: string; readonly template: boolean }[] {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node))
    return [{ text: node.text, template: false }]
  if (ts.isTemplateExpression(node)) return [{ text: node.getText(), template: true }]
  if (ts.isConditionalExpression(node)) return [...valuesOf(node.whenTrue), ...valuesOf(node.whenFalse)]
  if (ts.isParenthesizedExpression(node)) return valuesOf(node.expression)
  if (ts.isBinaryExpression(node)) return [...valuesOf(node.left), ...valuesOf(node.right)]
  return []
}

function filesIn(folder: string): readonly string[] {
  const entries = readdirSync(join(root, folder), { withFileTypes: true })
  return entries.filter((entry) => entry.isFile() && entry.name.endsWith('.ts')).map(({ name }) => join(folder, name))
}
