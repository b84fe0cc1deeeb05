import t, { type Test } from 'tap'
import { TV, deviceStage, type Device } from '../../support/device.js'
import { ALICE, type Answer } from '../../support/realm.js'
import { eachRow, wired } from '../../support/rows.js'

async function on(rule: string): Promise<Device> {
  const device = await deviceStage({ clients: [TV], users: [ALICE] })
  device.realm.faults.arm(rule)
  return device
}

/** A device whose user has approved it already. */
async function approved(rule: string) {
  const device = await on(rule)
  const { body } = await device.begin()
  await device.decide(String(body['user_code']), 'approve')
  return { device, code: String(body['device_code']) }
}

/** The answers to so many polls, each in time. */
async function polls(rule: string, count: number): Promise<readonly string[]> {
  const { device, code } = await approved(rule)
  return device.polls(code, ...Array.from({ length: count }, () => 6))
}

const begun = async (rule: string): Promise<Record<string, unknown>> => wired(await (await on(rule)).begin()).json

const without = (member: string) => async (t: Test, rule: string) => {
  const members = await begun(rule)
  t.notOk(member in members)
  t.equal(Object.keys(members).length, 5)
}

const interval = (value: unknown) => async (t: Test, rule: string) => t.equal((await begun(rule))['interval'], value)

eachRow(t, ['dev'], {
  async 'dev-pending-n'(t, rule) {
    t.strictSame(await polls(`${rule}:3`, 4), [...Array(3).fill('400 authorization_pending'), 'tokens'])
    t.strictSame(await polls(rule, 4), Array(4).fill('400 authorization_pending'))
  },
  async 'dev-slow-down'(t, rule) {
    t.strictSame(await polls(rule, 3), ['400 slow_down', '400 slow_down', 'tokens'])
  },
  async 'dev-slow-down-forever'(t, rule) {
    t.strictSame(await polls(rule, 4), Array(4).fill('400 slow_down'))
  },
  async 'dev-expired-token'(t, rule) {
    t.strictSame(await polls(rule, 2), Array(2).fill('400 expired_token'))
  },
  async 'dev-access-denied'(t, rule) {
    t.strictSame(await polls(rule, 2), Array(2).fill('400 access_denied'))
  },
  'dev-interval-absent': without('interval'),
  'dev-interval-zero': interval(0),
  'dev-interval-string': interval('5'),
  'dev-interval-huge': interval(86_400),
  'dev-interval-negative': interval(-5),
  'dev-interval-long': interval(31),
  async 'dev-timeout'(t, rule) {
    const { device, code } = await approved(rule)
    t.strictSame((await device.poll(code)).reply.delivery, { hang: true })
    t.equal(
      (await device.token({ grant_type: 'refresh_token', refresh_token: 'x' })).status,
      400,
      'a refresh is answered',
    )
  },
  async 'dev-non-json-error'(t, rule) {
    const { device, code } = await approved(rule)
    const { status, text } = wired(await device.poll(code))
    t.equal(status, 502)
    t.match(text, /^<!doctype html>/i)
  },
  'dev-no-complete-uri': without('verification_uri_complete'),
  'dev-missing-device-code': without('device_code'),
  'dev-missing-user-code': without('user_code'),
  'dev-missing-verification-uri': without('verification_uri'),
  'dev-missing-expires-in': without('expires_in'),
  async 'dev-legacy-verification-url'(t, rule) {
    const members = await begun(rule)
    t.match(members, { verification_url: /^http.*device$/, verification_uri: undefined })
  },
  async 'dev-approved-late'(t, rule) {
    const device = await on(rule)
    const { body } = await device.begin()
    const code = String(body['device_code'])
    const lifetime = Number(body['expires_in'])
    t.strictSame(await device.polls(code, 6, lifetime - 8), Array(2).fill('400 authorization_pending'))
    t.strictSame(await device.polls(code, 1), ['tokens'])
  },
})

t.test('without a rule an approved device gets its tokens, and six members at first', async (t) => {
  const { device, code } = await approved('device=slow:1ms@999')
  t.strictSame(await device.polls(code, 6), ['tokens'])
  const first: Answer = await device.begin()
  t.equal(Object.keys(wired(first).json).length, 6)
})
