// RFC 6749 §3.2: authenticate the client, find the grant, let it prove, issue.

import { authenticate, authenticationMetadata } from '../authentication/index.js'
import type { Grant } from '../grants/grant.js'
import { isUnset } from '../protocol/difference.js'
import { OAuthError, ensure, quoted } from '../protocol/error.js'
import type { Diagnosis } from '../protocol/error.js'
import { formOf } from '../protocol/form.js'
import { json } from '../protocol/messages.js'
import type { Request } from '../protocol/messages.js'
import type { Client } from '../protocol/metadata.js'
import { missing, unset } from '../protocol/parameters.js'
import { nearest } from '../protocol/spelling.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import { confirmation } from '../tokens/confirmation.js'
import { DPOP_ALGORITHMS, withNonce } from '../tokens/dpop.js'
import { exchanged } from '../tokens/exchanged.js'
import { issue } from '../tokens/issue.js'
import { stamp } from '../tokens/stamp.js'
import type { Endpoint } from './endpoint.js'

export const token: Endpoint = {
  name: 'token',
  methods: ['POST'],
  cors: true,

  async answer(as, request, { grants }) {
    formOf(request)
    const client = unauthenticated(as, request, grants) ?? (await authenticate(as, request))
    const grant = grantOf(as, request, grants)
    ensureAllowed(client, grant)
    const cnf = await confirmation(as, request, client)
    ensureComplete(request, grant)
    const granted = await grant.authorize(as, request, client, cnf)
    const authorization = { ...granted, ...(cnf && { cnf }), ...stamp(request, granted.user, client) }
    if (authorization.user) request.trace.understand('sub', authorization.user.sub)
    const type = authorization.issued_token_type
    const members = type ? await exchanged(as, authorization, type, request) : await issue(as, authorization, request)
    return withNonce(as, request, json(200, members))
  },

  describe: (as, token_endpoint) => ({
    token_endpoint,
    ...authenticationMetadata('token'),
    dpop_signing_alg_values_supported: DPOP_ALGORITHMS,
    ...(as.policy.client_certificate !== 'off' && { tls_client_certificate_bound_access_tokens: true }),
  }),
}

/** The client of a request without client authentication, where the grant does without (RFC 7521 §4.1). */
function unauthenticated(as: AuthorizationServer, request: Request, grants: readonly Grant[]): Client | undefined {
  const { form, authorizations } = request
  const named = ['client_id', 'client_secret', 'client_assertion'].some((name) => form.peek(name) !== undefined)
  if (named || authorizations.length > 0) return undefined
  const client = grants.find((one) => one.grant_type === form.peek('grant_type'))?.identify?.(as, request)
  if (client) request.trace.understand('client_id', client.client_id)
  return client
}

function grantOf(as: AuthorizationServer, request: Request, grants: readonly Grant[]): Grant {
  const grant_type = request.form.get('grant_type')
  ensure(grant_type !== undefined, 'invalid_request', () =>
    request.form.peek('response_type') === undefined
      ? missing(['grant_type'], request.form)
      : {
          reason: 'endpoint-swapped',
          hint: 'this is the token endpoint, but response_type is a parameter of the authorization endpoint',
          expected: 'grant_type',
          received: 'response_type',
          fix: `send the browser to ${as.url('authorization', request) ?? 'the authorization endpoint'} with these parameters`,
          spec: 'RFC 6749 §3.1',
        },
  )
  request.trace.understand('grant_type', grant_type)
  const grant = grants.find((one) => one.grant_type === grant_type)
  const off = grant?.unavailable?.(as)
  if (grant && off === undefined) return grant
  const offered = grants.filter((one) => one.unavailable?.(as) === undefined).map((one) => one.grant_type)
  const diagnosis = off === undefined ? unknownGrant(grant_type, grants, offered) : notOffered(grant_type, off, offered)
  throw new OAuthError('unsupported_grant_type', diagnosis)
}

const NICKNAMES: ReadonlyMap<string, string> = new Map([
  ['code', 'authorization_code'],
  ['refresh', 'refresh_token'],
  ['clientcredential', 'client_credentials'],
  ['device', 'urn:ietf:params:oauth:grant-type:device_code'],
  ['exchange', 'urn:ietf:params:oauth:grant-type:token-exchange'],
  ['assertion', 'urn:ietf:params:oauth:grant-type:jwt-bearer'],
  ['jwt', 'urn:ietf:params:oauth:grant-type:jwt-bearer'],
  ['ropc', 'password'],
  ['resourceowner', 'password'],
])

function unknownGrant(sent: string, grants: readonly Grant[], offered: readonly string[]): Diagnosis {
  if (isUnset(sent)) return unset('grant_type', sent)
  const known = grants.map((one) => one.grant_type)
  const plain = folded(sent)
  const meant = known.find((one) => folded(one) === plain) ?? NICKNAMES.get(plain) ?? nearest(sent, known)
  return {
    reason: meant === undefined ? 'grant-type-not-enabled' : 'grant-type-misspelled',
    hint: `grant_type ${quoted(sent, 80)} is not offered${meant === undefined ? `; this server offers ${offered.join(', ')}` : `; did you mean '${meant}'?`}`,
    expected: meant ?? offered.join(', '),
    received: sent,
    fix: meant === undefined ? `send one of: ${offered.join(', ')}` : `send grant_type=${meant}`,
    spec: 'RFC 6749 §5.2',
  }
}

function notOffered(sent: string, off: string, offered: readonly string[]): Diagnosis {
  return {
    reason: 'grant-type-not-enabled',
    hint: `grant_type ${quoted(sent, 80)} is not offered: ${off}`,
    expected: offered.join(', '),
    received: sent,
    spec: 'RFC 6749 §5.2',
  }
}

/** The last part of a URN, without what people write between words: `device-code` is `device_code`. */
function folded(grant_type: string): string {
  return (grant_type.split(':').at(-1) ?? '').toLowerCase().replaceAll(/[-_ ]/g, '')
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
