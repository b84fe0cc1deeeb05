// With no client configured identity is open: anything goes on this machine, and the journal says what would not elsewhere.

import t from 'tap'
import { stage } from '../support/realm.js'

const any = { client_id: 'whoever', redirect_uri: 'http://localhost:3000/anything', scope: 'openid made:up' }

t.test('any client_id, any scope and any loopback redirect_uri are taken, with warnings', async (t) => {
  const { authorize } = await stage({ clients: [] })
  for (const redirect_uri of ['http://localhost:3000/x', 'http://127.0.0.1/', 'http://[::1]:9/?a=b']) {
    const { told, warnings } = await authorize({ ...any, redirect_uri })
    t.ok(told?.['code'], redirect_uri)
    t.same(warnings, ['redirect-uri-unregistered'])
  }
})

t.test('a redirect_uri beyond this machine would make an open redirector, and is refused', async (t) => {
  const { authorize } = await stage({ clients: [] })
  const foreign = [
    'https://app.example/cb',
    'http://localhost.evil.example/',
    'http://localhost@evil.example/',
    'http://127.0.0.1:80@evil.example/',
    'javascript:alert(1)',
    'http://localhost/#x',
    '//localhost/',
    'com.example.app:/cb',
    'http://localhost\\@evil.example/',
    'http://localhost:99999/',
  ]
  for (const redirect_uri of foreign) {
    t.match(
      await authorize({ ...any, redirect_uri }),
      { status: 400, location: undefined, reason: 'redirect-uri-not-loopback' },
      redirect_uri,
    )
  }
})

t.test('the rules of OAuth hold all the same', async (t) => {
  const { authorize, token, advance } = await stage({ clients: [] })
  const { told } = await authorize(any)
  const form = {
    grant_type: 'authorization_code',
    code: told!['code'],
    redirect_uri: any.redirect_uri,
    client_id: 'whoever',
  }
  t.match(await token({ ...form, client_id: 'someone-else' }, { headers: {} }), { reason: 'code-other-client' })
  t.match(await token({ ...form, redirect_uri: 'http://localhost:3000/' }, { headers: {} }), {
    body: { error: 'invalid_grant' },
  })
  advance(600)
  t.match(await token(form, { headers: {} }), { reason: 'code-expired' })
})

t.test('with one client configured the others are unknown', async (t) => {
  t.match(await (await stage()).authorize(any), { status: 400, reason: 'client-unknown' })
})
