// OpenID Connect Core §5.3: the claims of the user behind the presented token, as its scope opens them.

import { claimNames, opened } from '../protocol/claims.js'
import { OAuthError, ensure } from '../protocol/error.js'
import { json } from '../protocol/messages.js'
import { parseScope } from '../protocol/scope.js'
import { presented } from '../tokens/presented.js'
import type { Endpoint } from './endpoint.js'

export const userinfo: Endpoint = {
  name: 'userinfo',
  methods: ['GET', 'POST'],
  cors: true,

  async answer(as, request) {
    const { value: token } = await presented(as, request)
    const scope = parseScope(token.scope)
    if (!scope.includes('openid')) throw insufficient(token.scope)
    const user = token.sub === undefined ? undefined : as.users.bySub(token.sub)
    ensure(user, 'invalid_token', () => ({ reason: 'token-without-user', hint: 'the token does not stand for a user' }))
    return json(200, { ...opened(user.claims, scope), sub: user.sub })
  },

  describe: (as, userinfo_endpoint) => ({ userinfo_endpoint, claims_supported: claimNames(as.users.list()) }),
}

function insufficient(scope: string): OAuthError {
  const hint = `the token carries scope '${scope}'; userinfo needs openid`
  return new OAuthError(
    'insufficient_scope',
    {
      reason: 'token-insufficient-scope',
      hint,
      expected: 'openid',
      received: scope,
      fix: 'ask for the scope openid',
      spec: 'OpenID Connect Core §5.3.1',
    },
    {
      headers: {
        'www-authenticate': `Bearer realm="mock-oauth2-provider", error="insufficient_scope", error_description="${hint}", scope="openid"`,
      },
    },
  )
}
