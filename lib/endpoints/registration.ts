// RFC 7591 §3: a client introduces itself and gets a client_id. By default anybody may; a policy can ask for an
// access token of this server, or turn it off.

import { ensure } from '../protocol/error.js'
import { membersOf } from '../protocol/json.js'
import { json } from '../protocol/messages.js'
import type { Request } from '../protocol/messages.js'
import type { Client } from '../protocol/metadata.js'
import { isLoopback } from '../protocol/redirection.js'
import { presented } from '../tokens/presented.js'
import { enrolled, informationOf } from './client_information.js'
import type { Endpoint } from './endpoint.js'

export const registration: Endpoint = {
  name: 'registration',
  methods: ['POST'],
  cors: true,

  async answer(as, request, registry) {
    ensure(as.policy.registration !== 'off', 'access_denied', () => ({
      reason: 'registration-off',
      hint: 'this server takes no registrations; its clients are configured',
      spec: 'RFC 7591 §3',
      relax: 'registration: open',
    }))
    if (as.policy.registration === 'initial_access_token') await presented(as, request)
    const registered = await enrolled(as, request, registry, membersOf(request, 'invalid_client_metadata'))
    as.registrations.keep(registered)
    request.trace.understand('client_id', registered.client.client_id)
    request.trace.check('client registered')
    noteLoopback(request, registered.client)
    return json(201, informationOf(as, request, registered))
  },

  describe: (as, registration_endpoint) => (as.policy.registration === 'off' ? {} : { registration_endpoint }),
}

/** OpenID Connect Registration §2: without application_type a client is a web client, which strict servers keep off loopback. */
function noteLoopback({ trace }: Request, { application_type, redirect_uris }: Client): void {
  if (application_type !== undefined || !redirect_uris.some(isLoopback)) return
  trace.warn({
    reason: 'application-type-missing',
    hint: 'a redirect_uri is on this machine, but application_type is missing, which means web; a strict server refuses that',
    fix: 'register with application_type: native',
    spec: 'OpenID Connect Registration §2',
  })
}
