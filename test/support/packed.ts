// The package as a user gets it: packed, and installed into an empty folder with no network and an empty cache.

import { execFile, type ExecFileException } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))

export interface Packed {
  /** The empty folder, a project of its own outside of this one. */
  readonly folder: string
  /** Bytes of the tarball. */
  readonly size: number
  /** What is inside of the tarball. */
  readonly files: readonly string[]
  readonly remove: () => Promise<void>
}

export interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Packs dist/ as `npm run build` left it, and installs the tarball. */
export async function installPacked(): Promise<Packed> {
  const folder = await mkdtemp(join(tmpdir(), 'mock-oauth2-provider-'))
  const packing = await must(run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], root))
  const { filename, size, files } = firstReport(packing.stdout)
  if (!files.includes('dist/launcher.cjs')) throw new Error('there is no dist/ to pack: npm run build')
  await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n')
  const install = ['install', '--offline', '--cache', join(folder, '.npm'), '--no-audit', '--no-fund', filename]
  await must(run('npm', install, folder))
  return { folder, size, files, remove: () => rm(folder, { recursive: true, force: true }) }
}

/** Runs a program; a failure is an answer, too. */
export function run(
  program: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = quietEnvironment(),
  timeout = 60_000,
): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(program, args, { cwd, env, timeout }, (error: ExecFileException | null, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1
      resolve({ code, stdout, stderr })
    })
  })
}

/** Our environment without what npm and tap put there for their own children; npm stays off the network. */
export function quietEnvironment(): NodeJS.ProcessEnv {
  const theirs = /^(npm_|TAP|_TAPJS|NODE_OPTIONS$|NODE_V8_COVERAGE$|MOCK_OAUTH2_|INIT_CWD$|CI$)/
  const ours = Object.entries(process.env).filter(([name]) => !theirs.test(name))
  return { ...Object.fromEntries(ours), npm_config_offline: 'true', npm_config_yes: 'false' }
}

async function must(ending: Promise<Ended>): Promise<Ended> {
  const ended = await ending
  if (ended.code !== 0) throw new Error(`ended with ${ended.code}: ${ended.stderr}${ended.stdout}`)
  return ended
}

interface Report {
  readonly filename: string
  readonly size: number
  readonly files: readonly string[]
}

/** npm reports a list, or since version 12 an object by package name. */
function firstReport(json: string): Report {
  const reports = Object.values(JSON.parse(json) as Record<string, unknown>)
  const report = reports[0] as { filename: string; size: number; files: readonly { path: string }[] }
  return { ...report, files: report.files.map(({ path }) => path) }
}
