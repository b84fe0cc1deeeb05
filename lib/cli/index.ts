// The command line: one row for each command, one file for each row. `run` is the whole of it, without a
// process around it. To add a command: a file, its flags in settings.ts, a row here.

import { gather } from './gather.js'
import { EXIT } from './mistake.js'
import { parse } from './program.js'
import { REMOTE } from './remote.js'
import { report } from './report.js'
import * as settings from './settings.js'
import { Terminal, type Surroundings } from './terminal.js'
import { verb, type Verb } from './verb.js'

// A command is loaded when it is called: help and mistakes need no server.
const VERBS: readonly Verb[] = [
  verb({
    name: 'start',
    summary: 'serve in the foreground until Ctrl-C',
    operands: '[fixtures...]',
    settings: settings.START,
    examples: ['start', 'start mock-oauth2.yaml --fail token=503@1..2', 'start --port 0 --print url --clock +30d'],
    run: async (call) => (await import('./start.js')).start(call),
  }),
  verb({
    name: 'exec',
    summary: 'start, run a command with the issuer in its environment, stop',
    operands: '[command...]',
    settings: settings.EXEC,
    examples: ['exec -- npm test', 'exec --env AUTH_ISSUER={issuer} --fail token=invalid_grant@2 -- vitest run'],
    wraps: true,
    run: async (call) => (await import('./exec.js')).exec(call),
  }),
  verb({
    name: 'check',
    summary: 'validate fixtures',
    operands: '[fixtures...]',
    settings: settings.CHECK,
    examples: ['check', 'check -f base.yaml -f ci.yaml --resolved'],
    run: async (call) => (await import('./check.js')).check(call),
  }),
  verb({
    name: 'init',
    summary: 'write a commented mock-oauth2.yaml',
    settings: settings.INIT,
    examples: ['init', 'init --profile workfront'],
    run: async (call) => (await import('./init.js')).init(call),
  }),
  verb({
    name: 'schema',
    summary: 'print the JSON Schema of fixtures',
    settings: settings.NOTHING,
    examples: ['schema > fixtures.schema.json'],
    run: async (call) => (await import('./schema.js')).schema(call),
  }),
  verb({
    name: 'faults',
    summary: 'list, search and explain what can go wrong',
    operands: '[words...]',
    settings: settings.FAULTS_FLAGS,
    examples: ['faults', 'faults refresh', 'faults te-invalid-grant', 'faults token.refresh=503:2s@1..2'],
    run: async (call) => (await import('./faults.js')).faults(call),
  }),
  verb({
    name: 'completion',
    summary: 'print what makes a shell complete commands and flags',
    operands: '<bash|zsh|fish>',
    settings: settings.NOTHING,
    examples: ['completion bash > ~/.local/share/bash-completion/completions/mock-oauth2-provider'],
    run: async (call) => (await import('./completion.js')).completion(call, VERBS),
  }),
  ...REMOTE,
]

/**
 * Runs one command line.
 *
 * @param argv Without the runtime and the script: `['start', '--port', '0']`.
 * @param surroundings What to use in place of this process: streams, environment, working directory, signals.
 * @returns The exit code. Never rejects.
 * @example await run(['check', 'mock-oauth2.yaml'])
 */
export async function run(argv: readonly string[], surroundings: Partial<Surroundings> = {}): Promise<number> {
  const terminal = new Terminal(surroundings)
  try {
    let exit: number = EXIT.done
    const told = await parse(argv, VERBS, terminal, async (verb, raw, operands) => {
      exit = await verb.run({ values: gather(verb.settings, raw, terminal.env), operands, terminal })
    })
    return told === EXIT.done ? exit : told
  } catch (error) {
    const exit = await report(error, terminal)
    return argv[0] === 'exec' ? beforeCommand(exit, terminal) : exit
  }
}

/** `exec` keeps the small codes for the command that it runs. */
function beforeCommand(exit: number, terminal: Terminal): number {
  if (exit > EXIT.listen) return exit
  terminal.say(`  the command was not run (exit ${EXIT.beforeCommand}; start would exit ${exit})`)
  return EXIT.beforeCommand
}

/** Runs this process's own command line and ends the process when all is written. */
export async function main(): Promise<void> {
  const terminal = new Terminal()
  const bug = (error: unknown): void => {
    void report(error, terminal).then((exit) => process.exit(exit))
  }
  process.once('uncaughtException', bug)
  process.once('unhandledRejection', bug)
  const exit = await run(process.argv.slice(2))
  process.stdout.write('', () => process.stderr.write('', () => process.exit(exit)))
}
