// RFC 7009: a client gives a token back. The answer is 200 even for a token that is none (§2.2), with
// `{}` because many clients parse it.

import { authenticate, authenticationMetadata } from '../authentication/index.js'
import { formOf } from '../protocol/form.js'
import { json } from '../protocol/messages.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import type { Artifact } from '../state/artifacts.js'
import type { Kept } from '../state/records.js'
import { recordOf } from '../tokens/presented.js'
import type { Endpoint } from './endpoint.js'

export const revocation: Endpoint = {
  name: 'revocation',
  methods: ['POST'],
  cors: true,

  async answer(as, request) {
    const form = formOf(request)
    const client = await authenticate(as, request)
    const record = await recordOf(as, form.required('token'))
    if (!record) {
      request.trace.warn({
        reason: 'token-unknown',
        hint: 'nothing revoked: this server did not issue the token',
        spec: 'RFC 7009 §2.2',
      })
    } else if (record.value.client_id !== client.client_id) {
      request.trace.warn({
        reason: 'token-other-client',
        hint: `nothing revoked: the token belongs to client '${record.value.client_id}', not to '${client.client_id}'`,
        spec: 'RFC 7009 §2.1',
      })
    } else {
      await revoke(as, record)
    }
    return json(200, {})
  },

  describe: (_as, revocation_endpoint) => ({ revocation_endpoint, ...authenticationMetadata('revocation') }),
}

/** §2.1: a refresh token takes its access tokens along; an access token goes alone. */
async function revoke(as: AuthorizationServer, record: Kept<Artifact>): Promise<void> {
  const because = 'the client revoked it at the revocation endpoint'
  if (record.value.kind === 'refresh_token') await as.records.revokeFamily(record.family, because)
  await as.records.revoke(record.id, because)
}
