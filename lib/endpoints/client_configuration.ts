// RFC 7592 §2: a client reads, replaces or deletes its registration, with the token that it got for that.

import { OAuthError, ensure, quoted } from '../protocol/error.js'
import { membersOf } from '../protocol/json.js'
import { NO_STORE, json } from '../protocol/messages.js'
import type { Members, Request } from '../protocol/messages.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import type { Registration } from '../state/registrations.js'
import { challenge } from '../tokens/challenge.js'
import { enrolled, informationOf } from './client_information.js'
import type { Endpoint } from './endpoint.js'

export const client_configuration: Endpoint = {
  name: 'client_configuration',
  methods: ['GET', 'PUT', 'DELETE'],
  cors: true,

  async answer(as, request, registry) {
    const before = managed(as, request)
    if (request.method === 'DELETE') {
      await remove(as, before.client.client_id)
      return { status: 204, headers: NO_STORE, content: { kind: 'empty' } }
    }
    if (request.method !== 'PUT') return json(200, informationOf(as, request, before))
    const given = membersOf(request, 'invalid_client_metadata')
    ensureOwn(given, before)
    const after = await enrolled(as, request, registry, given, before)
    as.registrations.keep(after)
    return json(200, informationOf(as, request, after))
  },
}

/** The registration whose token is presented. RFC 7592 §2: a client that is not there is answered 401 too. */
function managed(as: AuthorizationServer, request: Request): Registration {
  const client_id = decoded(request.rest.slice(1))
  const token = request.authorizations
    .find((value) => /^bearer /i.test(value))
    ?.slice('bearer '.length)
    .trim()
  const found = as.registrations.find(client_id)
  if (found && found.registration_access_token === token) {
    request.trace.understand('client_id', client_id)
    request.trace.check('registration access token of this client')
    return found
  }
  throw challenge(as, new OAuthError('invalid_token', { ...refusal(as, client_id, found, token), spec: 'RFC 7592 §2' }))
}

function refusal(
  as: AuthorizationServer,
  client_id: string,
  found: Registration | undefined,
  token: string | undefined,
) {
  const fix = 'send Authorization: Bearer with the registration_access_token that came with the registration'
  const shown = quoted(client_id, 60)
  if (token === undefined)
    return { reason: 'token-missing', hint: 'the request carries no registration access token', fix }
  if (as.clients.removed(client_id))
    return { reason: 'client-deleted', hint: `client ${shown} was deleted, and its registration access token with it` }
  if (!found)
    return {
      reason: 'client-unknown',
      hint: `no client ${shown} registered itself here; a configured one has no registration to manage`,
    }
  const holder = as.registrations.holder(token)
  return holder === undefined
    ? { reason: 'token-unknown', hint: `this is not the registration access token of client ${shown}`, fix }
    : {
        reason: 'token-other-client',
        hint: `this is the registration access token of client '${holder}', not of ${shown}`,
        fix,
      }
}

/** RFC 7592 §2.2: client_id must be there, a secret must be the right one, and what the server decides must not. */
function ensureOwn(given: Members, { client: { client_id, client_secret } }: Registration): void {
  const spec = 'RFC 7592 §2.2'
  ensure(given['client_id'] === client_id, 'invalid_client_metadata', () => ({
    reason: given['client_id'] === undefined ? 'client-id-missing' : 'client-id-differs',
    hint:
      given['client_id'] === undefined
        ? 'client_id is missing; an update names the client that it is for'
        : `client_id is not '${client_id}', whose registration this is`,
    expected: client_id,
    spec,
  }))
  const sent = given['client_secret']
  ensure(sent === undefined || sent === client_secret, 'invalid_client_metadata', () => ({
    reason: 'secret-chosen',
    hint: 'client_secret is not the one that this server issued; a client cannot choose its own',
    spec,
  }))
  const ours = OURS.filter((name) => given[name] !== undefined)
  ensure(ours.length === 0, 'invalid_client_metadata', () => ({
    reason: 'metadata-of-the-server',
    hint: `${ours.join(', ')} must not be in an update: the server decides about it`,
    spec,
  }))
}

const OURS = ['registration_access_token', 'registration_client_uri', 'client_secret_expires_at', 'client_id_issued_at']

/** RFC 7592 §2.3: what was issued to the client goes with it. */
async function remove(as: AuthorizationServer, client_id: string): Promise<void> {
  as.registrations.remove(client_id)
  const because = 'its client deleted its registration'
  for (const { id, family, value } of as.records.snapshot()) {
    if (value.client_id !== client_id) continue
    await as.records.revokeFamily(family, because)
    await as.records.revoke(id, because)
  }
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
