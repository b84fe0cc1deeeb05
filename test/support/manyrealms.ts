// Makes, uses and drops ten thousand realms, some hundred at a time, and tells the heap before, while a generation is
// there, and after. Run with --expose-gc.

import { Blueprint } from '../../lib/realms/blueprint.js'
import { Parameters } from '../../lib/protocol/parameters.js'
import { Realms } from '../../lib/realms/realms.js'
import { request } from './request.js'

const AT_ONCE = 500
const GENERATIONS = 20

const CLIENT = {
  client_id: 'web',
  client_secret: 's',
  grant_types: ['client_credentials'],
  access_token: { format: 'opaque' },
} as const

const place = { issuer: () => 'http://localhost:2884', backchannel: undefined }
const realms = await Realms.open(new Blueprint({}, { clients: [CLIENT] }, place))
const form = Parameters.parse('grant_type=client_credentials&client_id=web&client_secret=s')

/** A generation of realms: half made, half asked for; each issues a token, has a fault, moves its clock. */
async function generation(name: string): Promise<readonly string[]> {
  const ids = Array.from({ length: AT_ONCE }, (_, at) => `${name}-${at}`)
  for (const [at, id] of ids.entries()) {
    const realm = at % 2 === 0 ? await realms.create({ id, faults: ['token=503@2'] }) : await realms.open(id)
    const { status } = await realm!.handle(request('token', { form }))
    if (status !== 200) throw new Error(`realm ${id} answered ${status}`)
    realm!.clock.advance(1000)
    realm!.journal.subscribe(() => undefined)
  }
  return ids
}

async function dropped(ids: readonly string[]): Promise<void> {
  for (const id of ids) await realms.delete(id)
}

/** Twice: what finalizers let go is garbage only then. */
async function heap(): Promise<number> {
  for (let i = 0; i < 2; i += 1) {
    global.gc?.()
    await new Promise((resolve) => setImmediate(resolve))
  }
  return process.memoryUsage().heapUsed
}

await dropped(await generation('warm'))
const before = await heap()
let full = 0
for (let i = 0; i < GENERATIONS; i += 1) {
  const ids = await generation(`g${i}`)
  if (i === GENERATIONS - 1) full = await heap()
  await dropped(ids)
}
const after = await heap()
console.log(JSON.stringify({ before, full, after, left: realms.list().length }))
realms.close()
