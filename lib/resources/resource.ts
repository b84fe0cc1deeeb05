// The other half: a protected resource that verifies the token shown to it as an API does, and answers what it
// learned, or the challenge that tells a client what to do. What it demands is the tester's choice.

import type { Endpoint } from '../endpoints/endpoint.js'
import { OAuthError } from '../protocol/error.js'
import { json } from '../protocol/messages.js'
import type { Members, Request } from '../protocol/messages.js'
import type { AccessToken } from '../state/artifacts.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import { schemeOf } from '../tokens/carried.js'
import { challenge } from '../tokens/challenge.js'
import type { Attributes } from '../tokens/challenge.js'
import { withNonce } from '../tokens/dpop.js'
import { presented } from '../tokens/presented.js'
import type { Presented } from '../tokens/presented.js'
import { subjectOf } from '../tokens/subject.js'
import { demandsOf } from './demands.js'
import type { Demands } from './demands.js'
import { ensureEnough } from './judge.js'
import { metadataUrl } from './metadata.js'

export function resourceEndpoint(fixture: Demands): Endpoint {
  return {
    name: 'resource',
    methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    cors: true,

    async answer(as, request) {
      const demands = demandsOf(request.query, fixture)
      const attributes = attributesOf(as, request, demands)
      const token = await presented(as, request, attributes)
      try {
        ensureEnough(as, request, token.value, demands)
      } catch (error) {
        throw error instanceof OAuthError
          ? challenge(as, error, { scheme: schemeOf(request), ...attributes, ...stepUp(error, demands) })
          : error
      }
      request.trace.understand('scope', token.value.scope)
      request.trace.check('the token is good enough for this resource')
      return withNonce(as, request, json(200, told(as, token, request)))
    },

    /** RFC 9728 §4. */
    describe: (_as, url) => ({ protected_resources: [url] }),
  }
}

/** What every challenge of this resource says: where its metadata is, and the scope that would do. */
function attributesOf(as: AuthorizationServer, request: Request, { scope, dpop }: Demands): Attributes {
  const resource_metadata = metadataUrl(as, request)
  return {
    ...(dpop === 'required' && { scheme: 'DPoP' }),
    ...(scope !== undefined && { scope }),
    ...(resource_metadata !== undefined && { resource_metadata }),
  }
}

/** RFC 9470 §3. */
function stepUp({ code }: OAuthError, { acr_values, max_age }: Demands): Attributes {
  if (code !== 'insufficient_user_authentication') return {}
  return { ...(acr_values !== undefined && { acr_values }), ...(max_age !== undefined && { max_age }) }
}

/** What the token says, in the words of introspection (RFC 7662 §2.2). */
function told(as: AuthorizationServer, { value, expires_at }: Presented, request: Request): Members {
  const { client_id, scope, audience, iss, auth_time, acr, amr, act, cnf } = value
  return {
    sub: subjectTold(as, value),
    client_id,
    scope,
    aud: audience ?? as.issuer(request),
    iss: iss ?? as.issuer(request),
    token_type: cnf?.jkt === undefined ? 'Bearer' : 'DPoP',
    ...(expires_at !== Infinity && { exp: Math.floor(expires_at / 1000) }),
    ...(auth_time !== undefined && { auth_time }),
    ...(acr !== undefined && { acr }),
    ...(amr && { amr }),
    ...(act && { act }),
    ...(cnf && { cnf }),
  }
}

function subjectTold(as: AuthorizationServer, { sub, client_id }: AccessToken): string {
  const [user, client] = [sub === undefined ? undefined : as.users.bySub(sub), as.clients.find(client_id)]
  return user && client ? subjectOf(client, user) : (sub ?? client_id)
}
