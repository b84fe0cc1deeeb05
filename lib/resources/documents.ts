// The protected document API that Workfront calls with its tokens (Document Webhooks API). What lives in this
// room: the documents and their calls. What does not: how tokens come about.

import type { Endpoint } from '../endpoints/endpoint.js'
import { OAuthError, ensure, quoted } from '../protocol/error.js'
import { json } from '../protocol/messages.js'
import type { Members, Reply, Request } from '../protocol/messages.js'
import type { User } from '../protocol/metadata.js'
import type { Parameters } from '../protocol/parameters.js'
import { bodyParameters, merged, textOf } from '../protocol/placement.js'
import { nearest } from '../protocol/spelling.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import { presented } from '../tokens/presented.js'
import { about } from './about.js'
import { BROWSE } from './browse.js'
import { notFound } from './call.js'
import type { Call } from './call.js'
import { CHANGE } from './change.js'
import type { Drawer } from './drawer.js'

const CALLS: readonly Call[] = [...BROWSE, ...CHANGE].filter((call) => call.protected)
const TABLE: ReadonlyMap<string, Call> = new Map(
  [...BROWSE, ...CHANGE, ...about([...CALLS.map(({ name }) => name), 'customAction'])].map((call) => [call.name, call]),
)

export function documentsEndpoint(drawer: Drawer): Endpoint {
  return {
    name: 'documents',
    methods: ['GET', 'POST', 'PUT'],
    cors: true,

    async answer(as, request) {
      const call = callOf(request)
      const setting = { as, request, drawer }
      if (!call.protected) return call.answer({ ...setting, parameters: parametersOf(request, call) })
      const user = await userOf(as, request)
      return told(request, call.failure, () =>
        call.answer({ ...setting, user, parameters: parametersOf(request, call) }),
      )
    },
  }
}

function callOf(request: Request): Call {
  const name = request.rest.replaceAll(/^\/+|\/+$/g, '')
  const call = TABLE.get(name)
  if (!call) throw unknownCall(name)
  const method = request.method === 'HEAD' ? 'GET' : request.method
  if (method === call.method) return call
  throw new OAuthError(
    'invalid_request',
    {
      reason: 'method-not-allowed',
      hint: `${name} is called with ${call.method}, not with ${request.method}`,
      expected: call.method,
      received: request.method,
      fix: `send ${call.method}`,
    },
    { status: 405, headers: { allow: call.method === 'GET' ? 'GET, HEAD, OPTIONS' : `${call.method}, OPTIONS` } },
  )
}

function unknownCall(name: string): OAuthError {
  const near = nearest(name, TABLE.keys())
  const meant = near === undefined ? `it has ${[...TABLE.keys()].join(', ')}` : `did you mean '${near}'?`
  return notFound('call-unknown', `the document API has no ${quoted(name)}; ${meant}`)
}

/** The user behind the token: documents are shown to people, so a client alone sees none. */
async function userOf(as: AuthorizationServer, request: Request): Promise<User> {
  const { value } = await presented(as, request)
  const user = value.sub === undefined ? undefined : as.users.bySub(value.sub)
  if (user) return user
  throw new OAuthError(
    'invalid_token',
    {
      reason: 'token-without-user',
      hint: `the token stands for client '${value.client_id}' alone, and documents belong to users`,
      fix: 'get a token with the authorization_code grant',
    },
    { status: as.policy.resource_refusal, headers: { 'www-authenticate': 'Bearer error="invalid_token"' } },
  )
}

function parametersOf(request: Request, call: Call): Parameters {
  if (call.method === 'GET' || call.raw) return request.query
  ensure(!/^\s*[[{]/.test(textOf(request.body)), 'invalid_request', () => ({
    reason: 'body-json',
    hint: `the body is JSON; ${call.name} takes parameters in the URL or as a form`,
  }))
  return merged(request.query, request.body.length > 0 ? bodyParameters(request.body) : request.form)
}

/** Some calls tell their failures in words of their own; a refusal is 403 everywhere. */
function told(request: Request, failure: Members | undefined, act: () => Reply): Reply {
  try {
    return act()
  } catch (error) {
    if (!failure || !(error instanceof OAuthError) || error.status === 403) throw error
    request.trace.refuse(error.diagnosis)
    return json(
      error.status,
      { ...failure, error: error.code, error_description: error.error_description },
      error.headers,
    )
  }
}
