// completion: a script that lets a shell complete commands and flags, made of the table of commands.

import { nearest } from '../protocol/spelling.js'
import { SHORT, manifest } from './manifest.js'
import { EXIT, Mistake } from './mistake.js'
import { longFlag, type Setting } from './settings.js'
import type { Call, Verb } from './verb.js'

const NAMES = [SHORT, manifest.name]

export async function completion({ operands, terminal }: Call, verbs: readonly Verb[]): Promise<number> {
  const [shell = ''] = operands
  const write = SHELLS[shell]
  if (!write) {
    const near = nearest(shell, Object.keys(SHELLS))
    const advice = near === undefined ? `there is ${Object.keys(SHELLS).join(', ')}` : `did you mean ${near}?`
    throw new Mistake(`no completion for "${shell}"`, [advice])
  }
  terminal.print(write(verbs))
  return EXIT.done
}

const SHELLS: Readonly<Record<string, (verbs: readonly Verb[]) => string>> = {
  bash,
  zsh: (verbs) => `autoload -U +X bashcompinit && bashcompinit\n${bash(verbs)}`,
  fish,
}

function bash(verbs: readonly Verb[]): string {
  const cases = verbs.map((verb) => `      ${verb.name}) words='${flagsOf(verb).map(longFlag).join(' ')} --help' ;;`)
  return [
    '_mock_oauth2() {',
    '  local words',
    '  if [ "$COMP_CWORD" = 1 ]; then',
    `    words='${verbs.map(({ name }) => name).join(' ')} help --version'`,
    '  else',
    '    case "${COMP_WORDS[1]}" in',
    ...cases,
    '    esac',
    '  fi',
    '  COMPREPLY=($(compgen -W "$words" -- "${COMP_WORDS[COMP_CWORD]}"))',
    '}',
    `complete -o default -F _mock_oauth2 ${NAMES.join(' ')}`,
  ].join('\n')
}

function fish(verbs: readonly Verb[]): string {
  const lines = verbs.flatMap((verb) => [
    `-n __fish_use_subcommand -f -a ${verb.name} -d ${quoted(verb.summary)}`,
    ...flagsOf(verb).map(
      (flag) =>
        `-n '__fish_seen_subcommand_from ${verb.name}' -l ${longFlag(flag).slice(2)} -d ${quoted(flag.summary)}`,
    ),
  ])
  return NAMES.flatMap((name) => lines.map((line) => `complete -c ${name} ${line}`)).join('\n')
}

const flagsOf = (verb: Verb): readonly Setting<unknown>[] => Object.values(verb.settings)
const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
