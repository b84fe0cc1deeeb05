// @ts-check
// `npm run bench`: start, tokens per second and memory of the installed package, beside a bundled bare Fastify that
// answers the same requests in the same run. What counts are the ratios. Takes about a minute and a half.
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { prepare, start } from './servers.mjs'

const STARTS = 15
const ROUNDS = 3
const MILLISECONDS = 1500
const CONNECTIONS = 16
const MANY = 100_000
const LOAD = fileURLToPath(new URL('load.mjs', import.meta.url))
const STORIES = ['authorization_code', 'refresh_token', 'client_credentials, JWT', 'client_credentials, opaque']

/** What must hold: our start in bare starts, our tokens in bare answers. */
const START_BAR = 1.3
const OPAQUE_BAR = 0.7

const servers = await prepare()
try {
  console.log(`Node.js ${process.versions.node}; medians; bare = bundled bare Fastify, same run\n`)
  row('', 'ours', 'bare', 'ratio', '')
  await compareStarts()
  await compareTokens()
  await compareMemory()
} finally {
  servers.remove()
}

async function compareStarts() {
  const names = /** @type {const} */ (['plain', 'ours', 'bare'])
  /** @type {Record<typeof names[number], number[]>} */
  const times = { plain: [], ours: [], bare: [] }
  for (let i = 0; i <= STARTS; i += 1) {
    for (const name of names) {
      const took = await timeOfStart(servers[name])
      if (i > 0) times[name].push(took) // the first fills the caches of the disk
    }
  }
  const [plain, ours, bare] = names.map((name) => median(times[name]))
  compare('start to first answer, ms', plain, bare, atMost)
  compare('the same with a fixture file, ms', ours, bare)
}

/** @param {readonly string[]} command */
async function timeOfStart(command) {
  const begin = performance.now()
  const server = await start(command)
  const { status } = await fetch(`${server.url}/healthz`)
  const took = performance.now() - begin
  await server.stop()
  if (status !== 200) throw new Error(`/healthz answered ${status}`)
  return took
}

async function compareTokens() {
  const [ours, bare] = [await start(servers.ours), await start(servers.bare)]
  for (const story of STORIES) {
    const rates = { ours: /** @type {number[]} */ ([]), bare: /** @type {number[]} */ ([]) }
    for (let i = 0; i <= ROUNDS; i += 1) {
      for (const [name, { url }] of /** @type {const} */ ([
        ['ours', ours],
        ['bare', bare],
      ])) {
        const { tokens, seconds } = await load(url, story, String(MILLISECONDS))
        if (i > 0) rates[name].push(tokens / seconds) // the first warms up
      }
    }
    compare(
      `${story}, tokens/s`,
      median(rates.ours),
      median(rates.bare),
      story.endsWith('opaque') ? atLeast : undefined,
    )
  }
  await ours.stop()
  await bare.stop()
}

async function compareMemory() {
  const [before, after] = [[], []].map(() => /** @type {string[]} */ ([]))
  for (const command of [servers.ours, servers.bare]) {
    const server = await start(command)
    before?.push(server.memory().toFixed(0))
    await load(server.url, 'client_credentials, opaque', `${MANY}x`)
    after?.push(server.memory().toFixed(0))
    await server.stop()
  }
  row('memory at start, MB', before?.[0], before?.[1], '', '')
  row(`memory after ${MANY} tokens, MB`, after?.[0], after?.[1], '', '')
}

/**
 * @param {string} url
 * @param {string} story
 * @param {string} limit
 * @returns {Promise<{ tokens: number, seconds: number }>}
 */
async function load(url, story, limit) {
  const { stdout } = await promisify(execFile)(process.execPath, [LOAD, url, story, String(CONNECTIONS), limit])
  return JSON.parse(stdout)
}

/** @param {readonly number[]} numbers */
function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? NaN
}

/**
 * @param {string} name
 * @param {number} ours
 * @param {number} bare
 * @param {(ratio: number) => string} judge
 */
function compare(name, ours = NaN, bare = NaN, judge = () => '') {
  const ratio = ours / bare
  row(name, ours.toFixed(0), bare.toFixed(0), ratio.toFixed(2), judge(ratio))
}

/** @param {readonly (string | undefined)[]} cells */
function row(...[name = '', ours = '', bare = '', ratio = '', remark = '']) {
  console.log(`${name.padEnd(38)}${ours.padStart(8)}${bare.padStart(8)}${ratio.padStart(8)}  ${remark}`.trimEnd())
}

/** @param {number} ratio */
function atMost(ratio) {
  return judged(ratio <= START_BAR, `at most ${START_BAR}`)
}

/** @param {number} ratio */
function atLeast(ratio) {
  return judged(ratio >= OPAQUE_BAR, `at least ${OPAQUE_BAR}`)
}

/**
 * @param {boolean} holds
 * @param {string} bar
 */
function judged(holds, bar) {
  if (!holds) process.exitCode = 1
  return `${holds ? 'ok' : 'MISSED'}: ${bar}`
}
