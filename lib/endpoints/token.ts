// RFC 6749 §3.2: authenticate the client, find the grant, let it prove, issue.

import { AUTH_METHODS, authenticate } from '../authentication/index.js'
import type { Grant } from '../grants/grant.js'
import { OAuthError, ensure, quoted } from '../protocol/error.js'
import type { Diagnosis } from '../protocol/error.js'
import { formOf } from '../protocol/form.js'
import { json } from '../protocol/messages.js'
import type { Request } from '../protocol/messages.js'
import type { Client } from '../protocol/metadata.js'
import { missing } from '../protocol/parameters.js'
import { nearest } from '../protocol/spelling.js'
import { issue } from '../tokens/issue.js'
import type { Endpoint } from './endpoint.js'

export const token: Endpoint = {
  name: 'token',
  methods: ['POST'],
  cors: true,

  async answer(as, request, { grants }) {
    formOf(request)
    const client = await authenticate(as, request)
    const grant = grantOf(request, grants)
    ensureAllowed(client, grant)
    ensureComplete(request, grant)
    const authorization = await grant.authorize(as, request, client)
    if (authorization.user) request.trace.understand('sub', authorization.user.sub)
    return json(200, await issue(as, authorization, request))
  },

  describe: (_as, token_endpoint) => ({ token_endpoint, token_endpoint_auth_methods_supported: AUTH_METHODS }),
}

function grantOf(request: Request, grants: readonly Grant[]): Grant {
  const grant_type = request.form.get('grant_type')
  ensure(grant_type !== undefined, 'invalid_request', () =>
    request.form.peek('response_type') === undefined
      ? missing(['grant_type'], request.form)
      : {
          reason: 'endpoint-swapped',
          hint: 'this is the token endpoint, but response_type is a parameter of the authorization endpoint',
          spec: 'RFC 6749 §3.1',
        },
  )
  request.trace.understand('grant_type', grant_type)
  const grant = grants.find((one) => one.grant_type === grant_type)
  if (grant) return grant
  throw new OAuthError('unsupported_grant_type', unknownGrant(grant_type, grants.map((one) => one.grant_type)))
}

const NICKNAMES: Readonly<Record<string, string>> = {
  code: 'authorization_code',
  refresh: 'refresh_token',
  clientcredentials: 'client_credentials',
  clientcredential: 'client_credentials',
}

function unknownGrant(sent: string, known: readonly string[]): Diagnosis {
  const plain = sent.toLowerCase().replaceAll(/[-_ ]/g, '')
  const meant = known.find((one) => one.replaceAll('_', '') === plain) ?? NICKNAMES[plain] ?? nearest(sent, known)
  return {
    reason: meant === undefined ? 'grant-type-not-enabled' : 'grant-type-misspelled',
    hint: `grant_type ${quoted(sent, 80)} is not offered${meant === undefined ? `; this server offers ${known.join(', ')}` : `; did you mean '${meant}'?`}`,
    expected: known.join(', '),
    received: sent,
    spec: 'RFC 6749 §5.2',
  }
}

function ensureAllowed(client: Client, grant: Grant): void {
  ensure(client.grant_types.includes(grant.grant_type), 'unauthorized_client', () => ({
    reason: 'grant-type-not-for-client',
    hint: `client '${client.client_id}' may not use ${grant.grant_type}; it is registered for ${client.grant_types.join(', ')}`,
    fix: `add it: grant_types: [${[...client.grant_types, grant.grant_type].join(', ')}]`,
    spec: 'RFC 6749 §5.2',
  }))
}

/** Names all that is missing at once. */
function ensureComplete(request: Request, grant: Grant): void {
  const absent = grant.parameters.required.filter((name) => request.form.get(name) === undefined)
  ensure(absent.length === 0, 'invalid_request', () => missing(absent, request.form))
}
