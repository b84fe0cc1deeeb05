import t from 'tap'
import { request } from '../support/request.js'
import { HONEST, spoil } from '../support/spoil.js'

t.test('badjson keeps status and content and puts something in its place that no parser takes', async (t) => {
  const reply = await spoil('token=badjson', request('token'))
  t.match(reply, { status: 200, content: HONEST.content, headers: HONEST.headers, acted: 1 })
  t.throws(() => JSON.parse(reply.delivery?.raw ?? '{}'), SyntaxError)
})
