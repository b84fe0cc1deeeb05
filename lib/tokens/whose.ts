// The user behind what a request presents, as far as records tell.

import type { Request } from '../protocol/messages.js'
import type { User } from '../protocol/metadata.js'
import type { AuthorizationServer } from '../state/authorization_server.js'

export async function userBehind(as: AuthorizationServer, request: Request): Promise<User | undefined> {
  const { form, authorizations } = request
  const bearer = authorizations.find((value) => /^(bearer|dpop) /i.test(value))?.replace(/^\w+ +/, '')
  const presented =
    form.peek('code') ?? form.peek('refresh_token') ?? form.peek('device_code') ?? form.peek('token') ?? bearer
  const record = presented === undefined ? undefined : await as.records.find(presented)
  const sub = record?.value.sub
  return sub === undefined ? undefined : as.users.bySub(sub)
}
