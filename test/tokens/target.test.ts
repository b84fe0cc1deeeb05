// RFC 8707: what a token is for.

import t from 'tap'
import { SPA, WEB, claimsOf, stage } from '../support/realm.js'
import { CC, asked } from '../support/dpop.js'
import { TV, deviceStage } from '../support/device.js'

const A = 'https://a.example'
const B = 'https://b.example/mcp'
const JWT = { ...WEB, access_token: { format: 'jwt' } } as const
const API = { client_id: 'api', client_secret: 'x', resources: [A, B] }

const audOf = (body: Record<string, unknown>): unknown => claimsOf(body['access_token'] as string)['aud']

const REFUSED = [
  ['relative', '/api', 'resource-relative'],
  ['a name', 'api', 'resource-relative'],
  ['with a fragment', 'https://a.example#x', 'resource-fragment'],
  ['with an empty fragment', 'https://a.example#', 'resource-fragment'],
] as const

for (const [what, resource, reason] of REFUSED) {
  t.test(`RI-01 a resource that is ${what} is refused`, async (t) => {
    const staged = await stage()
    t.match(await asked(staged, { ...CC, resource }, undefined), {
      status: 400,
      body: { error: 'invalid_target' },
      reason,
    })
    t.match(await staged.authorize({ resource }), { told: { error: 'invalid_target', state: 'xyz' }, reason })
    const pushed = { response_type: 'code', redirect_uri: 'https://app.example/cb', resource }
    const par = await staged.ask('pushed_authorization_request', {
      headers: { authorization: 'Basic d2ViOnMzY3JldA==' },
      form: pushed,
    })
    t.match(par, { status: 400, body: { error: 'invalid_target' }, reason })
  })
}

t.test('RI-01 resource may be repeated', async (t) => {
  const { body } = await asked(await stage({ clients: [JWT] }), { ...CC, resource: [A, B, A] }, undefined)
  t.same(audOf(body), [A, B])
})

t.test('RI-01 a query and a path are part of a resource', async (t) => {
  const resource = 'https://a.example/x?tenant=1'
  t.equal(audOf((await asked(await stage({ clients: [JWT] }), { ...CC, resource }, undefined)).body), resource)
})

t.test('RI-02 what is asked for in both requests is the audience', async (t) => {
  const staged = await stage({ clients: [JWT] })
  const { body } = await staged.redeem(await staged.code({ resource: A }), { resource: A })
  t.equal(audOf(body), A)
})

t.test('RI-02 without resource in the token request it is all that was granted', async (t) => {
  const staged = await stage({ clients: [JWT] })
  t.equal(audOf((await staged.redeem(await staged.code({ resource: A }))).body), A)
  const { told } = await staged.authorize({ resource: [A, B] })
  t.same(audOf((await staged.redeem(told?.['code'] ?? '')).body), [A, B])
})

t.test('RI-02 the token request asks for a part, and the code survives a refusal', async (t) => {
  const staged = await stage({ clients: [JWT] })
  const { told } = await staged.authorize({ resource: [A, B] })
  const code = told?.['code'] ?? ''
  const other = await staged.redeem(code, { resource: 'https://c.example' })
  t.match(other, { status: 400, body: { error: 'invalid_target' }, reason: 'resource-not-in-grant' })
  const slash = await staged.redeem(code, { resource: `${A}/` })
  t.match(slash, { status: 400, body: { error: 'invalid_target' }, reason: 'resource-trailing-slash' })
  t.equal(audOf((await staged.redeem(code, { resource: B })).body), B)
})

t.test('RI-02 a resource first named in the token request is taken', async (t) => {
  const staged = await stage({ clients: [JWT] })
  t.equal(audOf((await staged.redeem(await staged.code(), { resource: A })).body), A)
})

t.test('RI-02 without any resource the audience is what it was', async (t) => {
  const staged = await stage({ clients: [JWT] })
  t.equal(audOf((await staged.redeem(await staged.code())).body), 'http://localhost:2884')
})

t.test('RI-02 once a client serves resources, others are unknown', async (t) => {
  const staged = await stage({ clients: [JWT, SPA, API] })
  t.equal(audOf((await asked(staged, { ...CC, resource: A }, undefined)).body), A)
  const unknown = { body: { error: 'invalid_target' }, reason: 'resource-unknown' }
  t.match(await asked(staged, { ...CC, resource: 'https://z.invalid/far/away' }, undefined), {
    status: 400,
    ...unknown,
  })
  t.match(await asked(staged, { ...CC, resource: 'https://aa.example' }, undefined), {
    hint: /did you mean 'https:\/\/a.example'/,
  })
  t.match(await asked(staged, { ...CC, resource: `${A}/` }, undefined), {
    body: { error: 'invalid_target' },
    reason: 'resource-trailing-slash',
  })
  t.match(await staged.authorize({ resource: 'https://z.invalid/far/away' }), {
    told: { error: 'invalid_target' },
    reason: 'resource-unknown',
  })
  t.equal(
    (await asked(staged, { ...CC, resource: 'http://localhost:2884/_mock/resource' }, undefined)).status,
    200,
    'our own is known',
  )
})

t.test('RI-02 introspection by the resource server sees its audience', async (t) => {
  const staged = await stage({ clients: [WEB, API] })
  const token = (await asked(staged, { ...CC, resource: B }, undefined)).body['access_token'] as string
  const headers = { authorization: `Basic ${btoa('api:x')}` }
  t.match((await staged.ask('introspection', { headers, form: { token } })).body, { active: true, aud: B })
})

t.test('RI-02 a device asks for its resources beforehand', async (t) => {
  const { begin, decide, poll } = await deviceStage({ clients: [{ ...TV, access_token: { format: 'jwt' } }] })
  const { body } = await begin({ resource: A })
  await decide(body['user_code'] as string, 'approve')
  t.equal(audOf((await poll(body['device_code'] as string)).body), A)
  t.match(await begin({ resource: 'x' }), { status: 400, body: { error: 'invalid_target' } })
})

t.test('RI-03 a refresh token covers all that was granted, each access token what was asked', async (t) => {
  const staged = await stage({ clients: [JWT] })
  const { told } = await staged.authorize({ resource: [A, B] })
  const first = (await staged.redeem(told?.['code'] ?? '', { resource: A })).body
  t.equal(audOf(first), A)
  const second = (await staged.refresh(first['refresh_token'] as string, { resource: B })).body
  t.equal(audOf(second), B)
  const third = (await staged.refresh(second['refresh_token'] as string)).body
  t.same(audOf(third), [A, B])
  const beyond = await staged.refresh(third['refresh_token'] as string, { resource: 'https://c.example' })
  t.match(beyond, { status: 400, body: { error: 'invalid_target' }, reason: 'resource-not-in-grant' })
  t.equal((await staged.refresh(third['refresh_token'] as string)).status, 200, 'a refusal does not spend it')
})

t.test('RI-03 a refresh token that covers none in particular stays so', async (t) => {
  const staged = await stage({ clients: [JWT] })
  let token = (await staged.tokens())['refresh_token'] as string
  for (const resource of [A, B]) {
    const { body } = await staged.refresh(token, { resource })
    t.equal(audOf(body), resource)
    token = body['refresh_token'] as string
  }
})
