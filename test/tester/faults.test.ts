// Fault rules through the library: the same in process, over HTTP, in a realm and under a tag.

import t from 'tap'
import { RuleError } from '../../lib/index.js'
import { failureOf, provided } from '../support/story.js'
import { ALL, TAGGED, WHOLE, each, own } from '../support/testers.js'

each(t, ALL, 'a rule spoils requests until it is cleared', async (t, held) => {
  const fault = await held.provider.fail('token=503')
  t.match(fault, { id: /^f\d+$/, rule: /^token.*=503$/, explain: /503/, rules: [{ id: fault.id }] })
  t.equal((await own(held)).http, 503)
  await fault.clear()
  t.equal((await own(held)).http, 200)
  await fault.clear()
})

each(t, ALL, 'a rule tells how often it matched and fired', async (t, held) => {
  const fault = await held.provider.fail('token=503@2')
  for (const http of [200, 503, 200]) t.equal((await own(held)).http, http)
  t.match(await fault.read(), [{ matched: 3, fired: 1 }])
})

each(t, ALL, 'await using takes a rule back at the end of the block', async (t, held) => {
  {
    await using _fault = await held.provider.fail('token=503')
    t.equal((await own(held)).http, 503)
  }
  t.strictSame(await held.provider.faults.list(), [])
})

each(t, ALL, 'rules are armed all or none', async (t, held) => {
  const error = await failureOf(held.provider.fail('token=503', 'token=invalid_grand'))
  t.ok(error instanceof RuleError)
  t.strictSame(await held.provider.faults.list(), [])
  t.equal((await held.provider.fail('token=503', 'jwks=500')).rules.length, 2)
})

each(t, WHOLE, 'a mistake in a rule comes back as the grammar told it', async (t, { provider }) => {
  const text = 'userinfo=invalid_grant'
  const error = await failureOf(provider.fail(text))
  t.match(error, { name: 'RuleError', text, offset: 9, length: 13, reason: /userinfo/, hint: /error:invalid_grant/ })
  t.equal(error.message.split('\n')[2].trim(), '^'.repeat(13))
})

each(t, ALL, 'a rule may be spelled out as an object', async (t, held) => {
  await held.provider.fail({
    match: { point: 'token', part: 'cc' },
    do: { status: 503 },
    when: { nth: 1 },
    note: 'down',
  })
  t.match(await held.provider.faults.list(), [{ note: 'down', rule: /^token\.cc.*=503@once$/ }])
  t.strictSame([(await own(held)).http, (await own(held)).http], [503, 200])
})

each(t, WHOLE, 'explain says in English what a rule does and arms nothing', async (t, { provider }) => {
  t.match(await provider.faults.explain('token=503@2'), /503/)
  t.strictSame(await provider.faults.list(), [])
  t.ok((await failureOf(provider.faults.explain('tokn=503'))) instanceof RuleError)
})

each(t, WHOLE, 'remove takes one rule, clear all of them', async (t, { provider }) => {
  const { id } = await provider.fail('token=503')
  await provider.fail('jwks=500', 'userinfo=500')
  await provider.faults.remove(id)
  t.equal((await provider.faults.list()).length, 2)
  t.match(await failureOf(provider.faults.remove(id)), {
    name: 'ControlError',
    status: 404,
    message: /no fault has the id/,
  })
  await provider.faults.clear()
  t.strictSame(await provider.faults.list(), [])
})

each(t, TAGGED, 'a rule leaves requests without the tag alone', async (t, held) => {
  await held.provider.fail('token=503')
  t.equal((await own({ ...held, headers: {} })).http, 200)
  t.equal((await own({ ...held, headers: { 'mock-oauth2-tag': 'other' } })).http, 200)
  t.equal((await own(held)).http, 503)
})

t.test('closing a tag takes its rules back and leaves the others', async (t) => {
  const provider = await provided(t)
  await provider.fail('jwks=500')
  const tag = provider.tag('a/b+c')
  await tag.fail('token=503', 'token.cc=503')
  t.equal((await tag.faults.list()).length, 2)
  await tag.close()
  t.match(await provider.faults.list(), [{ rule: 'jwks=500' }])
  t.equal((await provider.faults.list()).length, 1)
})

t.test('two realms have rules of their own', async (t) => {
  const provider = await provided(t)
  const [one, two] = [await provider.realm(), await provider.realm({ faults: ['token=500'] })]
  await one.fail('token=503')
  const statuses = [provider, one, two].map(async (each) => (await own({ provider: each, headers: {} })).http)
  t.strictSame(await Promise.all(statuses), [200, 503, 500])
})
