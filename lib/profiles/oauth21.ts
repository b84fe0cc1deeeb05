// OAuth 2.1 (draft-ietf-oauth-v2-1): what its section 10 takes away from OAuth 2.0, and PKCE for everybody.

import { STANDARD, changed } from '../protocol/policy.js'
import { PATHS } from './paths.js'
import type { Profile } from './profile.js'
import { read } from './reading.js'
import { write } from './writing.js'

export const oauth21: Profile = {
  name: 'oauth21',
  summary: 'OAuth 2.1: PKCE with S256 for every client, no implicit or password grant, redirect_uri at authorize alone',
  documentation: 'https://datatracker.ietf.org/doc/draft-ietf-oauth-v2-1/',
  paths: PATHS,
  policy: changed(STANDARD, {
    pkce: 'always',
    pkce_methods: ['S256'],
    // §10.2: not sent any more; §3.2.3 has servers that also speak OAuth 2.0 compare it when it comes.
    redirect_uri_at_token: 'optional',
    // §3.2.4 lists it under invalid_request.
    verifier_unexpected: 'invalid_request',
    refresh: { rotation: 'rotate', reuse: 'revoke-family', grace: 0 },
    response_types: ['code'],
    token_parameters: 'body',
    localhost_any_port: 'native',
    redirect_uri_trailing_slash: 'exact',
  }),
  read,
  write,
}
