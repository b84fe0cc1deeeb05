// On GitHub Actions a mistake with a line appears beside that line in the pull request.

import type { Problem } from '../fixtures/index.js'
import type { Terminal } from './terminal.js'

export function annotate(level: 'error' | 'warning', problems: readonly Problem[], terminal: Terminal): void {
  if (terminal.env['GITHUB_ACTIONS'] !== 'true') return
  for (const { file, line, column, message, hint } of problems) {
    const where = { file, line, col: column }
    const properties = Object.entries(where)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `${name}=${escaped(String(value), /[%\r\n:,]/g)}`)
    terminal.say(
      `::${level} ${properties.join(',')}::${escaped(hint === undefined ? message : `${message}; ${hint}`, /[%\r\n]/g)}`,
    )
  }
}

/** The runner's own escapes: percent and the code of the character. */
function escaped(text: string, special: RegExp): string {
  return text.replace(special, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)
}
