// one-retry, no-storm and wait: how often and how soon the same call comes again.

import t from 'tap'
import { Clock } from '../../lib/state/clock.js'
import { START, stage } from '../support/realm.js'
import type { Staged } from '../support/realm.js'

const CC = 'grant_type=client_credentials'

/** Real time is a variable. */
async function timed(rule: string): Promise<Staged & { sleep(seconds: number): void }> {
  let real = START
  const staged = await stage({}, { faults: [rule], clock: new Clock(() => real) })
  return { ...staged, sleep: (seconds) => (real += seconds * 1000) }
}

async function call({ token }: Staged, times: number): Promise<void> {
  for (let i = 0; i < times; i += 1) await token(CC)
}

t.test('once more with the nonce is right', async (t) => {
  const staged = await stage({}, { faults: ['token=use_dpop_nonce@1'] })
  await call(staged, 2)
  t.match(staged.realm.verdicts.list(), [{ outcome: 'handled', because: /once more and was served/, decided_by: 'r2' }])
})

t.test('a challenge that is answered again and again is not understood', async (t) => {
  const staged = await stage({}, { faults: ['token=use_dpop_nonce'] })
  await call(staged, 3)
  t.match(staged.realm.verdicts.list(), [
    { outcome: 'mishandled', because: /twice more/, decided_by: 'r3', request: 'r1' },
  ])
})

t.test('once more and no more is right even in vain', async (t) => {
  const staged = await stage({}, { faults: ['token=use_dpop_nonce'] })
  await call(staged, 2)
  t.match(staged.realm.verdicts.settle(), [{ outcome: 'handled', because: /once more and gave up/ }])
})

t.test('a client that does not answer a challenge is not judged by it', async (t) => {
  const staged = await stage({}, { faults: ['token=use_dpop_nonce'] })
  await call(staged, 1)
  t.match(staged.realm.verdicts.settle(), [{ outcome: 'inconclusive', because: /never tried again/ }])
})

t.test('a client that takes no for an answer handles it', async (t) => {
  const staged = await stage({}, { faults: ['token=invalid_client'] })
  await call(staged, 1)
  t.match(staged.realm.verdicts.settle(), [{ outcome: 'handled', because: /never came back/, spec: 'RFC 6749 §5.2' }])
})

t.test('a client that hammers is told of once, with the call at which it was enough', async (t) => {
  const staged = await stage({}, { faults: ['token=invalid_client'] })
  await call(staged, 12)
  t.match(staged.realm.verdicts.settle(), [
    { outcome: 'mishandled', because: /3 times more within 10 s/, request: 'r1', decided_by: 'r4' },
  ])
  t.equal(staged.realm.verdicts.list().length, 1)
})

t.test('many calls that are served are no storm', async (t) => {
  const staged = await stage({}, { faults: ['token=invalid_client@1'] })
  await call(staged, 12)
  t.match(staged.realm.verdicts.list(), [{ outcome: 'handled', because: /once more and was served/, decided_by: 'r2' }])
})

t.test('tries that take their time are no storm', async (t) => {
  const staged = await timed('token=invalid_client')
  for (let i = 0; i < 5; i += 1) {
    await call(staged, 1)
    staged.sleep(60)
  }
  t.match(staged.realm.verdicts.settle(), [{ outcome: 'handled', because: /4 times more and gave up/ }])
})

t.test('a client that waits as long as Retry-After says handles it', async (t) => {
  const staged = await timed('token=503:2s@1')
  await call(staged, 1)
  staged.sleep(2)
  await call(staged, 1)
  t.match(staged.realm.verdicts.list(), [{ outcome: 'handled', because: /after 2 s of the 2 s/, decided_by: 'r2' }])
})

t.test('a client that comes back too early mishandles it', async (t) => {
  const staged = await timed('token=503:2s@1')
  await call(staged, 1)
  staged.sleep(0.5)
  await call(staged, 1)
  t.match(staged.realm.verdicts.list(), [
    { outcome: 'mishandled', because: /after 0.5 s of the 2 s/, decided_by: 'r2' },
  ])
})

t.test('the virtual clock does not wait for a client', async (t) => {
  const staged = await timed('token=429:1h@1')
  await call(staged, 1)
  staged.realm.clock.advance(3_600_000)
  await call(staged, 1)
  t.match(staged.realm.verdicts.list(), [{ outcome: 'mishandled', because: /after 0 s of the 3600 s/ }])
})

t.test('a client that never comes back did not show whether it waits', async (t) => {
  const staged = await timed('token=503:2s')
  await call(staged, 1)
  t.match(staged.realm.verdicts.settle(), [{ outcome: 'inconclusive', because: /never called again/ }])
})

t.test('another grant of the same client is another call', async (t) => {
  const staged = await timed('token.cc=503:2s@1')
  await call(staged, 1)
  await staged.tokens()
  t.match(staged.realm.verdicts.list(), [{ outcome: 'watching' }])
})
