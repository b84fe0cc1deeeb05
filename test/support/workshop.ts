// Runs the blocks of a document one after the other, in a folder where the packed package is installed. What a
// block is for follows from its language and from the marks before it; CONTRIBUTING.md has the list.

import { spawn, type ChildProcess } from 'node:child_process'
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import ts from 'typescript'
import type { Block } from './markdown.js'
import { quietEnvironment, root, run, type Ended } from './packed.js'

/** The port that the document speaks of. A free one takes its place, so that the test disturbs nobody. */
const WRITTEN_PORT = /\b2884\b/g
const START_LIMIT = 20_000

export class Workshop {
  #server: ChildProcess | undefined
  #stdout = ''
  readonly #folder: string
  readonly #port: string

  private constructor(folder: string, port: string) {
    this.#folder = folder
    this.#port = port
  }

  static async open(folder: string): Promise<Workshop> {
    return new Workshop(folder, await freePort())
  }

  /** Does what the block says; a sentence when it did not work, nothing when it did. */
  async work(block: Block): Promise<string | undefined> {
    const text = block.text.replace(WRITTEN_PORT, this.#port)
    const { marks } = block
    if (marks.has('output')) return this.#compare(text)
    if (marks.has('ci')) return inContinuousIntegration(block.text)
    if (marks.has('server')) return this.#serve(text, marks.get('server') === 'clone' ? root : this.#folder)
    const file = marks.get('file') ?? `block-${block.line}.${block.language}`
    await mkdir(dirname(join(this.#folder, file)), { recursive: true })
    await writeFile(join(this.#folder, file), text)
    return this.#run(block.language, file, text, marks.has('file'))
  }

  async close(): Promise<void> {
    const server = this.#server
    this.#server = undefined
    if (server?.pid === undefined || server.exitCode !== null || server.signalCode !== null) return
    const gone = new Promise((resolve) => server.once('exit', resolve))
    process.kill(-server.pid, 'SIGTERM')
    await gone
  }

  async #run(language: string, file: string, text: string, kept: boolean): Promise<string | undefined> {
    switch (language) {
      case 'sh':
      case 'bash':
        return kept ? undefined : this.#judge(await this.#execute('bash', ['-euo', 'pipefail', file]))
      case 'js':
      case 'mjs':
      case 'cjs':
        await this.#lendPackages(text)
        return kept ? undefined : this.#judge(await this.#execute('node', [file]))
      case 'ts':
        await this.#lendPackages(text)
        return (
          (await this.#compile(file, text)) ??
          (kept ? undefined : this.#judge(await this.#execute('node', [file.replace(/ts$/, 'js')])))
        )
      case 'yaml':
      case 'yml':
      case 'json':
        return this.#check(file, text, kept)
      case 'http':
        return this.#request(text)
      default:
        return `nobody knows how to run "${language}": give it a known language, or <!-- skip: the reason -->`
    }
  }

  /** Starts a block that does not end, in place of the one before; ready when it says so. */
  async #serve(text: string, cwd: string): Promise<string | undefined> {
    await this.close()
    const script = cwd === root ? text.replace(/\bnpm ci && /, '') : text
    const env = { ...quietEnvironment(), MOCK_OAUTH2_PORT: this.#port }
    const server = spawn('bash', ['-euo', 'pipefail', '-c', script], { cwd, env, detached: true })
    this.#server = server
    let said = ''
    server.stderr.on('data', (piece: Buffer) => (said += piece.toString()))
    const ready = (async () => {
      this.#stdout = ''
      for await (const line of createInterface({ input: server.stdout })) {
        this.#stdout += `${line}\n`
        if (/ ready issuer=/.test(line)) return true
      }
      return false
    })()
    const late = setTimeout(START_LIMIT, false, { ref: false })
    if (await Promise.race([ready, late])) return undefined
    return `was not ready: ${this.#stdout}${said}`
  }

  #execute(program: string, args: readonly string[]): Promise<Ended> {
    return run(program, args, this.#folder, {
      ...quietEnvironment(),
      MOCK_OAUTH2_URL: `http://localhost:${this.#port}`,
    })
  }

  #judge({ code, stdout, stderr }: Ended): string | undefined {
    this.#stdout = stdout
    return code === 0 ? undefined : `ended with ${code}\n${stderr}${stdout}`
  }

  /** `…` stands for anything, also for many lines. */
  #compare(expected: string): string | undefined {
    const pattern = expected.trim().split('…').map(escaped).join('[^]*?')
    return new RegExp(`^${pattern}$`).test(this.#stdout.trim())
      ? undefined
      : `the block before printed\n${this.#stdout}`
  }

  /** A fixture is checked by the command; any other file has only to be readable. */
  async #check(file: string, text: string, kept: boolean): Promise<string | undefined> {
    if (!kept || /mock-oauth2/.test(file)) {
      return this.#judge(await this.#execute('npx', ['mock-oauth2-provider', 'check', file]))
    }
    if (file.endsWith('.json')) JSON.parse(text)
    return undefined
  }

  /** Sends a request written as RFC 9112 writes it; the answer is what it printed. */
  async #request(text: string): Promise<string | undefined> {
    const [head = '', ...rest] = text.split('\n\n')
    const [line = '', ...fields] = head.split('\n')
    const [method = '', path = ''] = line.split(' ')
    const headers = fields.filter((field) => field !== '').map((field) => field.split(/:\s*/, 2) as [string, string])
    const body = rest.join('\n\n').trim()
    const url = `http://localhost:${this.#port}${path}`
    const answer = await fetch(url, { method, headers, redirect: 'manual', ...(body === '' ? {} : { body }) })
    const lines = [...answer.headers].map(([name, value]) => `${name}: ${value}`)
    this.#stdout = [`HTTP/1.1 ${answer.status} ${answer.statusText}`, ...lines, '', await answer.text()].join('\n')
    return answer.status < 500 && answer.status !== 404 ? undefined : this.#stdout
  }

  /** Checks the types against the published ones, and leaves JavaScript beside the file. */
  async #compile(file: string, text: string): Promise<string | undefined> {
    const tsc = join(root, 'node_modules/typescript/bin/tsc')
    const options = [
      '--strict',
      '--noEmit',
      '--target',
      'es2022',
      '--module',
      'nodenext',
      '--lib',
      'es2023,esnext.disposable',
    ]
    const types = ['--typeRoots', join(root, 'node_modules/@types'), '--types', 'node', '--skipLibCheck']
    const { code, stdout } = await this.#execute('node', [tsc, ...options, ...types, file])
    if (code !== 0) return stdout
    const compilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext }
    const { outputText } = ts.transpileModule(text, { compilerOptions })
    await writeFile(join(this.#folder, file.replace(/ts$/, 'js')), outputText)
    return undefined
  }

  /** Packages that a block imports and that we have for our own tests, such as a client library. */
  async #lendPackages(text: string): Promise<void> {
    for (const [, name = ''] of text.matchAll(/(?:from|import|require)\s*\(?\s*'((?:@[\w-]+\/)?[\w-]+)/g)) {
      const [ours, theirs] = [join(root, 'node_modules', name), join(this.#folder, 'node_modules', name)]
      if (!existsSync(ours) || existsSync(theirs)) continue
      await mkdir(dirname(theirs), { recursive: true })
      await symlink(ours, theirs)
    }
  }
}

/** The command of the block is one that continuous integration runs, word for word. */
async function inContinuousIntegration(text: string): Promise<string | undefined> {
  const script = await readFile(join(root, '.ci/run'), 'utf8')
  const missing = text
    .trim()
    .split('\n')
    .filter((line) => !script.split('\n').includes(line))
  return missing.length === 0 ? undefined : `.ci/run does not run: ${missing.join('\n')}`
}

async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return String(port)
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}
