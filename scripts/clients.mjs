// @ts-check
// docs/clients.md: what five JavaScript clients make of a refresh whose answer is broken on purpose, measured with their
// default settings: node scripts/clients.mjs
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { format, resolveConfig } from 'prettier'
import { ADAPTERS, NAMES } from './clients/adapters.mjs'
import { EXPLAINED, FAULTS, OTHERS, REFERENCE } from './clients/rows.mjs'

const ROOT = new URL('../', import.meta.url)
const PAGE = new URL('docs/clients.md', ROOT)

/** A refresh token that no refresh uses up. */
export const REFRESH_TOKEN = 'RT_CLIENTS'
const CLIENT = { client_id: 'app', client_secret: 'a secret', grant_types: ['refresh_token'] }

/** What all measurements start with: no login, no ID Token, nothing that one of the clients does not know. */
export const FIXTURES = {
  policy: { refresh: { rotation: 'none' } },
  clients: [CLIENT, { ...CLIENT, client_id: OTHERS.client_id, client_secret: OTHERS.client_secret }],
  users: [{ username: 'alice' }],
  tokens: [CLIENT.client_id, OTHERS.client_id].map((client_id, at) => ({
    refresh_token: `${REFRESH_TOKEN}${at === 0 ? '' : '_2'}`,
    client_id,
    user: 'alice',
    scope: 'api offline_access',
  })),
}

/**
 * @typedef {{ readonly name: string, readonly rule?: string, readonly note?: 'expiry' | 'refresh', readonly patience?: true }} Row
 * @typedef {{ issuer: string, home: any }} Provider
 */

/** One cell of the table. @param {Provider} provider @param {Row} row @param {string} name */
export async function measure(provider, row, name) {
  const { faults, journal } = provider.home
  faults.clear()
  faults.arm(row.rule ?? `token.refresh=${row.name}`)
  const before = journal.arrivals
  const adapter = ADAPTERS[name]
  if (!adapter) throw new Error(`${name} is no client of this table`)
  const said = await quietly(() =>
    adapter({ issuer: provider.issuer, ...CLIENT, refresh_token: REFRESH_TOKEN, ...row }),
  )
  faults.clear()
  const followed = journal
    .list()
    .filter(
      (/** @type {any} */ { id, endpoint }) =>
        Number(id.slice(1)) > before && endpoint !== 'token' && endpoint !== 'metadata',
    )
  return followed.length > 0 ? `follows, then ${said}` : said
}

/** One of the clients writes what it rejects to the console, tokens and all. @template T @param {() => Promise<T>} act */
async function quietly(act) {
  const { warn } = console
  console.warn = () => undefined
  return act().finally(() => (console.warn = warn))
}

/** How a client writes a name and a secret that need encoding. @param {Provider} provider @param {string} name */
export async function encoding(provider, name) {
  const adapter = ADAPTERS[name]
  await adapter?.({ issuer: provider.issuer, ...OTHERS, refresh_token: `${REFRESH_TOKEN}_2`, name: 'encoding' })
  const entry = provider.home.journal.list().findLast((/** @type {any} */ one) => one.endpoint === 'token')
  const [header = ''] = entry?.received?.authorizations ?? []
  const sent = Buffer.from(header.replace(/^basic +/i, ''), 'base64').toString()
  return header === '' ? 'sends no header' : (OTHERS.readings[sent] ?? `sends \`${sent}\``)
}

/** Everything, for the page. @param {Provider} provider */
export async function measureAll(provider) {
  /** @type {Record<string, Record<string, string>>} */
  const table = {}
  for (const row of FAULTS) {
    table[row.name] = {}
    for (const name of NAMES) Object.assign(table[row.name] ?? {}, { [name]: await measure(provider, row, name) })
  }
  const written = (table[OTHERS.name] = /** @type {Record<string, string>} */ ({}))
  for (const name of NAMES) written[name] = await encoding(provider, name)
  return table
}

