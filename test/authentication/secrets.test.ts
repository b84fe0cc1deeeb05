// Several secrets of one client, as while one replaces another.

import t from 'tap'
import { WEB, stage } from '../support/realm.js'
import type { Answer } from '../support/realm.js'
import { basic } from '../support/request.js'

const CLIENT = { ...WEB, client_secrets: [{ value: 'old+s3cret', expires_at: '2030-01-01T00:01:00Z' }] }

const scene = () => stage({ clients: [CLIENT] })
const headers = (secret: string) => ({ headers: { authorization: basic('web', secret) } })
const CC = { grant_type: 'client_credentials' }

t.test('CA-12 every secret that has not expired authenticates the client', async (t) => {
  const { token } = await scene()
  for (const secret of ['s3cret', 'old+s3cret']) t.equal((await token(CC, headers(secret))).status, 200, secret)
})

t.test('CA-12 the old secret stops at its expiry, and the refusal says that it was replaced', async (t) => {
  const { token, advance } = await scene()
  advance(59)
  t.equal((await token(CC, headers('old+s3cret'))).status, 200)
  advance(1)
  const answer: Answer = await token(CC, headers('old+s3cret'))
  t.match(answer, {
    status: 401,
    body: { error: 'invalid_client' },
    reason: 'secret-rotated',
    hint: /expired 0 s ago; a newer one has taken its place/,
  })
  t.equal((await token(CC, headers('s3cret'))).status, 200)
})

t.test('CA-12 a client may have only such secrets', async (t) => {
  const { client_secret: _, ...rest } = WEB
  const { token } = await stage({ clients: [{ ...rest, client_secrets: [{ value: 'a' }, { value: 'b' }] }] })
  for (const secret of ['a', 'b']) t.equal((await token(CC, headers(secret))).status, 200, secret)
  t.match(await token(CC, headers('')), { status: 401, reason: 'secret-wrong' })
})

t.test('CA-12 the usual mistakes are found in each of them', async (t) => {
  const { token } = await scene()
  t.match(await token(CC, headers('old+s3cret\n')), { reason: 'secret-trailing-newline' })
  const raw = `Basic ${Buffer.from('web:old+s3cret').toString('base64')}`
  t.match(await token(CC, { headers: { authorization: raw } }), { status: 200, warnings: ['basic-not-form-encoded'] })
})
