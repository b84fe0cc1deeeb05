// Same seed, frozen clock, two runs: every byte of every answer and of the journal is the same.

import t from 'tap'
import { encode } from '../../lib/http/encode.js'
import type { Realm } from '../../lib/realm/realm.js'
import { BASIC, stage, type Answer, type Staged } from '../support/realm.js'
import { DEVICE_CODE, TV } from '../support/device.js'

/** Chance, ranges, counts and faults that make something up of their own. */
const RULES = [
  'token=503@p:0.3',
  'token=slow:1s..9s@p:0.5',
  'userinfo=sub-mismatch@every:2',
  'userinfo=aggregated@every:3',
  'introspect=jwt-bad-signature@p:0.5',
  'introspect=500@p:0.2@per:client',
  'id_token=bad-signature@p:0.5',
  'authorize=state-wrong@p:0.3',
  'authorize=access_denied@p:0.2',
  'device=interval-long@p:0.5',
  'token=pending-n:2',
  'revoke=rv-503@every:2',
  'register=201-other-values@p:0.5',
  'discovery=slow:1ms..50ms',
  'resource=401-once',
]

/** A client's day, the same in each run; what it gets decides what it asks next. */
async function day(on: Staged): Promise<readonly Answer[]> {
  const answers: Answer[] = []
  const note = async (answer: Promise<Answer>): Promise<Answer> => (answers.push(await answer), answer)
  for (let n = 0; n < 25; n += 1) {
    on.advance(7)
    const { told } = await note(on.authorize({ nonce: `n${n}`, scope: 'openid profile offline_access' }))
    const { body } = await note(on.redeem(told?.['code'] ?? 'none'))
    const token = String(body['access_token'])
    await note(on.userinfo(token))
    await note(
      on.ask('introspection', {
        headers: { authorization: BASIC, accept: 'application/token-introspection+jwt' },
        form: { token },
      }),
    )
    await note(on.ask('resource', { url: '/_mock/resource', headers: { authorization: `Bearer ${token}` } }))
    await note(on.refresh(String(body['refresh_token'])))
    await note(on.revoke(token))
    const { body: device } = await note(on.ask('device_authorization', { headers: { authorization: BASIC }, form: {} }))
    await note(on.token({ grant_type: DEVICE_CODE, device_code: String(device['device_code']) }))
    await note(on.ask('metadata'))
    const metadata = {
      method: 'POST',
      media_type: 'application/json',
      body: '{"redirect_uris":["https://a.example/cb"]}',
    }
    await note(on.ask('registration', metadata))
  }
  return answers
}

const wire = ({ reply }: Answer): string => {
  const { status, headers, body } = encode(reply)
  return JSON.stringify([status, headers, Buffer.from(body).toString('base64'), reply.delivery])
}

const journal = (realm: Realm): string => JSON.stringify(realm.journal.list())

async function run(seed: number) {
  const grant_types = [...TV.grant_types, 'authorization_code'] as const
  const on = await stage({ seed, clients: [{ ...TV, grant_types }] })
  for (const rule of RULES) on.realm.faults.arm(rule)
  const answers = await day(on)
  return { answers: answers.map(wire), journal: journal(on.realm), rules: JSON.stringify(on.realm.faults.list()), on }
}

t.test('two runs with the same seed are the same to the byte', async (t) => {
  const [first, second] = [await run(7), await run(7)]
  t.ok(first.answers.length >= 250)
  t.equal(
    second.answers.find((answer, at) => answer !== first.answers[at]),
    undefined,
  )
  t.equal(second.journal, first.journal)
  t.equal(second.rules, first.rules)
})

t.test('every rule took part, so that there was something to repeat', async (t) => {
  const { on } = await run(7)
  for (const { rule, fired } of on.realm.faults.list()) t.ok(fired > 0, rule)
})

t.test('another seed is another day', async (t) => {
  t.notSame((await run(8)).answers, (await run(7)).answers)
})
