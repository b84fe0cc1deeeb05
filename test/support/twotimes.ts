// A stage with two times: that of the realm, which `advance` moves, and that of the world, which `wait` moves.

import { clockFrom } from '../../lib/state/clockspec.js'
import type { Fixtures } from '../../lib/fixtures/types.js'
import { DEVICE_CODE } from './device.js'
import { ALICE, BOB, NOW, SPA, START, WEB, stage } from './realm.js'
import type { Staged } from './realm.js'
import { signer } from './signing.js'

export const KEY = await signer('ES256')
export const STS = 'https://sts.example'
export const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
const CLIENTS = [
  { ...WEB, refresh: { rotation: 'none', idle: 'never' }, grant_types: [...WEB.grant_types, DEVICE_CODE, GRANT] },
  { ...SPA, refresh: { rotation: 'rotate', grace: '10s' } },
  { ...SPA, client_id: 'idle', refresh: { rotation: 'none', idle: '7d' } },
  { ...WEB, client_id: 'dying', client_secret_expires_at: NOW + 5000 },
  { client_id: 'signer', redirect_uris: ['https://app.example/cb'], grant_types: ['client_credentials'] },
] as const

export interface Scene extends Staged {
  /** Seconds of real time; the realm's clock is frozen, and stands still. */
  wait(seconds: number): void
}

export async function scene(fixtures: Fixtures = {}): Promise<Scene> {
  let real = START
  const clock = clockFrom('frozen:2030-01-01T00:00:00Z', () => real)
  const clients = CLIENTS.map((one) => (one.client_id === 'signer' ? { ...one, ...SIGNS } : one))
  const staged = await stage(
    {
      clients: clients as never,
      users: [ALICE, BOB],
      trusted_issuers: [{ issuer: STS, jwks: { keys: [KEY.jwk] as never } }],
      ...fixtures,
    },
    { clock },
  )
  return { ...staged, wait: (seconds) => (real += seconds * 1000) }
}

const SIGNS = { token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [KEY.jwk] } }

/** Makes something that lives for a while, and says how to find out whether it is still good. */
export type Make = (scene: Scene) => Promise<() => Promise<boolean>>
