import t from 'tap'
import { request } from '../support/request.js'
import { spoil } from '../support/spoil.js'

t.test('hang leaves the instruction to deliver and does not act', async (t) => {
  t.match(await spoil('token=hang', request('token')), {
    delivery: { hang: true },
    content: { kind: 'empty' },
    acted: 0,
  })
})

t.test('a late hang comes after the work was done', async (t) => {
  t.match(await spoil('token=hang@late', request('token')), { delivery: { hang: true }, acted: 1 })
})
