// RFC 6749 §3.2.1: a public client names itself and proves nothing.

import { ensure } from '../protocol/error.js'
import type { AuthMethod } from '../protocol/metadata.js'
import type { Method } from './method.js'

const SIGNED = 'send client_assertion_type and client_assertion, a JWT that the client signed'

const FIXES: Readonly<Record<AuthMethod, string>> = {
  none: '',
  client_secret_basic: 'send Authorization: Basic base64(client_id:client_secret)',
  client_secret_post: 'send client_id and client_secret in the form body',
  client_secret_jwt: SIGNED,
  private_key_jwt: SIGNED,
}

export const none: Method = {
  token_endpoint_auth_method: 'none',

  used: (request) => request.form.peek('client_id') !== undefined,

  claimed: (request) => request.form.required('client_id'),

  prove(_request, client) {
    const { token_endpoint_auth_method: method, client_secret } = client
    // RFC 6749 §2.3.1: the parameter may be left out when the secret is the empty string.
    const emptySecret = method === 'client_secret_post' && client_secret === ''
    ensure(client.open || method === 'none' || emptySecret, 'invalid_client', () => ({
      reason: 'confidential-client-no-auth',
      hint: `client '${client.client_id}' is registered for ${client.token_endpoint_auth_method} but sent no credentials`,
      fix: FIXES[client.token_endpoint_auth_method],
      spec: 'RFC 6749 §3.2.1',
      relax: "the client's token_endpoint_auth_method: none",
    }))
  },
}
