// Live events: what is told, where it goes on after a cut, and how it ends.

import { once } from 'node:events'
import t from 'tap'
import { Happenings } from '../../../lib/http/control/happenings.js'
import { stage } from '../../support/realm.js'
import { asking, type Asked } from './asking.js'

interface Event {
  readonly id: number
  readonly event: string
  readonly data: any
}

/** Reads events as they come; `until` says which is the last one wanted. */
async function follow({ provider }: Asked, query = '', headers: Record<string, string> = {}) {
  const answer = await fetch(`${provider.control}/events${query}`, { headers })
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  const events: Event[] = []
  return {
    answer,
    events,
    async until(type: string): Promise<Event> {
      for (;;) {
        const found = events.find(({ event }) => event === type)
        if (found) return found
        const { value, done } = await reader.read()
        if (done) throw new Error(`the stream ended without ${type}`)
        text += value
        const blocks = text.split('\n\n')
        text = blocks.pop() ?? ''
        events.push(...blocks.flatMap(parsed))
      }
    },
    async ended(): Promise<boolean> {
      for (;;) if ((await reader.read()).done) return true
    },
    leave: () => reader.cancel(),
  }
}

function parsed(block: string): Event[] {
  const fields = Object.fromEntries(
    block.split('\n').map((line) => line.split(/: (.*)/s).slice(0, 2) as [string, string]),
  )
  return fields['event'] === undefined
    ? []
    : [{ id: Number(fields['id']), event: fields['event'], data: JSON.parse(fields['data'] ?? '') }]
}

const CC = { grant_type: 'client_credentials' }

t.test('requests, faults that fire, and what testers do are told as they happen', async (t) => {
  const asked = await asking(t)
  const stream = await follow(asked)
  t.match(stream.answer.headers.get('content-type'), /^text\/event-stream/)
  await asked.ask('POST /faults', { rule: 'token=503@1' })
  await asked.token(CC)
  await asked.ask('POST /clock/advance', { by: '1h' })
  await asked.ask('POST /realms', { id: 'other' })
  await asked.ask('GET /clock')
  await stream.until('realms')
  t.match(
    stream.events.map(({ event, data }) => [event, data]),
    [
      ['faults', { operation: 'armFault', id: 'f1', rule: 'token=503@once' }],
      ['request', { id: 'r1', endpoint: 'token', status: 503 }],
      ['fired', { fault: 'f1', request: 'r1' }],
      ['clock', { operation: 'advanceClock', offset: '1h' }],
      ['realms', { operation: 'createRealm', id: 'other' }],
    ],
  )
  t.strictSame(
    stream.events.map(({ id }) => id),
    [1, 2, 3, 4, 5],
  )
  await stream.leave()
})

t.test('verdicts are told when they are final', async (t) => {
  const asked = await asking(t)
  const stream = await follow(asked, '?only=verdict')
  await asked.ask('POST /faults', { rule: 'token=te-invalid-grant@1' })
  await asked.token(CC)
  await asked.ask('GET /verdicts?settle=true')
  t.match((await stream.until('verdict')).data, { fault: 'f1', request: 'r1' })
  await stream.leave()
})

t.test('whoever was cut off goes on after the last event it saw', async (t) => {
  const asked = await asking(t)
  const first = await follow(asked)
  await asked.token(CC)
  const { id } = await first.until('request')
  await first.leave()
  await asked.ask('POST /clock/advance', { by: '1h' })
  const second = await follow(asked, '', { 'last-event-id': String(id) })
  t.match(await second.until('clock'), { id: id + 1 })
  t.equal(second.events.length, 1)
  await second.leave()
})

t.test('without Last-Event-ID a stream begins with what happens next', async (t) => {
  const asked = await asking(t)
  const first = await follow(asked)
  await asked.token(CC)
  await first.until('request')
  const second = await follow(asked)
  await asked.ask('POST /clock/advance', { by: '1h' })
  t.match(await second.until('clock'), { id: 2 })
  t.equal(second.events.length, 1)
  await Promise.all([first.leave(), second.leave()])
})

t.test('an id that is none is refused', async (t) => {
  const { ask } = await asking(t)
  t.match(await ask('GET /events', undefined, { 'last-event-id': 'x' }), {
    status: 400,
    body: { detail: /'x' is not the id/ },
  })
})

t.test('a stream ends when the provider closes', async (t) => {
  const asked = await asking(t)
  const stream = await follow(asked)
  await asked.token(CC)
  await stream.until('request')
  const [, ended] = await Promise.all([asked.provider.close(), stream.ended()])
  t.equal(ended, true)
})

t.test('a stream of a realm ends with the realm', async (t) => {
  const asked = await asking(t)
  await asked.ask('POST /realms', { id: 'r' })
  const answer = await fetch(`${asked.provider.url}/realms/r/_mock/v1/events`)
  await asked.ask('DELETE /realms/r')
  t.match(await answer.text(), /^retry: 1000\n\n/)
})

t.test('a HEAD request gets the headers and no stream', async (t) => {
  const { provider } = await asking(t)
  const answer = await fetch(`${provider.control}/events`, { method: 'HEAD' })
  t.equal(await answer.text(), '')
})

t.test('who reads too slowly is told how much is lost', async (t) => {
  const { realm } = await stage()
  const happenings = new Happenings(realm)
  for (let n = 1; n <= 1_500; n += 1) happenings.tell('clock', { n })
  const { events, missed } = happenings.after(100)
  t.equal(missed, 400)
  t.equal(events.length, 1_000)
  t.match(happenings.after(1_499), { missed: 0, events: [{ id: 1_500 }] })
  t.match(happenings.after(9_999), { events: { length: 1_000 }, missed: 500 }, 'an id from before a restart')
})

t.test('nobody listens: nothing is kept', async (t) => {
  const { realm, token } = await stage()
  await token('grant_type=client_credentials')
  t.equal(new Happenings(realm).last, 0)
})

t.test('waiting for what happens ends with the signal', async (t) => {
  const { realm } = await stage()
  const gone = new AbortController()
  const waiting = new Happenings(realm).next(60_000, gone.signal)
  gone.abort()
  await waiting
  t.pass('it ended')
})

t.test('a reader that does not read holds nobody up', async (t) => {
  const asked = await asking(t)
  const { request } = await import('node:http')
  const slow = request(`${asked.provider.control}/events`).end()
  const [answer] = await once(slow, 'response')
  answer.pause()
  for (let n = 0; n < 50; n += 1) await asked.ask('POST /clock/advance', { by: '1s' })
  t.match(await asked.ask('GET /clock'), { status: 200 })
  slow.destroy()
})
