// @ts-check
// Coverage as tap measured it, in lines, for each room of lib/ and for all of it.
import { readFile } from 'node:fs/promises'
import { relative, sep } from 'node:path'

/**
 * @param {string} root
 * @param {string} file the json-summary report
 * @returns {Promise<{ rooms: readonly (readonly [room: string, percent: number])[], percent: number }>}
 */
export async function readCoverage(root, file) {
  const summary = JSON.parse(await readFile(file, 'utf8').catch(() => '{}'))
  const all = { total: 0, covered: 0 }
  const rooms = new Map()
  for (const [path, { lines }] of Object.entries(summary)) {
    const [top, room = '', ...rest] = relative(root, path).split(sep)
    if (top !== 'lib') continue
    const name = rest.length === 0 ? 'lib' : `lib/${room}`
    const sum = rooms.get(name) ?? rooms.set(name, { total: 0, covered: 0 }).get(name)
    for (const part of [sum, all]) {
      part.total += lines.total
      part.covered += lines.covered
    }
  }
  return { rooms: [...rooms].sort().map(([name, sum]) => [name, percent(sum)]), percent: percent(all) }
}

/** @param {{ total: number, covered: number }} sum */
function percent({ total, covered }) {
  return total === 0 ? 0 : (100 * covered) / total
}
