// What a code, a refresh token or a device code remembers of its authorization, for the tokens to come.

import type { Client } from '../protocol/metadata.js'
import type { Issued } from '../state/artifacts.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import type { Kept } from '../state/records.js'
import type { Authorization } from './authorization.js'

export function remembered(
  as: AuthorizationServer,
  client: Client,
  { value, family }: Kept<Issued>,
): Omit<Authorization, 'scope' | 'refresh_token'> {
  const user = value.sub === undefined ? undefined : as.users.bySub(value.sub)
  return {
    client,
    family,
    ...(user && { user }),
    ...(value.auth_time !== undefined && { auth_time: value.auth_time }),
    ...(value.claims && { claims: value.claims }),
    ...(value.acr !== undefined && { acr: value.acr }),
    ...(value.sid !== undefined && { sid: value.sid }),
    ...(value.amr && { amr: value.amr }),
  }
}
