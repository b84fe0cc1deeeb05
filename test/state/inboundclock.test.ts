// What clients sign goes by real time, as their clocks do, unless the policy says that they follow this one.

import t from 'tap'
import { CC, asked, holder } from '../support/dpop.js'
import { NOW } from '../support/realm.js'
import type { Answer } from '../support/realm.js'
import { ISSUER, assertionClaims, asserted, signed } from '../support/signing.js'
import { GRANT, KEY, STS, scene } from '../support/twotimes.js'
import type { Make } from '../support/twotimes.js'

const HOLDER = await holder()
const ok = ({ status }: Answer): boolean => status === 200

/** JWTs of clients, good for a minute, and proofs. */
const SIGNED: Readonly<Record<string, Make>> = {
  'a client assertion': async ({ token }) => {
    const assertion = async () => signed(assertionClaims({ jti: undefined }), KEY)
    const sent = await assertion()
    return async () => ok(await token({ ...CC, scope: '', ...asserted(sent) }, { headers: {} }))
  },
  'an assertion that is a grant': async ({ token }) => {
    const claims = { iss: STS, sub: 'alice', aud: ISSUER, iat: NOW, exp: NOW + 60 }
    const assertion = await signed(claims, KEY)
    return async () => ok(await token({ grant_type: GRANT, assertion, scope: 'read' }))
  },
  'a DPoP proof': async (one) => {
    const claims = (await one.token('grant_type=client_credentials')) && { iat: NOW }
    // A new jti each time: it is its age that is judged.
    return async () => ok(await asked(one, CC, await HOLDER.proof(claims)))
  },
  'a request object': async ({ ask }) => {
    const claims = { iss: 'signer', aud: ISSUER, iat: NOW, exp: NOW + 60, client_id: 'signer', response_type: 'code' }
    const request = await signed({ ...claims, redirect_uri: 'https://app.example/cb' }, KEY)
    return async () => (await ask('authorization', { query: { client_id: 'signer', request } })).reason !== EXPIRED
  },
}
const EXPIRED = 'request-object-expired'
/** Beyond a minute with all the room that is left for clocks that do not quite agree; proofs have more. */
const LONG = 3600

for (const [thing, make] of Object.entries(SIGNED)) {
  t.test(`${thing} goes by real time, as its signer does`, async (t) => {
    const one = await scene()
    const good = await make(one)
    one.advance(365 * 86_400)
    t.ok(await good(), 'the clock of the realm does nothing')
    one.wait(LONG)
    t.notOk(await good())
  })

  t.test(`${thing} goes by the clock of the realm under inbound_clock: virtual`, async (t) => {
    const one = await scene({ policy: { inbound_clock: 'virtual' } })
    const good = await make(one)
    one.wait(LONG)
    t.ok(await good(), 'real time does nothing')
    one.advance(LONG)
    t.notOk(await good())
  })
}
