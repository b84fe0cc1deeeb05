// The parameters that OAuth and OpenID Connect know, so that a misspelt one is not taken for another that was meant, and
// a stray one is seen.

/** RFC 6749 §3.1, §4.1.1, RFC 7636, OpenID Connect Core §3.1.2.1, RFC 8707, 9101, 9126, 9396, 9449. */
export const AUTHORIZATION_PARAMETERS: ReadonlySet<string> = new Set([
  ...['response_type', 'client_id', 'redirect_uri', 'scope', 'state', 'nonce', 'response_mode'],
  ...['code_challenge', 'code_challenge_method', 'request', 'request_uri', 'resource', 'dpop_jkt'],
  ...['prompt', 'max_age', 'ui_locales', 'claims_locales', 'id_token_hint', 'login_hint', 'acr_values', 'claims'],
  ...['registration', 'authorization_details', 'display', 'audience'],
])

/** RFC 6749 §4, RFC 7521, 7523, 7636, 8628, 8693, 8707, 9396. */
export const TOKEN_PARAMETERS: ReadonlySet<string> = new Set([
  ...['grant_type', 'client_id', 'client_secret', 'client_assertion', 'client_assertion_type', 'scope', 'resource'],
  ...['code', 'redirect_uri', 'code_verifier', 'refresh_token', 'username', 'password', 'device_code', 'assertion'],
  ...['subject_token', 'subject_token_type', 'actor_token', 'actor_token_type', 'requested_token_type', 'audience'],
  ...['authorization_details'],
])

/** All of them, with those of the other endpoints. */
export const PARAMETERS: ReadonlySet<string> = new Set([
  ...AUTHORIZATION_PARAMETERS,
  ...TOKEN_PARAMETERS,
  ...['token', 'token_type_hint', 'access_token', 'user_code', 'post_logout_redirect_uri', 'logout_hint'],
  ...['interaction', 'decision'],
])
