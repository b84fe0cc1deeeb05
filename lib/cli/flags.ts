// The flags of the commands that ask a running server, as data.

import { flag, many, one, type Setting, type Table } from './settings.js'
import * as read from './values.js'

/** Where the server is, and which part of it is meant. */
export const RUNNING = {
  url: { ...one('--url <url>', 'where the server is (default: http://localhost:2884)', read.url), told: true as const },
  readyFile: one('--ready-file <file>', 'the file that start wrote: says where the server is', read.text),
  controlToken: {
    ...one('--control-token <token>', 'what the control API wants off loopback', read.text),
    told: true as const,
  },
  realm: one('--realm <id>', 'a realm of the server', read.text),
  json: flag('--json', 'the answer as JSON, for machines'),
}

const TAG = one('--tag <tag>', 'only requests with this tag', read.text)

export const FAIL = {
  ...RUNNING,
  tag: TAG,
  list: flag('--list', 'show the armed rules and how often they fired'),
  clear: flag('--clear', 'take all rules back'),
  remove: many('--remove <id>', 'take one rule back; repeatable', read.text),
  explain: one('--explain <rule>', 'say what a rule would do, and arm nothing', read.text),
}

export const TOKEN = {
  ...RUNNING,
  client: one('--client <client_id>', 'whose token (default: the first client)', read.text),
  user: one('--user <username>', 'about whom; without it a token of the client itself', read.text),
  scope: one('--scope <scope>', 'granted scope, such as "openid email"', read.text),
  claim: many('--claim <name=value>', 'a claim of the access token, the value JSON or text; repeatable', read.claim),
  ttl: one('--ttl <duration>', 'time to live; -5m expired five minutes ago', read.text),
  state: one('--state <state>', 'valid, expired, used or revoked', read.choice('valid', 'expired', 'used', 'revoked')),
  output: one('-o, --output <form>', 'token, header or json (default: token)', read.choice('token', 'header', 'json')),
}

export const LOGIN = {
  ...RUNNING,
  tag: TAG,
  client: one('--client <client_id>', 'which client asks (default: the first one)', read.text),
  scope: one('--scope <scope>', 'what it asks for (default: openid)', read.text),
  mode: one('--mode <mode>', 'set who logs in from now on: auto, auto:USER, picker, form or deny', read.login),
  next: one('--next <user>', 'say who logs in next, and log nobody in; "deny" refuses', read.text),
}

export const JOURNAL = {
  ...RUNNING,
  tag: TAG,
  follow: flag('-f, --follow', 'go on with what comes, until Ctrl-C'),
  clear: flag('--clear', 'forget what was'),
  output: one(
    '-o, --output <form>',
    'pretty, json, ndjson, har or mermaid (default: pretty)',
    read.choice('pretty', 'json', 'ndjson', 'har', 'mermaid'),
  ),
}

export const VERIFY = {
  ...RUNNING,
  tag: TAG,
  flow: flag('--flow', 'the selectors are steps that must come in this order'),
  strict: flag('--strict', 'with --flow: and nothing else in between'),
}

export const RESET = {
  ...RUNNING,
  tag: TAG,
  only: many(
    '--only <part>',
    'state, faults, clock or journal; repeatable',
    read.choice('state', 'faults', 'clock', 'journal'),
  ),
}

export const WAIT = {
  ...RUNNING,
  timeout: one('--timeout <duration>', 'give up after this long and exit 5 (default: 30s)', read.duration),
}

const TABLES: readonly Table[] = [FAIL, TOKEN, LOGIN, JOURNAL, VERIFY, RESET, WAIT]
/** For whoever must know each name. */
export const EVERY_FLAG: readonly Setting<unknown>[] = TABLES.flatMap((table) => Object.values(table))
