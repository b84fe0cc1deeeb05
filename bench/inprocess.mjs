// How long `startProvider` takes in a process that has started one before: `node bench/inprocess.mjs`, after a build.
// A test suite starts one for each test file, or for each test; the bar is 15 ms, at the median of fifty.

/** @type {typeof import('../lib/index.js')} */
const { startProvider } = await import(new URL('../dist/esm/index.js', import.meta.url).href)

const BAR = 15
const ROUNDS = 50

/** @param {import('../lib/index.js').StartOptions} options */
async function measured(options) {
  const begin = performance.now()
  const provider = await startProvider(options)
  const took = performance.now() - begin
  await provider.close()
  return took
}

const fixtures = {
  clients: [{ client_id: 'web', client_secret: 's3cret', redirect_uris: ['http://localhost:3000/callback'] }],
  users: [{ username: 'alice', password: 'wonderland' }],
}

let slow = false
for (const [name, options] of /** @type {const} */ ([
  ['without fixtures', {}],
  ['with fixtures', { fixtures }],
])) {
  const first = await measured(options)
  const rounds = []
  for (let i = 0; i < ROUNDS; i += 1) rounds.push(await measured(options))
  rounds.sort((a, b) => a - b)
  const [median = NaN, worst = NaN] = [rounds[ROUNDS / 2], rounds.at(-1)]
  slow ||= !(median < BAR)
  const figures = `first ${first.toFixed(1)} ms, then median ${median.toFixed(1)} ms, slowest ${worst.toFixed(1)} ms`
  console.log(`${median < BAR ? 'ok' : 'NOT OK'} - startProvider ${name}: ${figures} (bar: median < ${BAR} ms)`)
}
process.exitCode = slow ? 1 : 0