/** @param {Record<string, Record<string, string>>} table */
export async function page(table) {
  const versions = await Promise.all(NAMES.map(async (name) => `${name} ${await versionOf(name)}`))
  const rows = Object.entries(table).map(([fault, cells]) => [
    `\`${fault}\``,
    ...NAMES.map((name) => cells[name] ?? ''),
  ])
  const text = [
    '# Five clients and a broken refresh',
    `Measured by \`node scripts/clients.mjs\` with Node.js ${process.versions.node.split('.')[0]}: ${versions.join(', ')}. ` +
      'Each refreshes once, with its default settings, and the answer is spoiled by the fault of the row: `exec --fail token.refresh=NAME`. ' +
      '*Accepts* means that the caller gets an access token to use, *rejects* that an error is thrown (arctic throws when the token is asked for), *follows* that the redirection was obeyed. ' +
      'The redirections lead to a page and to another origin, which have no tokens for anybody.',
    grid(['Fault', ...NAMES], rows),
    '## Time',
    'For `http-hang` and `http-slow-drip` the script injects a timeout of one second into the clients that take one, and waits three seconds for the others. ' +
      'By default, openid-client gives up after 30 s; simple-oauth2 (option `http.timeout`), oauth4webapi (an `AbortSignal` with each call), @badgateway/oauth2-client and arctic (no option: wrap `fetch`) wait for as long as the runtime does, which for `fetch` is 300 s for headers and 300 s between two pieces of a body.',
    '## Against the reference',
    'The reference measured the same clients for the fault catalogue, each fault with a hand-written server. Where this table says otherwise:',
    grid(['Fault', 'Client', 'Reference', 'Here', 'Why'], differences(table)),
  ].join('\n\n')
  return format(text, { ...(await resolveConfig(fileURLToPath(PAGE))), parser: 'markdown' })
}

/** Cells whose first word is not the reference's. @param {Record<string, Record<string, string>>} table */
export function differences(table) {
  return Object.entries(REFERENCE).flatMap(([fault, said]) =>
    NAMES.flatMap((name) => {
      const [expected, here] = [said[name], table[fault]?.[name]]
      if (expected === undefined || here === undefined || agree(expected, here)) return []
      return [
        [`\`${fault}\``, name, expected, here, EXPLAINED[`${fault} ${name}`] ?? EXPLAINED[fault] ?? 'not explained'],
      ]
    }),
  )
}

/** @param {string} expected @param {string} here */
function agree(expected, here) {
  return here === expected || (!/[ (]/.test(expected) && here.split(/[ (,]/, 1)[0] === expected)
}

/** @param {readonly string[]} head @param {readonly (readonly string[])[]} rows */
function grid(head, rows) {
  const lines = [head, head.map(() => '---'), ...rows].map(
    (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`,
  )
  return lines.join('\n')
}

/** @param {string} name */
async function versionOf(name) {
  const text = await readFile(new URL(`node_modules/${name}/package.json`, ROOT), 'utf8')
  return /** @type {{ version: string }} */ (JSON.parse(text)).version
}

/** The library as it stands in lib/, bundled aside. @param {(startProvider: any) => Promise<void>} use */
async function withLibrary(use) {
  const [{ build }, { esm }] = await Promise.all([import('esbuild'), import('./bundle.mjs')])
  const outdir = await mkdtemp(join(fileURLToPath(ROOT), 'node_modules', '.clients-'))
  try {
    await build({ ...esm, entryPoints: { index: 'lib/index.ts' }, outdir, metafile: false })
    await use((await import(join(outdir, 'index.js'))).startProvider)
  } finally {
    await rm(outdir, { recursive: true, force: true })
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await withLibrary(async (startProvider) => {
    const provider = await startProvider({ fixtures: FIXTURES })
    try {
      await writeFile(PAGE, await page(await measureAll(provider)))
    } finally {
      await provider.close()
    }
  })
}
