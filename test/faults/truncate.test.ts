import t from 'tap'
import { request } from '../support/request.js'
import { HONEST, spoil } from '../support/spoil.js'

t.test('truncate keeps the honest reply and sends half of its body', async (t) => {
  t.match(await spoil('token=truncate', request('token')), {
    status: 200,
    content: HONEST.content,
    delivery: { truncate: 0.5 },
    acted: 1,
  })
})

t.test('truncate takes the share of the body that is sent', async (t) => {
  t.equal((await spoil('token=truncate:0.9', request('token'))).delivery?.truncate, 0.9)
})
