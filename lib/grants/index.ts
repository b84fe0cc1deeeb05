// The grants of this server. What lives here: one file a grant type. What does not: client
// authentication, and minting tokens. To add one: a file and a line in this list.

import { authorization_code } from './authorization_code.js'
import { client_credentials } from './client_credentials.js'
import { device_code } from './device_code.js'
import type { Grant } from './grant.js'
import { jwt_bearer } from './jwt_bearer.js'
import { password } from './password.js'
import { refresh_token } from './refresh_token.js'
import { token_exchange } from './token_exchange.js'

export const GRANTS: readonly Grant[] = [
  authorization_code,
  refresh_token,
  client_credentials,
  device_code,
  token_exchange,
  jwt_bearer,
  password,
]
