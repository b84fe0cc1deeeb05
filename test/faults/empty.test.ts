import t from 'tap'
import { redirect } from '../../lib/protocol/messages.js'
import { request } from '../support/request.js'
import { HONEST, spoil } from '../support/spoil.js'

t.test('empty keeps status and headers and sends no byte', async (t) => {
  t.match(await spoil('token=empty', request('token')), {
    status: 200,
    headers: HONEST.headers,
    delivery: { raw: '' },
    acted: 1,
  })
})

t.test('an empty redirection ends on a blank page', async (t) => {
  const call = request('authorization')
  const honest = redirect(call, { redirect_uri: 'https://client.example/cb', response_mode: 'query', parameters: {} })
  t.match(await spoil('authorize=empty', call, honest), { status: 200, content: { kind: 'empty' } })
})
