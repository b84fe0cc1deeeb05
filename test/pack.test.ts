// A smoke test of what is published: packed, installed offline into an empty folder, and used in every way it offers.

import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { installPacked, root, run } from './support/packed.js'

const { folder, size, files, remove } = await installPacked()
t.teardown(remove)

const installed = join(folder, 'node_modules/mock-oauth2-provider')
const USE = `
  const provider = await startProvider()
  const answer = await fetch(provider.url + '/.well-known/openid-configuration')
  const { issuer } = await answer.json()
  await provider.close()
  if (issuer !== provider.issuer) throw new Error(issuer)
  console.log('same issuer')
`

t.test('the tarball has at most 1.25 megabytes', async (t) => {
  t.ok(size <= 1_250_000, `${size} bytes`)
})

t.test('the tarball carries licences, changelog, schema and ready-made fixtures', async (t) => {
  const wanted = [
    'LICENSE',
    'README.md',
    'CHANGELOG.md',
    'dist/THIRD_PARTY_LICENSES',
    'dist/schema.json',
    'dist/openapi.json',
  ]
  t.strictSame(
    wanted.filter((path) => !files.includes(path)),
    [],
  )
  t.ok(files.some((path) => path.startsWith('fixtures/realms/')))
})

t.test('the tarball carries nothing of the machine that built it', async (t) => {
  const naming = []
  for (const path of files) {
    if ((await readFile(join(installed, path), 'utf8')).includes(root)) naming.push(path)
  }
  t.strictSame(naming, [])
})

t.test('one package is installed', async (t) => {
  const names = await readdir(join(folder, 'node_modules'))
  t.strictSame(
    names.filter((name) => !name.startsWith('.')),
    ['mock-oauth2-provider'],
  )
})

t.test('the licence of every package inside is told', async (t) => {
  const licences = await readFile(join(installed, 'dist/THIRD_PARTY_LICENSES'), 'utf8')
  for (const name of ['fastify', '@fastify/formbody', 'commander', 'nanoid', 'jose', 'yaml', 'ajv']) {
    t.match(licences, new RegExp(`^${name} \\d`, 'm'))
  }
})

for (const command of ['mock-oauth2-provider', 'mock-oauth2']) {
  t.test(`npx ${command} exec runs a command against a server`, async (t) => {
    const script = "fetch(process.env.MOCK_OAUTH2_URL + '/healthz').then((answer) => console.log(answer.status))"
    const { code, stdout, stderr } = await run('npx', [command, 'exec', '--', 'node', '-e', script], folder)
    t.equal(stdout.trim(), '200', stderr)
    t.equal(code, 0)
  })
}

t.test('the command knows its version', async (t) => {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  const { stdout } = await run('npx', ['mock-oauth2-provider', '--version'], folder)
  t.match(stdout, version)
})

t.test('the library can be imported', async (t) => {
  await writeFile(join(folder, 'use.mjs'), `import { startProvider } from 'mock-oauth2-provider'\n${USE}`)
  const { stdout, stderr } = await run('node', ['use.mjs'], folder)
  t.equal(stdout, 'same issuer\n', stderr)
})

t.test('the library can be required', async (t) => {
  const code = `const { startProvider } = require('mock-oauth2-provider')\n;(async () => {${USE}})()`
  await writeFile(join(folder, 'use.cjs'), code)
  const { stdout, stderr } = await run('node', ['use.cjs'], folder)
  t.equal(stdout, 'same issuer\n', stderr)
})

t.test('the library gives the same things to import and to require', async (t) => {
  const names = "Object.keys(library).filter((name) => name !== 'default' && name !== 'module.exports').sort().join()"
  const both = `import { createRequire } from 'node:module'
    const own = createRequire(import.meta.url)
    const of = (library) => ${names}
    console.log(of(await import('mock-oauth2-provider')) === of(own('mock-oauth2-provider')))`
  await writeFile(join(folder, 'same.mjs'), both)
  const { stdout, stderr } = await run('node', ['same.mjs'], folder)
  t.equal(stdout, 'true\n', stderr)
})

t.test('the schema of fixtures can be imported', async (t) => {
  await writeFile(
    join(folder, 'schema.cjs'),
    "console.log(typeof require('mock-oauth2-provider/schema').properties.clients)",
  )
  const { stdout, stderr } = await run('node', ['schema.cjs'], folder)
  t.equal(stdout, 'object\n', stderr)
})

const CONSUMER = `import { connectProvider, startProvider, type LocalProvider, type Provider, type StartOptions } from 'mock-oauth2-provider'
const options: StartOptions = { port: 0 }
export async function issuer(): Promise<string> {
  const provider: LocalProvider = await startProvider(options)
  const port: number = provider.port
  const either: readonly Provider[] = [provider, await connectProvider(provider.url), await provider.realm(), provider.tag('t')]
  for (const { clock, fail, journal, tokens } of either) {
    await using fault = await fail('token=503@1', { match: { point: 'jwks' }, do: { status: 500 } })
    const times: readonly number[] = [await clock.now(), ...(await journal.list('token')).map(({ at }) => at)]
    const { access_token } = await tokens.mint({ client_id: 'web', ttl: '60s' })
    console.log(fault.rules.length, times, access_token.length)
  }
  // @ts-expect-error a port is no string: the types are not any
  const text: string = provider.port
  await provider.close()
  return provider.issuer + String(port) + text
}
`

const CONSUMERS: readonly (readonly [file: string, module: string, moduleResolution: string])[] = [
  ['consumer.mts', 'node16', 'node16'],
  ['consumer.cts', 'node16', 'node16'],
  ['consumer.ts', 'nodenext', 'nodenext'],
  ['consumer.ts', 'esnext', 'bundler'],
]

for (const [file, module, moduleResolution] of CONSUMERS) {
  t.test(`the types compile in ${file} with moduleResolution ${moduleResolution}`, async (t) => {
    const project = join(folder, `${moduleResolution}-${file}`)
    await mkdir(project)
    const compilerOptions = { strict: true, noEmit: true, target: 'es2022', types: [], module, moduleResolution }
    await writeFile(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [file] }))
    await writeFile(join(project, file), CONSUMER)
    const { code, stdout } = await run('node', [join(root, 'node_modules/typescript/bin/tsc'), '-p', project], folder)
    t.equal(code, 0, stdout)
  })
}

t.test('a Node.js that is too old is refused in one sentence', async (t) => {
  const old = "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.20.8' } })"
  await writeFile(join(folder, 'old.cjs'), old)
  const launcher = join(installed, 'dist/launcher.cjs')
  const { code, stdout, stderr } = await run('node', ['-r', './old.cjs', launcher, 'start'], folder)
  t.equal(stderr, 'mock-oauth2-provider needs Node.js 20 or newer, and this is Node.js 18.20.8: install a newer one.\n')
  t.equal(stdout, '')
  t.equal(code, 1)
})
