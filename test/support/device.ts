// A device that speaks RFC 8628 to a staged realm.

import type { Fixtures } from '../../lib/fixtures/types.js'
import type { DevicePage } from '../../lib/protocol/messages.js'
import { ALICE, BASIC, BOB, SPA, WEB, stage } from './realm.js'
import type { Answer, Staged } from './realm.js'
import type { Given } from './request.js'

export const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code'

export const TV = { ...WEB, client_name: 'The TV', grant_types: [DEVICE_CODE, 'refresh_token'] } as const

export interface Device extends Staged {
  /** Authenticated as TV by Basic unless `given` says otherwise. */
  begin(form?: Record<string, string>, given?: Given): Promise<Answer>
  poll(device_code: string, given?: Given): Promise<Answer>
  /** The answers of polls, each after as many seconds as it says, as error codes; `tokens` for a success. */
  polls(device_code: string, ...seconds: readonly number[]): Promise<readonly string[]>
  /** Posts a form of the verification page. */
  visit(form: Record<string, string>, given?: Given): Promise<Answer>
  /** From the code to the decision, with login mode auto. */
  decide(user_code: string, decision: 'approve' | 'deny'): Promise<Answer>
}

export async function deviceStage(fixtures: Fixtures = {}): Promise<Device> {
  const staged = await stage({ clients: [TV, SPA], users: [ALICE, BOB], ...fixtures })
  const { ask, token, advance } = staged
  const device: Device = {
    ...staged,
    begin: (form = {}, given = {}) =>
      ask('device_authorization', { headers: { authorization: BASIC }, form, ...given }),
    poll: (device_code, given) => token({ grant_type: DEVICE_CODE, device_code }, given),
    async polls(device_code, ...seconds) {
      const answers: string[] = []
      for (const second of seconds) {
        advance(second)
        const { status, body } = await device.poll(device_code)
        answers.push(status === 200 ? 'tokens' : `${status} ${String(body['error'])}`)
      }
      return answers
    },
    visit: (form, given = {}) => ask('device', { form, ...given }),
    async decide(user_code, decision) {
      const { interaction = '' } = shownAt(await device.visit({ user_code })) as { interaction?: string }
      return device.visit({ interaction, decision })
    },
  }
  return device
}

export const PENDING = '400 authorization_pending'
export const SLOW_DOWN = '400 slow_down'

export function shownAt({ page }: Answer): DevicePage['shown'] {
  if (page?.name !== 'device') throw new Error(`the page is ${page?.name ?? 'none'}`)
  return page.shown
}
