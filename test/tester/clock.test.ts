// The clock through the library.

import t from 'tap'
import { failureOf, provided } from '../support/story.js'
import { WHOLE, each, loggedIn, own } from '../support/testers.js'

const NOON = Date.parse('2030-01-01T12:00:00Z')
const frozen = (at: number) => ({ now: at, mode: 'frozen', rate: 0 })

for (const [form, at] of Object.entries({ number: NOON, Date: new Date(NOON), text: '2030-01-01T12:00:00Z' })) {
  each(t, WHOLE, `freeze and set take a time as ${form}`, async (t, { provider: { clock } }) => {
    t.match(await clock.freeze(at), frozen(NOON))
    await clock.advance('1h')
    t.match(await clock.set(at), frozen(NOON))
    t.equal(await clock.now(), NOON)
  })
}

each(t, WHOLE, 'advance takes a duration or milliseconds', async (t, { provider: { clock } }) => {
  await clock.freeze(NOON)
  t.match(await clock.advance('1h30m'), frozen(NOON + 5_400_000))
  t.match(await clock.advance(500), frozen(NOON + 5_400_500))
})

each(t, WHOLE, 'advance tells what is over', async (t, held) => {
  await own(held)
  t.match(await held.provider.clock.advance('59m'), { expired: { access_tokens: 0 } })
  t.match(await held.provider.clock.advance('1m'), { expired: { access_tokens: 1 } })
})

each(t, WHOLE, 'an access token is over after its hour', async (t, held) => {
  const { access_token } = await loggedIn(held)
  const userinfo = async () =>
    (await fetch(`${held.provider.url}/userinfo`, { headers: { authorization: `Bearer ${access_token}` } })).status
  t.equal(await userinfo(), 200)
  await held.provider.clock.advance('1h')
  t.equal(await userinfo(), 401)
})

each(t, WHOLE, 'resume, scale and reset', async (t, { provider: { clock } }) => {
  await clock.freeze(NOON)
  t.match(await clock.scale(60), { mode: 'scaled', rate: 60 })
  t.match(await clock.resume(), { mode: 'offset', rate: 1 })
  t.match(await clock.reset(), { mode: 'system', offset: 0 })
})

each(t, WHOLE, 'an offset behind real time is below zero', async (t, { provider: { clock } }) => {
  await clock.set(Date.now() - 86_400_000)
  const { mode, offset } = await clock.read()
  t.equal(mode, 'offset')
  t.ok(offset < -86_000_000 && offset > -87_000_000, `${offset}`)
})

for (const [sentence, move, message] of [
  ['to go back', 'advance -1', /below zero/],
  ['what is no duration', 'advance tomorrow', /"tomorrow" is not a duration; write/],
  ['what is no time', 'set noon', /'noon' is not a time; write 2030/],
] as const) {
  each(t, WHOLE, `it refuses ${sentence}, with what to write`, async (t, { provider: { clock } }) => {
    const [verb, by = ''] = move.split(' ')
    const error = await failureOf(verb === 'set' ? clock.set(by) : clock.advance(by === '-1' ? -1 : by))
    t.match(error, { name: 'ControlError', status: 400, message })
    t.notMatch(error.message, /\n\s+at /)
  })
}

t.test('a move that is not awaited counts for the request that follows', async (t) => {
  const provider = await provided(t)
  const held = { provider, headers: {} }
  const { access_token } = await loggedIn(held)
  void provider.clock.advance('1h')
  void provider.fail('token=503')
  const answer = await fetch(`${provider.url}/userinfo`, { headers: { authorization: `Bearer ${access_token}` } })
  t.equal(answer.status, 401)
  t.equal((await own(held)).http, 503)
})

t.test('realms have clocks of their own', async (t) => {
  const provider = await provided(t)
  const [one, two] = [await provider.realm({ clock: 'frozen:2030-01-01T12:00:00Z' }), await provider.realm()]
  await two.clock.freeze('2031-01-01T00:00:00Z')
  t.equal(await one.clock.now(), NOON)
  t.match(await provider.clock.read(), { mode: 'system' })
})
