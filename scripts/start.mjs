// @ts-check
// `npm start`: builds when something is newer than dist/, then runs the command: `npm start -- --port 3000`.
import { spawnSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './bundle.mjs'

const launcher = join(root, 'dist/launcher.cjs')

if (builtAt() < Math.max(...['bin', 'lib', 'scripts', 'package-lock.json'].map((name) => newest(join(root, name))))) {
  const { status } = spawnSync(process.execPath, [join(root, 'scripts/build.mjs')], { stdio: ['ignore', 2, 2] })
  if (status !== 0) process.exit(status ?? 1)
}

process.argv.splice(1, 1, launcher, 'start')
await import(pathToFileURL(launcher).href)

function builtAt() {
  return statSync(launcher, { throwIfNoEntry: false })?.mtimeMs ?? 0
}

/**
 * When the youngest file of a folder was written.
 * @param {string} path
 * @returns {number}
 */
function newest(path) {
  const about = statSync(path)
  if (!about.isDirectory()) return about.mtimeMs
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))))
}
