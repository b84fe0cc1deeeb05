// RFC 8628 §3.1, §3.2: a device asks for a code to poll with, and one to show to its user.

import { authenticate } from '../authentication/index.js'
import { device_code } from '../grants/device_code.js'
import { ensure } from '../protocol/error.js'
import { formOf } from '../protocol/form.js'
import { json } from '../protocol/messages.js'
import type { Client } from '../protocol/metadata.js'
import { joinScope } from '../protocol/scope.js'
import { shownUserCode } from '../state/devices.js'
import { grantedScope } from '../tokens/scope.js'
import { stamp } from '../tokens/stamp.js'
import { resourcesOf } from '../tokens/target.js'
import type { Endpoint } from './endpoint.js'

export const device_authorization: Endpoint = {
  name: 'device_authorization',
  methods: ['POST'],
  cors: true,

  async answer(as, request) {
    const form = formOf(request)
    const client = await authenticate(as, request)
    ensureAllowed(client)
    const resources = resourcesOf(as, form, request)
    const scope = joinScope(grantedScope(as, client, form.get('scope'), request.trace))
    const handle = as.handle()
    const lifetime = client.lifetimes?.device_code ?? as.policy.lifetimes.device_code
    const device = await as.devices.begin(
      handle,
      { client_id: client.client_id, scope, ...(resources.length > 0 && { resources }), ...stamp(request, client) },
      as.expiry(lifetime),
    )
    const user_code = shownUserCode(device.user_code)
    const verification_uri = as.url('device', request)
    request.trace.understand('scope', scope)
    request.trace.check(`device code issued; the user code is ${user_code}`)
    return json(200, {
      device_code: handle,
      user_code,
      ...(verification_uri !== undefined && {
        verification_uri,
        verification_uri_complete: `${verification_uri}?user_code=${user_code}`,
      }),
      expires_in: Math.floor(lifetime),
      interval: device.interval,
    })
  },

  describe: (_as, device_authorization_endpoint) => ({ device_authorization_endpoint }),
}

function ensureAllowed({ client_id, grant_types }: Client): void {
  ensure(grant_types.includes(device_code.grant_type), 'unauthorized_client', () => ({
    reason: 'grant-type-not-for-client',
    hint: `client '${client_id}' may not use ${device_code.grant_type}; it is registered for ${grant_types.join(', ')}`,
    fix: `add it: grant_types: [${[...grant_types, device_code.grant_type].join(', ')}]`,
    spec: 'RFC 8628 §3.1',
  }))
}
