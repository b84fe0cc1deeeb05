// One rule of the catalogue, one request: the bytes that would leave, and what was asked of the server meanwhile.

import type { Row } from '../../lib/faults/catalogue/entry.js'
import { CATALOGUE } from '../../lib/faults/catalogue/index.js'
import { FaultPlan } from '../../lib/faults/rules/plan.js'
import { NOBODY, type Stagehand } from '../../lib/faults/stagehand.js'
import { disfigured } from '../../lib/http/disfigure.js'
import { encode } from '../../lib/http/encode.js'
import { json, type Delivery, type Reply, type Request } from '../../lib/protocol/messages.js'
import { request } from './request.js'

/** 2030-01-01T00:00:00Z. */
export const NOW = 1_893_456_000_000

export const TOKENS = {
  access_token: 'AT-honest-0123456789',
  token_type: 'Bearer',
  expires_in: 3600,
  refresh_token: 'RT-new',
  scope: 'openid email',
  id_token: 'header.payload.signature',
}

export interface Sent {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[]>>
  readonly bytes: Buffer
  readonly text: string
  /** The JSON of the body; `undefined` when it is none. */
  readonly members: any
  readonly delivery: Delivery
  /** How often the server acted. */
  readonly acted: number
  /** What the fault asked of the server: `revive RT-old`. */
  readonly asked: readonly string[]
}

/** A token request of this grant; one that refreshes unless told. */
export const refreshing = (grant_type = 'refresh_token'): Request =>
  request('token', { url: '/token', form: { grant_type, refresh_token: 'RT-old' } })

/** What leaves in place of `honest` under `point=name`. */
export async function sent(rule: string, asked = refreshing(), honest: Reply = json(200, TOKENS)): Promise<Sent> {
  const wishes: string[] = []
  const hand: Stagehand = {
    ...NOBODY,
    revive: async (value) => wishes.push(`revive ${value}`) > 0,
    copy: async (value, name = 'RT-copy') => {
      wishes.push(`copy ${value} as ${name.slice(0, 40)}`)
      return name
    },
  }
  const plan = new FaultPlan({ now: () => NOW }, 1, hand)
  plan.arm(rule)
  let acted = 0
  const act = async (): Promise<Reply> => {
    acted += 1
    return honest
  }
  const reply = await plan.claim(asked).around(asked, act)
  const { status, headers, body } = disfigured(encode(reply), reply.delivery ?? {})
  const bytes = Buffer.from(body)
  const text = bytes.toString()
  return { status, headers, bytes, text, members: parsed(text), delivery: reply.delivery ?? {}, acted, asked: wishes }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The rows whose id begins so, by the rest of their id. */
export function rowsOf(prefix: string): ReadonlyMap<string, Row> {
  const rows = CATALOGUE.filter(({ id }) => id.startsWith(prefix))
  return new Map(rows.map((row) => [row.id.slice(prefix.length), row]))
}
