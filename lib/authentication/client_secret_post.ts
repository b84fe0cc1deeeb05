// RFC 6749 §2.3.1: client_id and client_secret as parameters of the body.

import { proveSecret } from '../state/secrets.js'
import { ensure } from '../protocol/error.js'
import { missing } from '../protocol/parameters.js'
import type { Method } from './method.js'

export const client_secret_post: Method = {
  token_endpoint_auth_method: 'client_secret_post',

  used: (request) => request.form.peek('client_secret') !== undefined,

  claimed(request) {
    const client_id = request.form.get('client_id')
    ensure(client_id !== undefined, 'invalid_client', () => missing(['client_id'], request.form))
    return client_id
  },

  prove(request, client, as) {
    proveSecret(as, client, request.form.required('client_secret'))
  },
}
