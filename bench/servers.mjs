// @ts-check
// The two servers of the benchmark: ours, packed and installed into an empty folder, and a bundled bare Fastify.
import { execFileSync, spawn } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const here = dirname(fileURLToPath(import.meta.url))

/** @typedef {readonly string[]} Command what follows `node` */

/**
 * @returns {Promise<{ ours: Command, plain: Command, bare: Command, remove(): void }>} ours with the clients of the benchmark; plain: ours without any file
 */
export async function prepare() {
  const folder = mkdtempSync(join(tmpdir(), 'mock-oauth2-provider-bench-'))
  const npm = (/** @type {readonly string[]} */ args, /** @type {string} */ cwd) =>
    execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  const packed = npm(['pack', '--ignore-scripts', '--pack-destination', folder], dirname(here))
    .trim()
    .split('\n')
    .at(-1)
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
  npm(['install', '--offline', '--no-audit', '--no-fund', `${packed}`], folder)
  copyFileSync(join(here, 'fixtures.yaml'), join(folder, 'fixtures.yaml'))
  const bare = join(folder, 'bare.mjs')
  await build({
    entryPoints: [join(here, 'bare.mjs')],
    outfile: bare,
    bundle: true,
    platform: 'node',
    format: 'esm',
    minifySyntax: true,
    minifyWhitespace: true,
    banner: { js: "import { createRequire } from 'node:module';const require = createRequire(import.meta.url);" },
  })
  const launcher = join(folder, 'node_modules/mock-oauth2-provider/dist/launcher.cjs')
  return {
    ours: [launcher, 'start', join(folder, 'fixtures.yaml'), '--port', '0'],
    plain: [launcher, 'start', '--port', '0'],
    bare: [bare],
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/**
 * Starts a server; resolves when it has said that it is ready.
 * @param {Command} command
 */
export async function start(command) {
  const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })
  const url = await new Promise((resolve, reject) => {
    lines.on('line', (line) => {
      const found = / ready issuer=(\S+)/.exec(line)?.[1]
      if (found !== undefined) resolve(found)
    })
    child.once('exit', (code) => reject(new Error(`${command.join(' ')} ended with ${code}`)))
  })
  return {
    url: String(url),
    /** Memory in use, in megabytes. Linux tells it in a file. */
    memory() {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8')
      return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024
    },
    async stop() {
      const gone = new Promise((resolve) => child.once('exit', resolve))
      child.kill()
      await gone
    },
  }
}
