// What the seam for faults costs a token request when no rule is armed: `node bench/seam.mjs`, after a build. In one
// process and one run, alternating: a whole token request through the realm, and the seam alone, which is looking for
// what the request brings (a header, magic names), asking the plan, and wrapping the answer. The bar is 2 %.
import { build } from 'esbuild'
import { root } from '../scripts/bundle.mjs'

/** @type {typeof import('../lib/index.js')} */
const { startProvider } = await import(new URL('../dist/esm/index.js', import.meta.url).href)

const BAR = 0.02
const ROUNDS = 21
const REQUESTS = 2_000

const provider = await startProvider({
  fixtures: {
    policy: { magic_values: 'on' },
    clients: [
      {
        client_id: 'm2m',
        client_secret: 's3cret',
        grant_types: ['client_credentials'],
        access_token: { format: 'opaque' },
      },
    ],
  },
})
await fetch(`${provider.url}/token`, {
  method: 'POST',
  headers: { authorization: `Basic ${btoa('m2m:s3cret')}` },
  body: new URLSearchParams({ grant_type: 'client_credentials' }),
})
const realm = provider.home
const received = realm.journal.list().at(-1)?.received
if (!received || received.endpoint !== 'token') throw new Error('the journal has no token request')
const Trace = /** @type {new () => typeof received.trace} */ (received.trace.constructor)
const fresh = () => ({ ...received, trace: new Trace() })
const reply = await realm.handle(fresh())
if (reply.status !== 200) throw new Error(`the token request was answered with ${reply.status}`)

const { outputFiles } = await build({
  ...{ bundle: true, platform: 'node', format: 'esm', write: false, absWorkingDir: root },
  stdin: { contents: "export { brings } from './lib/realm/brought.ts'", resolveDir: root, loader: 'ts' },
})
const text = Buffer.from(outputFiles[0]?.contents ?? []).toString('base64')
/** @type {Pick<typeof import('../lib/realm/brought.js'), 'brings'>} */
const { brings } = await import(`data:text/javascript;base64,${text}`)

const act = async () => reply
const whole = () => realm.handle(fresh())
const seam = async () => {
  if (brings(realm.server, received, undefined)) throw new Error('this request was to bring nothing')
  return realm.faults.claim(received, {}).around(received, act)
}

/** @param {() => Promise<unknown>} work @returns microseconds for one */
async function timed(work) {
  const begin = performance.now()
  for (let i = 0; i < REQUESTS; i += 1) await work()
  return ((performance.now() - begin) * 1000) / REQUESTS
}

/** @type {{ whole: number, seam: number, share: number }[]} */
const rounds = []
for (let i = 0; i <= ROUNDS; i += 1) {
  const [one, two, three] = [await timed(whole), await timed(seam), await timed(act)]
  const cost = Math.max(0, two - three)
  if (i > 0) rounds.push({ whole: one, seam: cost, share: cost / one })
}
rounds.sort((a, b) => a.share - b.share)
const median = rounds[Math.floor(ROUNDS / 2)] ?? { whole: NaN, seam: NaN, share: NaN }
await provider.close()
const ok = median.share < BAR
console.log(
  `${ok ? 'ok' : 'NOT OK'} - no rule armed: ${median.seam.toFixed(2)} of ${median.whole.toFixed(1)} µs, ` +
    `${(median.share * 100).toFixed(2)} % of a token request in the realm, without HTTP (bar: below ${BAR * 100} %)`,
)
process.exitCode = ok ? 0 : 1
