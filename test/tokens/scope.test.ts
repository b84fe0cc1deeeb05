// RFC 6749 §3.3.

import t from 'tap'
import { WEB, stage } from '../support/realm.js'

const CC = { grant_type: 'client_credentials' }

t.test('a scope outside the grammar is named as such', async (t) => {
  const { token } = await stage()
  t.match(await token({ ...CC, scope: '  ' }), { status: 400, body: { error: 'invalid_scope' }, reason: 'scope-blank' })
  for (const scope of ['a"b', 'a\\b', 'é', 'read\ttab']) {
    t.match(await token({ ...CC, scope }), { body: { error: 'invalid_scope' }, reason: 'scope-malformed' }, scope)
  }
})

t.test('a client without a scope of its own may ask for anything', async (t) => {
  const { token } = await stage({ clients: [{ ...WEB, scope: undefined, default_scope: undefined } as never] })
  t.equal((await token({ ...CC, scope: 'made:up __proto__' })).body['scope'], 'made:up __proto__')
  t.notOk('scope' in (await token(CC)).body)
})

t.test('the usual mistakes are named', async (t) => {
  const { token } = await stage()
  const mistakes = {
    'read,write': 'scope-comma-separated',
    'read+write': 'scope-comma-separated',
    READ: 'scope-case',
    other: 'scope-not-for-client',
  }
  for (const [scope, reason] of Object.entries(mistakes)) t.match(await token({ ...CC, scope }), { reason }, scope)
})
