// The commands that ask a running server: one row for each, one file for each row.

import * as flags from './flags.js'
import { verb, type Verb } from './verb.js'

const group = 'Ask a running server:'

export const REMOTE: readonly Verb[] = [
  verb({
    name: 'fail',
    group,
    summary: 'arm fault rules, list them, take them back',
    operands: '[rules...]',
    settings: flags.FAIL,
    examples: ['fail token.refresh=invalid_grant@2', 'fail --list', "fail --explain 'userinfo=slow:2s@p:0.2'"],
    run: async (call) => (await import('./fail.js')).fail(call),
  }),
  verb({
    name: 'clock',
    group,
    summary: 'show or move the clock: +1h, freeze, resume, x60, set TIME, reset',
    operands: '[change] [time]',
    settings: flags.RUNNING,
    examples: ['clock', 'clock +1h', 'clock freeze 2030-01-01T00:00:00Z', 'clock reset'],
    run: async (call) => (await import('./clock.js')).clock(call),
  }),
  verb({
    name: 'token',
    group,
    summary: 'mint a token and print it',
    settings: flags.TOKEN,
    examples: [
      'token --user alice --scope "openid email"',
      'token --ttl -5m -o header',
      'token --claim \'roles=["admin"]\'',
    ],
    run: async (call) => (await import('./token.js')).token(call),
  }),
  verb({
    name: 'login',
    group,
    summary: 'log a user in as a browser would and print every hop',
    operands: '[user]',
    settings: flags.LOGIN,
    examples: ['login alice --client web', 'login --next bob', 'login --mode picker'],
    run: async (call) => (await import('./login.js')).login(call),
  }),
  verb({
    name: 'journal',
    group,
    summary: 'show what was asked and answered',
    operands: '[selector]',
    settings: flags.JOURNAL,
    examples: ['journal', 'journal token.refresh+status:4xx', 'journal -f', 'journal -o har > run.har'],
    run: async (call) => (await import('./journal.js')).journal(call),
  }),
  verb({
    name: 'verify',
    group,
    summary: 'check how often requests were made; exit 6 when it was otherwise',
    operands: '<selectors...>',
    settings: flags.VERIFY,
    examples: ['verify token.refresh=1 jwks=..2', 'verify --flow authorize token.code userinfo'],
    run: async (call) => (await import('./verify.js')).verify(call),
  }),
  verb({
    name: 'explain',
    group,
    summary: 'say why a request was answered so, or what a fault rule does',
    operands: '<what>',
    settings: flags.RUNNING,
    examples: ['explain r17', "explain 'token=503@2'"],
    run: async (call) => (await import('./explain.js')).explain(call),
  }),
  verb({
    name: 'reset',
    group,
    summary: 'back to the fixtures: state, faults, clock, journal',
    settings: flags.RESET,
    examples: ['reset', 'reset --only faults --only clock'],
    run: async (call) => (await import('./reset.js')).reset(call),
  }),
  verb({
    name: 'status',
    group,
    summary: 'say where the server is and how it stands; exit 5 when there is none',
    settings: flags.RUNNING,
    examples: ['status', 'status --json'],
    run: async (call) => (await import('./status.js')).status(call),
  }),
  verb({
    name: 'wait',
    group,
    summary: 'block until a server is ready; exit 5 when none is in time',
    operands: '[url]',
    settings: flags.WAIT,
    examples: ['wait --timeout 10s', 'wait http://oauth:2884'],
    run: async (call) => (await import('./wait.js')).wait(call),
  }),
  verb({
    name: 'stop',
    group,
    summary: 'stop the server',
    settings: flags.RUNNING,
    examples: ['stop', 'stop --url http://localhost:3999'],
    run: async (call) => (await import('./stop.js')).stop(call),
  }),
]
