// RFC 8628 §3.4, §3.5. Every number of seconds is the distance from the poll before.

import t from 'tap'
import { DEVICE_CODE, PENDING, SLOW_DOWN, TV, deviceStage } from '../support/device.js'
import type { Device } from '../support/device.js'
import { NOW, SPA, claimsOf } from '../support/realm.js'
import { basic } from '../support/request.js'

async function begun(
  fixtures: Parameters<typeof deviceStage>[0] = {},
  scope = 'openid email',
): Promise<Device & { device_code: string; user_code: string }> {
  const device = await deviceStage(fixtures)
  const { device_code, user_code } = (await device.begin({ scope })).body as { device_code: string; user_code: string }
  return { ...device, device_code, user_code }
}

t.test('DF-02 polls five seconds apart are in time, the first one at once', async (t) => {
  const { polls, device_code } = await begun()
  t.strictSame(await polls(device_code, 0, 5, 5), [PENDING, PENDING, PENDING])
})

t.test('DF-02 a poll after one second is told to slow down', async (t) => {
  const { polls, device_code } = await begun()
  t.strictSame(await polls(device_code, 0, 1), [PENDING, SLOW_DOWN])
})

t.test('DF-02 the interval holds for each device code by itself', async (t) => {
  const { begin, polls, device_code } = await begun()
  const other = (await begin()).body['device_code'] as string
  t.strictSame(await polls(device_code, 0), [PENDING])
  t.strictSame(await polls(other, 1), [PENDING])
})

t.test('DF-02 the interval is the one of the fixtures', async (t) => {
  const { polls, device_code } = await begun({ device: { interval: 1 } })
  t.strictSame(await polls(device_code, 0, 1, 0.5), [PENDING, PENDING, SLOW_DOWN])
})

t.test('DF-03 slow_down adds five seconds each time, for good', async (t) => {
  const { polls, device_code } = await begun()
  // Reference 0. At 1 s the interval becomes 10, at 2 s 15: 14 s are early still (20 now), 20 s are not.
  t.strictSame(await polls(device_code, 0, 1, 1, 12, 6), [PENDING, SLOW_DOWN, SLOW_DOWN, SLOW_DOWN, PENDING])
  t.strictSame(await polls(device_code, 19, 20), [SLOW_DOWN, PENDING], 'remembered, and 25 by now')
})

t.test('DF-03 a refusal says how long to wait', async (t) => {
  const { poll, polls, device_code } = await begun()
  t.match(await poll(device_code), { reason: 'device-code-pending', hint: /the next one is due in 5 s/ })
  t.match(await poll(device_code), { reason: 'device-code-polled-early', hint: /the interval is 10 s now/ })
  t.strictSame(await polls(device_code, 10), [PENDING])
})

t.test('DF-03 a denied device gets access_denied with 400, at every poll', async (t) => {
  const { decide, poll, device_code, user_code } = await begun()
  await decide(user_code, 'deny')
  for (let i = 0; i < 2; i += 1) {
    t.match(await poll(device_code), {
      status: 400,
      body: { error: 'access_denied' },
      reason: 'device-code-denied',
      hint: /refused/,
    })
  }
})

t.test('DF-03 an expired device code gets expired_token, approved or not', async (t) => {
  const { decide, poll, polls, advance, device_code, user_code } = await begun()
  advance(899)
  t.strictSame(await polls(device_code, 0), [PENDING])
  await decide(user_code, 'approve')
  advance(1)
  t.match(await poll(device_code), {
    status: 400,
    body: { error: 'expired_token' },
    reason: 'device-code-expired',
    hint: /lived 15m/,
  })
})

t.test('DF-04 an early poll does not move the time that the interval counts from', async (t) => {
  const { polls, device_code } = await begun()
  t.strictSame(
    await polls(device_code, 0, 4, 6),
    [PENDING, SLOW_DOWN, PENDING],
    '10 s after the first poll, 6 s after the early one',
  )
})

t.test(
  'DF-04 steady polls never starve: not at the interval, and not below it once the user has approved',
  async (t) => {
    const steady = await begun()
    t.strictSame(
      new Set(await steady.polls(steady.device_code, ...Array.from({ length: 50 }, () => 5))),
      new Set([PENDING]),
    )
    const hasty = await begun()
    await hasty.polls(hasty.device_code, 0, 1, 1, 1, 1)
    await hasty.decide(hasty.user_code, 'approve')
    t.strictSame(await hasty.polls(hasty.device_code, 1), ['tokens'], 'slow_down means still pending, and this is not')
  },
)

t.test('an early poll that gets its tokens is noted', async (t) => {
  const { poll, decide, device_code, user_code } = await begun()
  await poll(device_code)
  await decide(user_code, 'approve')
  t.match((await poll(device_code)).warnings, ['poll-faster-than-interval'])
})

