// RFC 6749 §3.1, OpenID Connect Core §3.1.2: the authorization endpoint. Until the addressee is known a
// failure is shown to the user; from then on it is told to the client by redirection.

import { addressee, clientOf } from '../interactions/addressee.js'
import type { Addressee } from '../interactions/addressee.js'
import { proceed } from '../interactions/proceed.js'
import { PROMPTS } from '../interactions/identity.js'
import { readInteraction } from '../interactions/request.js'
import { requestObjectMetadata } from '../interactions/request_object.js'
import { resolution } from '../interactions/resolution.js'
import type { Resolution } from '../interactions/resolution.js'
import { RESPONSE_MODES, modeForErrors } from '../interactions/response_type.js'
import { OAuthError, ensure } from '../protocol/error.js'
import { page, redirect } from '../protocol/messages.js'
import type { Redirection, Reply, Request } from '../protocol/messages.js'
import type { Client } from '../protocol/metadata.js'
import type { Parameters } from '../protocol/parameters.js'
import type { Trace } from '../protocol/trace.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import type { Endpoint } from './endpoint.js'

export const authorization: Endpoint = {
  name: 'authorization',
  methods: ['GET', 'POST'],
  cors: false,
  page: true,

  async answer(as, request) {
    const sent = parametersOf(request)
    refuseTokenRequest(sent)
    const client = await clientOf(as, sent, request.trace)
    let asked: Resolution
    try {
      asked = await resolution(as, client, sent, request)
    } catch (error) {
      return toldToClient(as, request, sent, addresseeOutside(as, client, sent, request.trace, error), error)
    }
    const { parameters, ...origin } = asked
    const to = addressee(as, client, parameters, request.trace)
    try {
      return await proceed(as, { ...(await readInteraction(as, parameters, to, request)), ...origin }, request)
    } catch (error) {
      return toldToClient(as, request, parameters, to, error)
    }
  },

  describe: (as, authorization_endpoint) => ({
    authorization_endpoint,
    response_types_supported: as.policy.response_types,
    response_modes_supported: RESPONSE_MODES,
    prompt_values_supported: PROMPTS,
    code_challenge_methods_supported: as.policy.pkce_methods,
    authorization_response_iss_parameter_supported: true,
    client_id_metadata_document_supported: as.policy.client_id_metadata_document !== 'off',
    claims_parameter_supported: true,
    ...requestObjectMetadata(as),
  }),
}

/** OpenID Connect Core §3.1.2.1: by GET in the query, by POST in a form body. */
function parametersOf(request: Request): Parameters {
  return request.method === 'POST' && request.media_type === 'application/x-www-form-urlencoded'
    ? request.form
    : request.query
}

function refuseTokenRequest(parameters: Parameters): void {
  ensure(parameters.peek('grant_type') === undefined, 'invalid_request', () => ({
    reason: 'endpoint-swapped',
    hint: 'this is the authorization endpoint, but grant_type is a parameter of the token endpoint',
    expected: 'response_type',
    received: 'grant_type',
    fix: 'POST these parameters to the token endpoint',
    spec: 'RFC 6749 §3.2',
  }))
}

/**
 * Whom to tell that a pushed or signed request is refused: the registered redirect_uri beside it (RFC 9101 §7).
 * Without one the refusal is shown to the user.
 */
function addresseeOutside(
  as: AuthorizationServer,
  client: Client,
  sent: Parameters,
  trace: Trace,
  error: unknown,
): Addressee {
  if (sent.peek('redirect_uri') === undefined) throw error
  try {
    return addressee(as, client, sent, trace)
  } catch {
    throw error
  }
}

/** RFC 6749 §4.1.2.1: `state` comes back whatever else is wrong; only its own repetition loses it. */
function toldToClient(
  as: AuthorizationServer,
  request: Request,
  parameters: Parameters,
  to: Addressee,
  error: unknown,
): Reply {
  if (!(error instanceof OAuthError)) throw error
  request.trace.refuse(error.diagnosis)
  const states = parameters.all('state')
  const redirection: Redirection = {
    redirect_uri: to.redirect_uri,
    response_mode: modeForErrors(parameters),
    parameters: {
      error: error.code,
      error_description: error.error_description,
      ...(states.length === 1 && { state: states[0] }),
      iss: as.issuer(request),
    },
  }
  if (asksFirst(as, to.client, parameters))
    return page(error.status, { name: 'failure', error, addressee: redirection })
  return redirect(request, redirection)
}

/** RFC 9700 §4.11.2: a user is not sent where nobody vouches for before doing anything; prompt=none is for no user. */
function asksFirst({ login }: AuthorizationServer, { dynamic }: Client, parameters: Parameters): boolean {
  const pages = login.mode === 'picker' || login.mode === 'form'
  return dynamic === true && pages && parameters.peek('prompt') !== 'none'
}
