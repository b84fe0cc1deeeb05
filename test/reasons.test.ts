// A reason code that no test provokes may never be seen, or say nonsense when it is. So every one that the sources of
// the server can produce is named by a test.

import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import ts from 'typescript'

const root = fileURLToPath(new URL('..', import.meta.url))
/** The core. Conversations beside it say in their own tests what they refuse. */
const CORE: Readonly<Record<string, string>> = {
  protocol: 'error form parameters pkce redirection scope secret',
  state: 'clients keys records secrets seeds',
  tokens: 'access_token artifact id_token issue presented scope',
  authentication: 'client_secret_basic client_secret_post index none stranger',
  grants: 'authorization_code client_credentials refresh_token',
  interactions: 'addressee pages proceed request response',
  endpoints: 'authorization consent index introspection jwks login metadata revocation token userinfo',
}

/** Codes made of parts, and what they come to. A new one is told by the test below. */
const COMPOSED: Readonly<Record<string, readonly string[]>> = {
  "`${word}-is-${record.value.kind.replaceAll('_', '-')}`": [
    'code-is-access-token',
    'code-is-refresh-token',
    'refresh-is-access-token',
    'refresh-is-code',
  ],
  '`${word}-other-client`': ['code-other-client', 'refresh-other-client'],
  '`${word}-revoked`': ['code-revoked', 'refresh-revoked'],
  '`${word}-${suffix}`': ['code-whitespace', 'code-plus-as-space', 'code-percent-encoded'],
  '`${word}-truncated`': ['code-truncated'],
  '`${word}-unknown`': ['code-unknown', 'refresh-unknown'],
  "`token-is-${value.kind.replaceAll('_', '-')}`": ['token-is-refresh-token', 'token-is-code'],
}

/** Only a defect of ours leads there. */
const UNREACHABLE: ReadonlySet<string> = new Set(['bug'])

t.test('every reason code is named by a test', async (t) => {
  const tests = filesBelow(join(root, 'test')).filter((file) => !file.endsWith('reasons.test.ts'))
  const told = tests.map((file) => readFileSync(file, 'utf8')).join('\n')
  const codes = [...reasons().flatMap(({ text, composed }) => (composed ? (COMPOSED[text] ?? []) : [text]))]
  t.ok(codes.length > 80, String(codes.length))
  t.same([...new Set(codes)].filter((code) => !UNREACHABLE.has(code) && !told.includes(`'${code}'`)).sort(), [])
})

t.test('every composed reason code is spelled out above', async (t) => {
  const composed = reasons().filter((reason) => reason.composed && COMPOSED[reason.text] === undefined)
  t.same(
    composed.map(({ file, text }) => `${file}: ${text}`),
    [],
  )
})

t.test('every reason code is kebab-case', async (t) => {
  const odd = reasons().filter(({ composed, text }) => !composed && !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(text))
  t.same(
    odd.map(({ file, text }) => `${file}: ${text}`),
    [],
  )
})

interface Reason {
  readonly file: string
  readonly text: string
  readonly composed: boolean
}

function reasons(): readonly Reason[] {
  const files = Object.entries(CORE).flatMap(([room, names]) =>
    names.split(' ').map((name) => join(root, 'lib', room, `${name}.ts`)),
  )
  return files.flatMap((file) => {
    const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true)
    const found: Reason[] = []
    const visit = (node: ts.Node): void => {
      if (ts.isPropertyAssignment(node) && node.name.getText() === 'reason') {
        for (const { text, composed } of literals(node.initializer))
          found.push({ file: file.slice(root.length), text, composed })
      }
      ts.forEachChild(node, visit)
    }
    visit(source)
    return found
  })
}

/** The values that an expression may have, as far as they stand there. */
function literals(node: ts.Expression): readonly Omit<Reason, 'file'>[] {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node))
    return [{ text: node.text, composed: false }]
  if (ts.isTemplateExpression(node)) return [{ text: node.getText(), composed: true }]
  if (ts.isConditionalExpression(node)) return [...literals(node.whenTrue), ...literals(node.whenFalse)]
  if (ts.isParenthesizedExpression(node)) return literals(node.expression)
  if (ts.isBinaryExpression(node)) return [...literals(node.left), ...literals(node.right)]
  return []
}

function filesBelow(folder: string): readonly string[] {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true })
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
}
