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
import { provenKey, withNonce } from '../tokens/dpop.js'
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
    const { dpop_jkt } = await readInteraction(as, parameters, to, request)
    const proven = await provenKey(as, request)
    ensureSame(dpop_jkt, proven)
    return withNonce(
      as,
      request,
      json(
        201,
        await push(as, client, proven === undefined ? parameters : parameters.with('dpop_jkt', proven), request),
      ),
    )
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

/** RFC 9449 §10.1: a proof sent with the request says the same as dpop_jkt. */
function ensureSame(dpop_jkt: string | undefined, proven: string | undefined): void {
  ensure(dpop_jkt === undefined || proven === undefined || dpop_jkt === proven, 'invalid_request', () => ({
    reason: 'dpop-key',
    hint: `dpop_jkt is ${dpop_jkt}, but the DPoP proof is made with the key ${proven}`,
    expected: dpop_jkt ?? '',
    received: proven ?? '',
    fix: 'leave dpop_jkt out: the proof says as much',
    spec: 'RFC 9449 §10.1',
  }))
}
