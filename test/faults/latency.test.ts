import t from 'tap'
import { request } from '../support/request.js'
import { HONEST, spoil } from '../support/spoil.js'

t.test('slow leaves the honest reply as it is, only later', async (t) => {
  const reply = await spoil('token=slow:250ms', request('token'))
  t.match(reply, { status: 200, content: HONEST.content, delivery: { delay: 250 }, acted: 1 })
})

t.test('a range delays by something between its ends', async (t) => {
  const delay = (await spoil('token=slow:1s..2s', request('token'))).delivery?.delay ?? 0
  t.ok(delay >= 1000 && delay <= 2000, String(delay))
})

t.test('slow adds to a delay that is there already', async (t) => {
  const late = { ...HONEST, delivery: { delay: 100 } }
  t.equal((await spoil('token=slow:1s', request('token'), late)).delivery?.delay, 1100)
})

t.test('delays never add up to more than a day, where timers would overflow', async (t) => {
  const late = { ...HONEST, delivery: { delay: 86_000_000 } }
  t.equal((await spoil('token=slow:1d', request('token'), late)).delivery?.delay, 86_400_000)
})
