// The flags, as data: what each is called, how it is read, what help says of it. The environment twin
// of every flag follows from its name. To add a flag: a line here, and somebody who asks for its value.

import * as read from './values.js'

export interface Setting<V> {
  /** As commander wants it: `-p, --port <n>`. */
  readonly flags: string
  readonly summary: string
  readonly kind: 'one' | 'many' | 'switch'
  /** Its twin is one that `exec` tells the command it runs, and is meant here. */
  readonly told?: true
  /** Reads one text. */
  readonly read: (written: string) => V
}
export interface One<V> extends Setting<V> {
  readonly kind: 'one' | 'switch'
}
export interface Many<V> extends Setting<V> {
  readonly kind: 'many'
}

export type Table = Readonly<Record<string, Setting<unknown>>>

/** A value, and where it was said: `--port`, `MOCK_OAUTH2_PORT`, a file name or `default`. */
export interface Given<V> {
  readonly value: V
  readonly origin: string
}

export type Values<T extends Table> = {
  readonly [K in keyof T]?: Given<T[K] extends Many<infer V> ? readonly V[] : T[K] extends One<infer V> ? V : never>
}

export const one = <V>(flags: string, summary: string, reader: (written: string) => V): One<V> => ({
  flags,
  summary,
  kind: 'one',
  read: reader,
})
export const many = <V>(flags: string, summary: string, reader: (written: string) => V): Many<V> => ({
  flags,
  summary,
  kind: 'many',
  read: reader,
})
export const flag = (flags: string, summary: string): One<boolean> => ({
  flags,
  summary,
  kind: 'switch',
  read: read.truth,
})

const FIXTURES = {
  fixtures: many(
    '-f, --fixtures <file>',
    'fixture file; repeat to overlay, - reads stdin (default: the nearest mock-oauth2.yaml)',
    read.text,
  ),
}

/** What `start` and `exec` have in common. */
export const SERVER = {
  ...FIXTURES,
  profile: one('--profile <name>', 'which provider to play, such as standard or workfront', read.text),
  port: one('-p, --port <n>', 'port to listen on, 0 picks a free one (default: 2884 for start, 0 for exec)', read.port),
  host: one('--host <host>', 'address to listen on (default: localhost, which is 127.0.0.1 and ::1)', read.text),
  issuer: one(
    '--issuer <url>',
    'issuer to claim, or "request": take it from the Host header (default: where it listens)',
    read.issuer,
  ),
  tls: one('--tls [cert,key]', 'serve https: with PEM files, or with a certificate made in memory', read.tls),
  issuerIsProxied: flag('--issuer-is-proxied', 'a proxy in front of this server ends TLS, so an https issuer is right'),
  backchannel: one(
    '--backchannel <url>',
    'where clients reach the token, jwks and userinfo endpoints (default: the issuer)',
    read.url,
  ),
  fail: many('--fail <rule>', 'what goes wrong, such as token=invalid_grant@2; repeatable', read.text),
  clock: one('--clock <spec>', 'system, +30d, x60, frozen or a time such as 2030-01-01T00:00:00Z', read.clock),
  ttl: many(
    '--ttl <kind=duration>',
    'lifetime of code, access, refresh, id or session, such as access=5m; repeatable',
    read.ttl,
  ),
  login: one(
    '--login <mode>',
    'auto, auto:USER, picker, form or deny (default: auto; picker for start on a terminal)',
    read.login,
  ),
  seed: one('--seed <n>', 'makes codes, tokens, ids and probabilities repeatable', read.seed),
  terse: flag('--terse', 'errors without error_description and error_uri'),
  log: one('--log <style>', 'pretty, json or quiet, on stderr', read.choice('pretty', 'json', 'quiet')),
  readyFile: one('--ready-file <file>', 'written when the server is ready, removed when it stops', read.text),
  printConfig: flag('--print-config', 'show every setting with its origin, and stop'),
}

export const START = {
  ...SERVER,
  print: one(
    '--print <what>',
    'what stdout says once ready: ready, url, env or json (default: ready)',
    read.choice('ready', 'url', 'env', 'json'),
  ),
}

export const EXEC = {
  ...SERVER,
  env: many('--env <name=template>', 'variable for CMD, such as AUTH_ISSUER={issuer}; repeatable', read.assignment),
  envFile: one('--env-file <file>', 'write the variables for CMD to this file too', read.text),
  timeout: one('--timeout <duration>', 'stop CMD after this long and exit 124', read.duration),
  grace: one('--grace <duration>', 'how long CMD may take to stop before it is killed (default: 5s)', read.duration),
  strictFaults: flag('--strict-faults', 'exit 123 when a fault never fired'),
  expect: many(
    '--expect <what>',
    'exit 123 unless it holds: handled (every fault that fired), or SELECTOR=COUNT such as token.code=1..; repeatable',
    read.text,
  ),
}

export const CHECK = {
  ...FIXTURES,
  resolved: flag('--resolved', 'print the merged fixtures and where each value comes from'),
}

export const INIT = {
  profile: one('--profile <name>', 'standard or workfront (default: standard)', read.text),
  force: flag('--force', 'overwrite the file that is there'),
}

export const FAULTS_FLAGS = {
  json: flag('--json', 'the rows as JSON, for machines'),
}

export const NOTHING = {}

/** `--ready-file` of a setting. */
export function longFlag(setting: Setting<unknown>): string {
  return /--[a-z-]+/.exec(setting.flags)?.[0] ?? setting.flags
}

export const PREFIX = 'MOCK_OAUTH2_'

/** The environment twin: `MOCK_OAUTH2_READY_FILE`. */
export function twin(setting: Setting<unknown>): string {
  return PREFIX + longFlag(setting).slice(2).replaceAll('-', '_').toUpperCase()
}
