// RFC 9126: the client leaves its authorization request here, authenticated, and sends the user with a
// reference. Judged as at the authorization endpoint; refusals are JSON.

import { authenticate } from '../authentication/index.js'
import { addressee } from '../interactions/addressee.js'
import { push } from '../interactions/pushed.js'
import { readInteraction } from '../interactions/request.js'
import { unwrapped } from '../interactions/resolution.js'
import { ensure } from '../protocol/error.js'
import { formOf } from '../protocol/form.js'
import { json } from '../protocol/messages.js'
import { Parameters } from '../protocol/parameters.js'
import type { Endpoint } from './endpoint.js'

export const pushed_authorization_request: Endpoint = {
  name: 'pushed_authorization_request',
  methods: ['POST'],
  cors: true,

  async answer(as, request) {
    const form = formOf(request)
    const client = await authenticate(as, request)
    ensure(form.get('request_uri') === undefined, 'invalid_request', () => ({
      reason: 'request-uri-in-par',
      hint: 'request_uri was sent to the pushed authorization request endpoint; it is what this endpoint gives out',
      fix: 'send the parameters themselves, or a request object in the request parameter',
      spec: 'RFC 9126 §2.1',
    }))
    const sent = withoutCredentials(form).with('client_id', client.client_id)
    const parameters = await unwrapped(as, client, sent, request)
    const to = addressee(as, client, parameters, request.trace)
    await readInteraction(as, parameters, to, request.trace)
    return json(201, await push(as, client, parameters))
  },

  describe: (as, pushed_authorization_request_endpoint) => ({
    pushed_authorization_request_endpoint,
    require_pushed_authorization_requests: as.policy.require_pushed_authorization_requests,
  }),
}

const CREDENTIALS = new Set(['client_secret', 'client_assertion', 'client_assertion_type'])

/** RFC 9126 §2.1: what authenticates the client is no part of the request. */
function withoutCredentials({ pairs }: Parameters): Parameters {
  return new Parameters(pairs.filter(({ name }) => !CREDENTIALS.has(name)))
}