t.test('DF-05 an approved device gets the tokens of who approved, once', async (t) => {
  const { decide, poll, userinfo, advance, device_code, user_code } = await begun()
  advance(7)
  await decide(user_code, 'approve')
  advance(60)
  const { status, body } = await poll(device_code)
  t.match([status, body], [200, { token_type: 'Bearer', scope: 'openid email', refresh_token: String }])
  t.match(claimsOf(body['id_token'] as string), { sub: 'alice', aud: 'web', auth_time: NOW + 7, iat: NOW + 67 })
  t.match((await userinfo(body['access_token'] as string)).body, { sub: 'alice', email: 'alice@example.com' })
  t.match(await poll(device_code), {
    status: 400,
    body: { error: 'invalid_grant' },
    reason: 'device-code-used',
    hint: /works once/,
  })
})

t.test('DF-05 of twenty polls at once one gets tokens', async (t) => {
  const { decide, poll, device_code, user_code } = await begun()
  await decide(user_code, 'approve')
  const answers = await Promise.all(Array.from({ length: 20 }, () => poll(device_code)))
  t.equal(answers.filter(({ status }) => status === 200).length, 1)
  t.strictSame(
    new Set(answers.filter(({ status }) => status !== 200).map(({ body }) => body['error'])),
    new Set(['invalid_grant']),
  )
})

t.test('DF-05 a device code is bound to its client', async (t) => {
  const clients = [TV, { ...TV, client_id: 'other', client_secret: 'x' }] as never
  const { poll, polls, device_code } = await begun({ clients })
  const answer = await poll(device_code, { headers: { authorization: basic('other', 'x') } })
  t.match(answer, { status: 400, body: { error: 'invalid_grant' }, reason: 'device-code-other-client' })
  t.strictSame(await polls(device_code, 0), [PENDING], 'and its poll counted for nothing')
})

t.test('a value that is no device code is named for what it is', async (t) => {
  const { token, begin, redeem, poll, user_code } = await begun({
    clients: [{ ...TV, grant_types: [DEVICE_CODE, 'authorization_code', 'refresh_token'] }, SPA] as never,
  })
  t.match(await poll('nonsense'), { status: 400, body: { error: 'invalid_grant' }, reason: 'device-code-unknown' })
  t.match(await poll(user_code), { reason: 'device-code-unknown' })
  t.match(await redeem((await begin()).body['device_code'] as string), { reason: 'code-is-device-code' })
  t.match(await token({ grant_type: DEVICE_CODE }), {
    status: 400,
    body: { error: 'invalid_request' },
    hint: /missing device_code/,
  })
})

t.test('a device code is no token: it is inactive, and opens nothing', async (t) => {
  const { introspect, userinfo, device_code } = await begun()
  t.strictSame((await introspect(device_code)).body, { active: false })
  t.match(await userinfo(device_code), { status: 401, reason: 'token-is-device-code' })
})

t.test('a refresh token comes along as with other grants', async (t) => {
  const { decide, poll, refresh, device_code, user_code } = await begun()
  await decide(user_code, 'approve')
  const { refresh_token } = (await poll(device_code)).body as { refresh_token: string }
  t.match(await refresh(refresh_token), { status: 200, body: { scope: 'openid email' } })
})

t.test('DF-07 approve_after approves by itself, after as many pending polls', async (t) => {
  const { polls, device_code } = await begun({ device: { approve_after: 3 } })
  t.strictSame(await polls(device_code, 0, 5, 5, 5), [PENDING, PENDING, PENDING, 'tokens'])
  const at_once = await begun({ device: { approve_after: 0 } })
  t.strictSame(await at_once.polls(at_once.device_code, 0), ['tokens'])
})

t.test(
  'DF-07 approve_after approves for the first user, whom the login mode names, or whom the fixtures do',
  async (t) => {
    const who = async (fixtures: object): Promise<string> => {
      const { poll, device_code } = await begun({ ...fixtures })
      return claimsOf((await poll(device_code)).body['id_token'] as string)['sub'] as string
    }
    t.equal(await who({ device: { approve_after: 0 } }), 'alice')
    t.equal(await who({ device: { approve_after: 0 }, login: 'auto:bob' }), 'bob')
    t.equal(await who({ device: { approve_after: 0, user: 'bob' }, login: 'picker' }), 'bob')
  },
)

t.test('DF-07 deny_after denies by itself', async (t) => {
  const { polls, device_code } = await begun({ device: { deny_after: 1 } })
  t.strictSame(await polls(device_code, 0, 5), [PENDING, '400 access_denied'])
})

t.test('a reset forgets devices', async (t) => {
  const { realm, poll, device_code } = await begun()
  await realm.reset()
  t.strictSame(realm.server.devices.pending(), [])
  t.match(await poll(device_code), { reason: 'device-code-unknown' })
})
