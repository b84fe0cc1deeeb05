// Model Context Protocol, authorization: OAuth 2.1 for clients that nobody configured. They find the server by its
// metadata, register or point to their metadata document, and ask for tokens for one resource.

import { STANDARD, changed } from '../protocol/policy.js'
import { PATHS } from './paths.js'
import type { Profile } from './profile.js'
import { read } from './reading.js'
import { write } from './writing.js'

export const mcp: Profile = {
  name: 'mcp',
  summary:
    'an authorization server for MCP clients: OAuth 2.1, registration and client ID metadata documents open to all',
  documentation: 'https://modelcontextprotocol.io/specification/draft/basic/authorization',
  paths: PATHS,
  policy: changed(STANDARD, {
    // Short, so that clients meet their refresh early.
    lifetimes: { access_token: 900 },
    pkce: 'always',
    pkce_methods: ['S256'],
    redirect_uri_at_token: 'optional',
    refresh: { rotation: 'rotate', reuse: 'revoke-family', grace: 0 },
    response_types: ['code'],
    registration: 'open',
    client_id_metadata_document: 'accept',
    // Clients register with the scope of their first challenge, and ask for more when they are told to.
    registered_scope: 'default',
    // Anybody may be a client, so the user decides about each (MCP security, confused deputy). Clients that want
    // offline_access send prompt=consent; without a person at the screen that must not stop them.
    consent: 'ask-unless-auto',
    access_token: 'jwt',
  }),
  read,
  write,
}
