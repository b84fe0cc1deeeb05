// RFC 6749 §3.2.1: a public client names itself and proves nothing.

import { ensure } from '../protocol/error.js'
import type { Method } from './method.js'

export const none: Method = {
  token_endpoint_auth_method: 'none',

  used: (request) => request.form.peek('client_id') !== undefined,

  claimed: (request) => request.form.required('client_id'),

  prove(_request, client) {
    ensure(client.open || client.token_endpoint_auth_method === 'none', 'invalid_client', () => ({
      reason: 'confidential-client-no-auth',
      hint: `client '${client.client_id}' is registered for ${client.token_endpoint_auth_method} but sent no credentials`,
      fix:
        client.token_endpoint_auth_method === 'client_secret_basic'
          ? 'send Authorization: Basic base64(client_id:client_secret)'
          : 'send client_id and client_secret in the form body',
      spec: 'RFC 6749 §3.2.1',
      relax: "the client's token_endpoint_auth_method: none",
    }))
  },
}
