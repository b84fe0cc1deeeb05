import t from 'tap'
import { request } from '../support/request.js'
import { spoil } from '../support/spoil.js'

t.test('html is a page with status 200 in place of the answer, which names its rule', async (t) => {
  t.match(await spoil('token+client:a%3Cb=html', request('token', { form: { client_id: 'a<b' } })), {
    status: 200,
    content: { kind: 'text', media_type: 'text/html; charset=utf-8', text: /fault f1: token\+client:a%3Cb=html</ },
    acted: 0,
  })
})
