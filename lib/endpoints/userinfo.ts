// OpenID Connect Core §5.3: the claims of the user behind the presented token, as its scope opens them.

import { claimNames, opened } from '../protocol/claims.js'
import { OAuthError } from '../protocol/error.js'
import { json } from '../protocol/messages.js'
import { hasScope, parseScope } from '../protocol/scope.js'
import { challenge, presented } from '../tokens/presented.js'
import type { Endpoint } from './endpoint.js'

export const userinfo: Endpoint = {
  name: 'userinfo',
  methods: ['GET', 'POST'],
  cors: true,

  async answer(as, request) {
    const { value: token } = await presented(as, request)
    if (!hasScope(token.scope, 'openid')) throw challenge(as, insufficient(token.scope), 'openid')
    const user = token.sub === undefined ? undefined : as.users.bySub(token.sub)
    if (!user) throw challenge(as, new OAuthError('invalid_token', WITHOUT_USER))
    return json(200, { ...opened(user.claims, parseScope(token.scope)), sub: user.sub })
  },

  describe: (as, userinfo_endpoint) => ({ userinfo_endpoint, claims_supported: claimNames(as.users.list()) }),
}

const WITHOUT_USER = {
  reason: 'token-without-user',
  hint: 'the token does not stand for a user that this server knows',
  spec: 'OpenID Connect Core §5.3',
}

function insufficient(scope: string): OAuthError {
  return new OAuthError('insufficient_scope', {
    reason: 'token-insufficient-scope',
    hint: `the token carries scope '${scope}'; userinfo needs openid`,
    expected: 'openid',
    received: scope,
    fix: 'ask for the scope openid',
    spec: 'OpenID Connect Core §5.3.1',
  })
}
