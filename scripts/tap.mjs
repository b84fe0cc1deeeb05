// @ts-check
// Reads what `tap` writes (TAP 14), and says how many sentences of the tests passed, failed and were skipped.
// A test file is a point at the margin; its sentences are the points one level in. What is deeper is their detail.

/**
 * @typedef {object} TestFile
 * @property {string} name
 * @property {boolean} passed
 * @property {number} sentences how many passed
 * @property {readonly string[]} skipped the skipped sentences, with their reasons
 * @property {readonly string[]} failures what TAP says of each failed sentence, many lines
 */

/**
 * Takes TAP line by line and hands over each test file when it is complete. A file that failed without a failed
 * sentence (it crashed, or ran out of time) gets one failure of its own.
 * @param {(file: TestFile) => void} done
 * @returns {(line: string) => void}
 */
export function readTap(done) {
  let file = emptyFile()
  let detail = /** @type {string[]} */ ([])
  let failing = false
  return (line) => {
    const point = /^( {4})?(not )?ok \d+(?: - )?(.*)/.exec(line)
    const [, inside, not, text = ''] = point ?? []
    if (/^ {4}# Subtest: /.test(line) || point !== null) failing = false
    if (/^# Subtest: /.test(line)) detail = []
    if (point === null) {
      const more = failing ? file.failures.pop() : undefined
      if (more === undefined) detail.push(line)
      else file.failures.push(`${more}\n${line}`)
      return
    }
    if (inside === undefined) {
      const passed = not === undefined
      if (!passed && file.failures.length === 0) file.failures.push([...detail, line].join('\n'))
      done({ ...file, name: withoutTime(text), passed })
      file = emptyFile()
    } else if (/ # (skip|todo)\b/i.test(text)) {
      file.skipped.push(text)
    } else if (not !== undefined) {
      file.failures.push([...detail, line].join('\n'))
      failing = true
    } else {
      file.sentences += 1
    }
    detail = []
  }
}

function emptyFile() {
  return { sentences: 0, skipped: /** @type {string[]} */ ([]), failures: /** @type {string[]} */ ([]) }
}

/** @param {string} text */
function withoutTime(text) {
  return text.replace(/ # time=.*/, '')
}
