// What a command that runs inside `exec` is told through its environment, and what --print env prints.

import type { Fixtures } from '../fixtures/index.js'
import type { LocalProvider } from '../provider.js'
import { EXIT, Mistake } from './mistake.js'
import { meant } from './values.js'

/** A variable's name, what it shall be, and who said so. */
export interface Renamed {
  readonly name: string
  readonly template: string
  readonly origin: string
}

type Variables = Readonly<Record<string, string>>

const PLACEHOLDER = /\{([a-zA-Z][\w.:@-]*)\}/g

/** The variables that every command gets, then those asked for in the application's own words. */
export function variables(provider: LocalProvider, renamed: readonly Renamed[]): Variables {
  const [client] = provider.fixtures.clients ?? []
  const values = { issuer: provider.issuer, url: provider.url, control: provider.control }
  const filled = renamed.map(
    ({ name, template }) => [name, fill(template, placeholders(provider.fixtures, values))] as const,
  )
  return {
    MOCK_OAUTH2_URL: provider.url,
    MOCK_OAUTH2_ISSUER: provider.issuer,
    OIDC_ISSUER: provider.issuer,
    MOCK_OAUTH2_CONTROL_URL: provider.control,
    ...(provider.controlToken === undefined ? {} : { MOCK_OAUTH2_CONTROL_TOKEN: provider.controlToken }),
    ...(client === undefined ? {} : { MOCK_OAUTH2_CLIENT_ID: client.client_id }),
    ...(client?.client_secret === undefined ? {} : { MOCK_OAUTH2_CLIENT_SECRET: client.client_secret }),
    ...Object.fromEntries(filled),
  }
}

/** --env, over the `env` of the fixtures. */
export function renames(
  fixtures: Fixtures,
  said: readonly (readonly [string, string])[],
  origin: string,
): readonly Renamed[] {
  const theirs = Object.entries(fixtures.env ?? {}).map(([name, template]) => ({ name, template, origin: 'fixtures' }))
  return [...theirs, ...said.map(([name, template]) => ({ name, template, origin }))]
}

/** Every placeholder must mean something, and that is known before anything starts. */
export function checkTemplates(renamed: readonly Renamed[], fixtures: Fixtures): void {
  const known = placeholders(fixtures, {
    issuer: 'http://localhost:1',
    url: 'http://localhost:1',
    control: 'http://localhost:1',
  })
  for (const { name, template, origin } of renamed) {
    for (const [written, word = ''] of template.matchAll(PLACEHOLDER)) {
      if (known.has(word)) continue
      const where = origin === 'fixtures' ? `env.${name} of the fixtures` : `${origin} ${name}`
      const exit = origin === 'fixtures' ? EXIT.fixtures : EXIT.usage
      throw new Mistake(
        `${where}: ${written} stands for nothing`,
        [...meant(word, known.keys()), `there is ${[...known.keys()].map((key) => `{${key}}`).join(' ')}`],
        exit,
      )
    }
  }
}

/** The text of a .env file; single quotes keep a shell from reading more into a value. */
export function dotenv(told: Variables): string {
  const quoted = (value: string): string =>
    /^[\w:/.@%+,=-]*$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`
  return Object.entries(told)
    .map(([name, value]) => `${name}=${quoted(value)}\n`)
    .join('')
}

function placeholders(fixtures: Fixtures, { issuer, url, control }: Variables): ReadonlyMap<string, string> {
  const { host, port } = new URL(url ?? '')
  const known = new Map([
    ['issuer', issuer ?? ''],
    ['url', url ?? ''],
    ['host', host],
    ['port', port],
    ['control', control ?? ''],
  ])
  for (const client of fixtures.clients ?? []) {
    for (const name of ['client_id', 'client_secret'] as const) {
      const value = client[name]
      if (value !== undefined) known.set(`clients.${client.client_id}.${name}`, value)
    }
  }
  return known
}

function fill(template: string, known: ReadonlyMap<string, string>): string {
  return template.replace(PLACEHOLDER, (written, word: string) => known.get(word) ?? written)
}
