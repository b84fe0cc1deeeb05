import t from 'tap'
import { request } from '../support/request.js'
import { spoil } from '../support/spoil.js'

t.test('reset leaves the instruction to deliver and does not act', async (t) => {
  t.match(await spoil('token=reset', request('token')), {
    delivery: { reset: true },
    content: { kind: 'empty' },
    acted: 0,
  })
})

t.test('a late reset comes after the work was done', async (t) => {
  t.match(await spoil('token=reset@late', request('token')), { delivery: { reset: true }, acted: 1 })
})
