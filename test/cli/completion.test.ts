// completion: a real shell completes with what it prints.

import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import t from 'tap'
import { command } from '../support/command.js'

const skip = existsSync('/bin/bash') ? false : 'there is no bash here'

/** What bash offers for the last word. */
async function offered(...words: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await command(['completion', 'bash'])
  const typed = `COMP_WORDS=(mock-oauth2 ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}`
  const script = `${stdout}\n${typed}; _mock_oauth2; echo "\${COMPREPLY[@]}"`
  return execFileSync('/bin/bash', ['-c', script], { encoding: 'utf8' }).trim().split(' ')
}

t.test('bash completes commands', { skip }, async (t) => {
  t.strictSame(await offered('cl'), ['clock'])
  t.strictSame(await offered('st'), ['start', 'status', 'stop'])
})

t.test('bash completes the flags of the command', { skip }, async (t) => {
  t.strictSame(await offered('token', '--cl'), ['--client', '--claim'])
  t.strictSame(await offered('start', '--backch'), ['--backchannel'])
})

t.test('fish is told each command and flag with its summary', async (t) => {
  const { stdout } = await command(['completion', 'fish'])
  t.match(stdout, /^complete -c mock-oauth2 -n __fish_use_subcommand -f -a clock -d 'show or move the clock/m)
  t.match(stdout, /^complete -c mock-oauth2-provider -n '__fish_seen_subcommand_from token' -l ttl -d /m)
})

t.test('another shell is told which there are', async (t) => {
  const { exit, stderr } = await command(['completion', 'zhs'])
  t.equal(exit, 2)
  t.match(stderr, /no completion for "zhs"\n.*did you mean zsh\?/)
})
