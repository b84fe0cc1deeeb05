// --tls: the certificate that was named, and the file by which others learn whom to trust.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { LocalProvider, StartOptions } from '../provider.js'
import { Mistake } from './mistake.js'
import type { Given } from './settings.js'
import type { Surroundings } from './terminal.js'

type Named = boolean | { readonly cert: string; readonly key: string }

/** What the provider takes: the texts of the files. */
export function certificate(named: Given<Named> | undefined, cwd: string): NonNullable<StartOptions['tls']> {
  if (named === undefined || typeof named.value === 'boolean') return named?.value === true
  const { cert, key } = named.value
  return { cert: read(named.origin, cert, cwd), key: read(named.origin, key, cwd) }
}

function read(origin: string, name: string, cwd: string): string {
  try {
    return readFileSync(resolve(cwd, name), 'utf8')
  } catch (error) {
    throw new Mistake(`${origin}: cannot read ${name}: ${(error as Error).message}`)
  }
}

export interface Authority {
  /** Absent when there is nothing to trust beyond what everybody trusts. */
  readonly file?: string
  readonly variables: Readonly<Record<string, string>>
  withdraw(): void
}

/** Node reads one file only: what the environment named before goes along. */
export function authorityOf({ ca }: Pick<LocalProvider, 'ca'>, env: Surroundings['env']): Authority {
  if (ca === undefined) return { variables: {}, withdraw: () => undefined }
  const folder = mkdtempSync(join(tmpdir(), 'mock-oauth2-'))
  const [file, extra] = [join(folder, 'ca.pem'), join(folder, 'extra.pem')]
  writeFileSync(file, ca)
  writeFileSync(extra, `${ca}${before(env['NODE_EXTRA_CA_CERTS'])}`)
  return {
    file,
    variables: { MOCK_OAUTH2_CA_FILE: file, NODE_EXTRA_CA_CERTS: extra },
    withdraw: () => rmSync(folder, { recursive: true, force: true }),
  }
}

function before(name: string | undefined): string {
  try {
    return name === undefined ? '' : readFileSync(name, 'utf8')
  } catch {
    return '' // Node would only warn of it
  }
}
