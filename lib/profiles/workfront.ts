// Adobe Workfront, document webhooks: the provider that Workfront's custom document integration is the client
// of. Built from Adobe's public pages in every reading that they allow: where parameters stand, which type they
// have and whether `redirect_uri` comes along differs from page to page.

import type { Reply, Request } from '../protocol/messages.js'
import type { Client } from '../protocol/metadata.js'
import { STANDARD, changed } from '../protocol/policy.js'
import type { Policy } from '../protocol/policy.js'
import type { Profile } from './profile.js'
import { read } from './reading.js'
import { untranslated } from './translations.js'
import { write } from './writing.js'

/** The one of the published example. A second redirect URI would leave `state` alone without an addressee. */
const EXAMPLE: Client = {
  client_id: '123456',
  client_secret: '6asdf7a7a9a4af',
  client_name: 'Workfront',
  redirect_uris: ['https://oauth.my.workfront.com/oauth2/redirect'],
  token_endpoint_auth_method: 'client_secret_post',
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
}

export const workfront: Profile = {
  name: 'workfront',
  summary: 'a document provider for Adobe Workfront: its OAuth2 quirks, and the document API behind them',
  documentation:
    'https://experienceleague.adobe.com/en/docs/workfront/using/adobe-workfront-api/document-webhooks-api/document-webhooks',
  paths: {
    '/': 'index',
    '/healthz': 'health',
    '/.well-known/oauth-authorization-server': 'metadata',
    '/.well-known/openid-configuration': 'metadata',
    '/oauth2/authorize': 'authorization',
    '/login': 'login',
    '/consent': 'consent',
    '/oauth2/token': 'token',
    '/any/url': 'token',
    '/userinfo': 'userinfo',
    '/jwks': 'jwks',
    '/oauth2/introspect': 'introspection',
    '/oauth2/revoke': 'revocation',
    '/api/v1/*': 'documents',
  },
  policy: changed(STANDARD, {
    lifetimes: { code: 600, access_token: 3600, refresh_token: null },
    // Long-lived, and returned every time: only `expires_in` is marked optional.
    refresh: { rotation: 'none' },
    redirect_uri_at_token: 'optional',
    auth_method: 'ignore',
    pkce: 'never',
    authorization_defaults: 'sole-client',
    client_id_metadata_document: 'off',
    consent: 'ask',
    access_token: 'opaque',
    token_alphabet: 'lower-alphanumeric',
    token_length: 32,
    token_parameters: 'both',
    newline_body: 'accept',
    missing_content_type: 'form',
    // Request headers that an administrator configures are sent with every call.
    client_credentials_conflict: 'parameters-win',
    resource_refusal: 403,
    scope_member: 'omit',
    error_body: 'merged',
  }),
  clients: [EXAMPLE],

  read(received: Request, policy: Policy): Request {
    const request = read(received, policy)
    if (request.endpoint === 'token') return { ...request, form: untranslated(request.form) }
    if (request.endpoint !== 'authorization') return request
    return { ...request, query: untranslated(request.query), form: untranslated(request.form) }
  },

  write(reply: Reply, request: Request, policy: Policy): Reply {
    return write(inOrder(reply, request), request, policy)
  },
}

/** Members as the pages list them; what they do not know comes last. */
function inOrder(reply: Reply, { endpoint }: Request): Reply {
  const { content, status } = reply
  if (endpoint !== 'token' || status >= 400 || content.kind !== 'members') return reply
  const { members } = content
  const first = ['access_token', 'refresh_token', 'expires_in'].filter((name) => name in members)
  const listed = Object.fromEntries(first.map((name) => [name, members[name]]))
  return { ...reply, content: { ...content, members: { ...listed, ...members } } }
}
