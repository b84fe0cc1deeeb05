// What the login and the consent page show, and the interaction that a posted form comes back with.

import { ensure } from '../protocol/error.js'
import { page } from '../protocol/messages.js'
import type { ConsentPage, LoginPage, Reply, Request } from '../protocol/messages.js'
import type { User } from '../protocol/metadata.js'
import type { Interaction } from '../state/artifacts.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import type { Kept } from '../state/records.js'
import { addressed } from './response.js'

const MEANINGS: ReadonlyMap<string, string> = new Map([
  ['openid', 'know who you are'],
  ['profile', 'see your name and profile'],
  ['email', 'see your e-mail address'],
  ['address', 'see your postal address'],
  ['phone', 'see your phone number'],
  ['offline_access', 'keep access while you are away'],
])

export function loginPage(
  as: AuthorizationServer,
  id: string,
  interaction: Interaction,
  request: Request,
  refusal?: { readonly alert: string; readonly username: string },
): Reply {
  const shown: LoginPage = {
    name: 'login',
    mode: as.login.mode === 'form' ? 'form' : 'picker',
    action: as.url('login', request) ?? '',
    interaction: id,
    client: clientName(as, interaction),
    users: usersShown(as),
    addressee: addressed(as, interaction, request),
    ...(refusal ?? (interaction.login_hint !== undefined && { username: interaction.login_hint })),
  }
  return page(refusal ? 403 : 200, shown)
}

export function consentPage(
  as: AuthorizationServer,
  id: string,
  interaction: Interaction,
  user: User,
  request: Request,
): Reply {
  return page(200, {
    name: 'consent',
    action: as.url('consent', request) ?? '',
    interaction: id,
    client: clientName(as, interaction),
    user: nameOf(user),
    scope: scopeShown(interaction.scope),
    addressee: addressed(as, interaction, request),
  })
}

/** The interaction that a posted page belongs to. */
export async function interactionOf(as: AuthorizationServer, request: Request): Promise<Kept<Interaction>> {
  const parameters = request.method === 'POST' ? request.form : request.query
  parameters.sound()
  const id = parameters.required('interaction')
  const kept = await as.interactions.find(id)
  ensure(kept && as.interactions.alive(kept), 'invalid_request', () => ({
    reason: kept ? 'interaction-over' : 'interaction-unknown',
    hint: kept
      ? 'this page was answered already, or waited longer than ten minutes'
      : 'this page does not belong to an authorization request that is under way',
    fix: 'start a new authorization request',
  }))
  request.trace.understand('client_id', kept.value.client_id)
  return kept
}

/** Closes the interaction of a page: of two answers at once only one counts. */
export async function finish(as: AuthorizationServer, id: string): Promise<void> {
  ensure(await as.interactions.take(id), 'invalid_request', () => ({
    reason: 'interaction-over',
    hint: 'this page was answered already',
    fix: 'start a new authorization request',
  }))
}

export function clientName(as: AuthorizationServer, { client_id }: { readonly client_id: string }): string {
  return as.clients.find(client_id)?.client_name ?? client_id
}

export function usersShown(as: AuthorizationServer): LoginPage['users'] {
  return as.users.list().map((user) => ({ username: user.username, name: nameOf(user), detail: detailOf(user) }))
}

export function scopeShown(scope: readonly string[]): ConsentPage['scope'] {
  return scope.map((name) => ({ name, meaning: MEANINGS.get(name) ?? `use ${name}` }))
}

export function nameOf(user: User): string {
  const name = user.claims['name']
  return typeof name === 'string' ? name : user.username
}

function detailOf(user: User): string {
  const email = user.claims['email']
  return typeof email === 'string' ? email : user.username
}
