// @ts-check
// `npm run dev`: bundles at every change of a source file and starts the command again.
import { spawn } from 'node:child_process'
import { copyFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { context } from 'esbuild'
import { esm, root } from './bundle.mjs'

/** @type {import('node:child_process').ChildProcess | undefined} */
let running

/** @type {import('esbuild').Plugin} */
const restart = {
  name: 'restart',
  setup({ onEnd }) {
    onEnd(async ({ errors }) => {
      if (errors.length > 0) return
      const before = running
      if (before !== undefined && before.exitCode === null && before.signalCode === null) {
        const gone = new Promise((resolve) => before.once('exit', resolve))
        before.kill()
        await gone
      }
      const args = [join(root, 'dist/launcher.cjs'), 'start', ...process.argv.slice(2)]
      running = spawn(process.execPath, args, { stdio: 'inherit' })
    })
  },
}

await mkdir(join(root, 'dist'), { recursive: true })
await copyFile(join(root, 'bin/launcher.cjs'), join(root, 'dist/launcher.cjs'))
const watched = await context({ ...esm, plugins: [...esm.plugins, restart] })
await watched.watch()
