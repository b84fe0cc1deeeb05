// OpenID Connect Core §5.3: the claims of the user behind the presented token, as its scope opens them.

import { claimNames, opened } from '../protocol/claims.js'
import { requested } from '../protocol/claims_request.js'
import { Draft } from '../protocol/draft.js'
import { OAuthError } from '../protocol/error.js'
import { NO_STORE, json } from '../protocol/messages.js'
import type { Members, Reply, Request } from '../protocol/messages.js'
import type { Client } from '../protocol/metadata.js'
import { hasScope, parseScope } from '../protocol/scope.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import { schemeOf } from '../tokens/carried.js'
import { challenge } from '../tokens/challenge.js'
import { withNonce } from '../tokens/dpop.js'
import { presented } from '../tokens/presented.js'
import { subjectOf } from '../tokens/subject.js'
import type { Endpoint } from './endpoint.js'

export const userinfo: Endpoint = {
  name: 'userinfo',
  methods: ['GET', 'POST'],
  cors: true,

  async answer(as, request) {
    const { value: token } = await presented(as, request)
    const scheme = schemeOf(request)
    if (!hasScope(token.scope, 'openid')) throw challenge(as, insufficient(token.scope), { scheme, scope: 'openid' })
    const user = token.sub === undefined ? undefined : as.users.bySub(token.sub)
    if (!user) throw challenge(as, new OAuthError('invalid_token', WITHOUT_USER), { scheme })
    const client = as.clients.find(token.client_id)
    const reply = claimsReply(as, request, client, {
      ...opened(user.claims, parseScope(token.scope)),
      ...requested(user.claims, token.claims?.userinfo),
      ...client?.userinfo?.claims,
      sub: client ? subjectOf(client, user) : user.sub,
    })
    return withNonce(as, request, reply)
  },

  describe: (as, userinfo_endpoint) => ({
    userinfo_endpoint,
    claims_supported: claimNames(as.users.list()),
    userinfo_signing_alg_values_supported: as.keys.algorithms,
  }),
}

/** JSON, or a JWT for a client that registered for one (OpenID Connect Core §5.3.2). */
function claimsReply(as: AuthorizationServer, request: Request, client: Client | undefined, claims: Members): Reply {
  const alg = client?.userinfo_signed_response_alg
  if (!client || alg === undefined) return json(200, claims)
  const draft = new Draft({
    header: { typ: 'JWT' },
    alg,
    claims: { ...claims, iss: as.issuer(request), aud: client.client_id },
  })
  return { status: 200, headers: NO_STORE, content: { kind: 'draft', draft, media_type: 'application/jwt' } }
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
