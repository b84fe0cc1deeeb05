// The only file that knows commander. It splits the command line, writes the help and notices what is
// wrong with it; how a mistake is worded is ours (`usage` below).

import { Command, CommanderError, Option } from 'commander'
import { nearest } from '../protocol/spelling.js'
import { EXIT, Mistake } from './mistake.js'
import { longFlag } from './settings.js'
import { manifest } from './manifest.js'
import type { Terminal } from './terminal.js'
import type { Verb } from './verb.js'

export type Act = (verb: Verb, raw: Readonly<Record<string, unknown>>, operands: readonly string[]) => Promise<void>

const TWINS =
  'Every flag has an environment twin: --ready-file is MOCK_OAUTH2_READY_FILE, repeatable ones split on spaces.'

/** Finds the command that was meant and acts on it. Resolves to an exit code when nothing was left to do but tell. */
export async function parse(
  argv: readonly string[],
  verbs: readonly Verb[],
  terminal: Terminal,
  act: Act,
): Promise<number> {
  try {
    await program(verbs, terminal, act).parseAsync([...argv], { from: 'user' })
    return EXIT.done
  } catch (error) {
    if (error instanceof CommanderError) return usage(error, argv, verbs)
    throw error
  }
}

function program(verbs: readonly Verb[], terminal: Terminal, act: Act): Command {
  const root = new Command(manifest.name)
  root
    .description(manifest.description)
    .version(manifest.version, '-V, --version', 'print the version')
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.print(text),
      writeErr: (text) => terminal.say(text),
      outputError: () => undefined,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
      getOutHelpWidth: () => 110,
      getErrHelpWidth: () => 110,
    })
    .addHelpText('after', `\nThe first minute:\n  ${manifest.name} start\n  ${manifest.name} exec -- npm test`)
  for (const verb of verbs) root.addCommand(subcommand(verb, act).copyInheritedSettings(root))
  return root
}

function subcommand(verb: Verb, act: Act): Command {
  const command = new Command(verb.name).description(verb.summary).summary(verb.summary)
  if (verb.group !== undefined) command.helpGroup(verb.group)
  if (verb.operands !== undefined) command.arguments(verb.operands)
  if (verb.wraps) command.passThroughOptions().usage('[flags] -- <command...>')
  for (const setting of Object.values(verb.settings)) {
    const option = new Option(setting.flags, setting.summary)
    if (setting.kind === 'many') option.argParser((text: string, before: string[] = []) => [...before, text])
    command.addOption(option)
  }
  const examples = verb.examples.map((example) => `  ${manifest.name} ${example}`)
  const notes = Object.keys(verb.settings).length > 0 ? `\n\n${TWINS}` : ''
  command.addHelpText('after', `\nExamples:\n${examples.join('\n')}${notes}`)
  command.action(() => act(verb, command.opts(), command.args))
  return command
}

/** An exit code for help and version, which are no mistake; everything else in our own words. */
function usage(error: CommanderError, argv: readonly string[], verbs: readonly Verb[]): number {
  if (error.code === 'commander.help') return argv.length === 0 ? EXIT.usage : EXIT.done
  if (error.exitCode === 0) return EXIT.done
  const verb = verbs.find(({ name }) => name === argv[0])
  const help = `all flags: ${manifest.name} help${verb === undefined ? '' : ` ${verb.name}`}`
  const [subject = ''] = /(?<=')[^']*(?=')/.exec(error.message) ?? []
  switch (error.code) {
    case 'commander.unknownOption':
      return unknownFlag(subject, verb, verbs, help)
    case 'commander.unknownCommand':
      return unknownCommand(subject, verbs)
    case 'commander.optionMissingArgument':
      throw new Mistake(`${/--[a-z-]+/.exec(subject)?.[0] ?? subject} needs a value`, [help])
    case 'commander.excessArguments':
      throw new Mistake(`${verb?.name ?? manifest.name} takes ${room(verb)}`, [help])
    case 'commander.missingArgument':
      throw new Mistake(`${verb?.name} needs ${verb?.operands}`, [`write for example: ${verb?.examples[0]}`, help])
    default:
      throw new Mistake(error.message.replace(/^error: /, ''), [help])
  }
}

/** What may stand beside the flags. */
function room(verb: Verb | undefined): string {
  return verb?.operands === undefined ? 'flags only' : `no more than ${verb.operands}`
}

function unknownFlag(written: string, verb: Verb | undefined, verbs: readonly Verb[], help: string): never {
  const word = written.replace(/=.*$/s, '')
  const own = [...Object.values(verb?.settings ?? {}).map(longFlag), '--help', ...(verb ? [] : ['--version'])]
  const near = nearest(word, own)
  const elsewhere = verbs.filter((other) => Object.values(other.settings).map(longFlag).includes(word))
  const owners = elsewhere.map(({ name }) => name).join(' and ')
  const behind = verb
    ? `${word} belongs to ${owners}`
    : `write it behind the command: ${manifest.name} ${elsewhere[0]?.name} ${written}`
  const advice = elsewhere.length > 0 ? [behind] : near === undefined ? [] : [`did you mean ${near}?`]
  throw new Mistake(`unknown flag ${word}`, [...advice, help])
}

function unknownCommand(written: string, verbs: readonly Verb[]): never {
  const near = nearest(written, [...verbs.map(({ name }) => name), 'help'])
  const names = `the commands are ${verbs.map(({ name }) => name).join(', ')} and help`
  throw new Mistake(`unknown command ${written}`, [near === undefined ? names : `did you mean ${near}?`])
}
