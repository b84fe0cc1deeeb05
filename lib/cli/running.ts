// Finds the running server that a command is meant for, and takes hold of it.

import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { asking, type Ask } from '../tester/ask.js'
import { connectProvider } from '../tester/connect.js'
import type { Provider } from '../tester/provider.js'
import { Remote } from '../tester/remote.js'
import type { RUNNING } from './flags.js'
import { EXIT, Mistake } from './mistake.js'
import type { Given, Values } from './settings.js'
import type { Terminal } from './terminal.js'

export const DEFAULT_URL = 'http://localhost:2884'

type Said = Values<typeof RUNNING> & { readonly tag?: Given<string> }

/** @throws ControlError when no server is there, or another one. */
export async function reach(said: Said, terminal: Terminal): Promise<Provider> {
  const provider = await connectProvider(whereIs(said, terminal), tokenOf(said, terminal))
  return said.tag === undefined ? provider : provider.tag(said.tag.value)
}

/** Questions that are none of a test. */
export function asker(said: Said, terminal: Terminal): Ask {
  return asking(new Remote(whereIs(said, terminal), tokenOf(said, terminal).controlToken))
}

/** --url, MOCK_OAUTH2_URL, the ready file, the default port; with the path of --realm. */
export function whereIs({ url, readyFile, realm }: Said, { cwd }: Terminal): string {
  const server = url?.value ?? (readyFile ? named(readyFile, cwd) : DEFAULT_URL)
  return realm === undefined ? server : `${server.replace(/\/$/, '')}/realms/${encodeURIComponent(realm.value)}`
}

function tokenOf({ controlToken }: Said, { env }: Terminal): { readonly controlToken?: string } {
  const token = controlToken?.value ?? env['MOCK_OAUTH2_CONTROL_TOKEN']
  return token === undefined ? {} : { controlToken: token }
}

function named({ value, origin }: Given<string>, cwd: string): string {
  const line = contentOf(value, origin, cwd)
  const control = /\bcontrol=(\S+)/.exec(line)?.[1]
  if (control !== undefined) return control.replace(/\/_mock\/v1$/, '')
  throw new Mistake(`${origin}: ${value} is no ready file`, [
    'it is written by: mock-oauth2-provider start --ready-file FILE',
  ])
}

function contentOf(name: string, origin: string, cwd: string): string {
  try {
    return readFileSync(resolve(cwd, name), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      throw new Mistake(`${origin}: cannot read ${name}: ${(error as Error).message}`)
    throw new Mistake(`no server is ready: ${name} does not exist`, ['it is there while the server is'], EXIT.absent)
  }
}

/** JSON where it was asked for, text for people otherwise. */
export function answer(said: Said, terminal: Terminal, content: unknown, text: string): void {
  if (said.json?.value) terminal.print(JSON.stringify(content, null, 2))
  else if (text !== '') terminal.print(text)
}
