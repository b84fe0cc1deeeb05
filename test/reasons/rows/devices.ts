// Devices that poll, and the page where their users decide.

import { DEVICE_CODE } from '../../support/device.js'
import { BASIC, SPA, WEB } from '../../support/realm.js'
import type { Answer, Staged } from '../../support/realm.js'
import type { Rows } from '../row.js'

const TV = {
  clients: [
    { ...WEB, grant_types: [DEVICE_CODE] },
    { ...SPA, grant_types: [DEVICE_CODE] },
  ],
}

async function begun({ ask }: Staged): Promise<Record<string, string>> {
  const { body } = await ask('device_authorization', { headers: { authorization: BASIC }, form: { scope: 'openid' } })
  return body as Record<string, string>
}

const poll = ({ token }: Staged, device_code = ''): Promise<Answer> => token({ grant_type: DEVICE_CODE, device_code })

async function decide(at: Staged, user_code = '', decision = 'approve'): Promise<void> {
  const { page } = await at.ask('device', { form: { user_code } })
  const interaction = page?.name === 'device' && page.shown.step === 'decide' ? page.shown.interaction : ''
  await at.ask('device', { form: { interaction, decision } })
}

export const DEVICES: Rows = {
  'device-code-unknown': [(at) => poll(at, 'never-issued'), 'did not issue', "'never-issued'", TV],
  'device-code-other-client': [
    async (at) => {
      const { device_code = '' } = await begun(at)
      await at.token({ grant_type: DEVICE_CODE, device_code, client_id: 'spa' }, { headers: {} })
    },
    "'web'",
    "'spa'",
    TV,
  ],
  'device-code-pending': [async (at) => poll(at, (await begun(at))['device_code']), 'poll 1', 'in 5 s', TV],
  'device-code-polled-early': [
    async (at) => {
      const { device_code } = await begun(at)
      await poll(at, device_code)
      at.advance(2)
      await poll(at, device_code)
    },
    '2s after',
    'interval is 10 s',
    TV,
  ],
  'poll-faster-than-interval': [
    async (at) => {
      const { device_code, user_code } = await begun(at)
      await poll(at, device_code)
      await decide(at, user_code)
      at.advance(2)
      await poll(at, device_code)
    },
    '2s after',
    'the interval is',
    TV,
  ],
  'device-code-denied': [
    async (at) => {
      const { device_code, user_code } = await begun(at)
      await decide(at, user_code, 'deny')
      await poll(at, device_code)
    },
    'was denied',
    'the user refused',
    TV,
  ],
  'device-code-used': [
    async (at) => {
      const { device_code, user_code } = await begun(at)
      await decide(at, user_code)
      await poll(at, device_code)
      at.advance(7)
      await poll(at, device_code)
    },
    '7s earlier',
    'works once',
    TV,
  ],
  'device-code-expired': [
    async (at) => {
      const { device_code } = await begun(at)
      at.advance(960)
      await poll(at, device_code)
    },
    'expired 1m ago',
    '15m',
    TV,
  ],
  'user-code-unknown': [(at) => at.ask('device', { form: { user_code: 'BBBB-BBBB' } }), "'BBBB-BBBB'", 'No device', TV],
  'user-code-over': [
    async (at) => {
      const { user_code = '' } = await begun(at)
      at.advance(960)
      await at.ask('device', { form: { user_code } })
    },
    '-',
    'has expired',
    TV,
  ],
  'device-denied': [
    async (at) => decide(at, (await begun(at))['user_code'], 'deny'),
    'the user refused',
    'verification page',
    TV,
  ],
}
