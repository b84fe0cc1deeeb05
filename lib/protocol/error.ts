// RFC 6749 §5.2, §4.1.2.1; RFC 6750 §3.1; RFC 7591 §3.2.2. One error class, thrown anywhere and
// caught in one place (`endpoints/index`). The status follows from the code's row in the table.

/** Why something was refused, for the developer whose test just failed. */
export interface Diagnosis {
  /** Stable, kebab-case: `code-expired`. */
  readonly reason: string
  /** Absent: an error where it refused the request, a warning where it did not. */
  readonly severity?: 'error' | 'warning'
  /** One sentence that names the two things that differ. */
  readonly hint: string
  readonly expected?: string
  readonly received?: string
  /** What to do about it. */
  readonly fix?: string
  /** The clause: `RFC 6749 §4.1.3`. */
  readonly spec?: string
  /** The policy switch that would accept it, if there is one: `unknown_scope: drop`. */
  readonly relax?: string
}

/** The registered codes and the status that each is sent with when answered as JSON. */
export const ERROR_CODES = {
  invalid_request: 400,
  invalid_client: 401,
  invalid_grant: 400,
  unauthorized_client: 400,
  unsupported_grant_type: 400,
  invalid_scope: 400,
  invalid_target: 400,
  access_denied: 403,
  unsupported_response_type: 400,
  server_error: 500,
  temporarily_unavailable: 503,
  interaction_required: 400,
  login_required: 400,
  consent_required: 400,
  account_selection_required: 400,
  unmet_authentication_requirements: 400,
  request_not_supported: 400,
  request_uri_not_supported: 400,
  registration_not_supported: 400,
  invalid_request_uri: 400,
  invalid_request_object: 400,
  invalid_token: 401,
  insufficient_scope: 403,
  insufficient_user_authentication: 401,
  unsupported_token_type: 400,
  authorization_pending: 400,
  slow_down: 400,
  expired_token: 400,
  invalid_dpop_proof: 400,
  use_dpop_nonce: 400,
  invalid_authorization_details: 400,
  invalid_redirect_uri: 400,
  invalid_client_metadata: 400,
  invalid_software_statement: 400,
  unapproved_software_statement: 400,
} as const

export type ErrorCode = keyof typeof ERROR_CODES

export class OAuthError extends Error {
  readonly code: string
  readonly status: number
  readonly diagnosis: Diagnosis
  readonly headers: Readonly<Record<string, string>>

  constructor(
    code: ErrorCode,
    diagnosis: Diagnosis,
    wire: { readonly status?: number; readonly headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(diagnosis.hint)
    this.name = 'OAuthError'
    this.code = code
    this.status = wire.status ?? ERROR_CODES[code]
    this.diagnosis = diagnosis
    this.headers = wire.headers ?? {}
  }

  /** The hint in the characters that RFC 6749 §5.2 allows: no quotes, no backslash, ASCII only. */
  get error_description(): string {
    return describable(this.diagnosis.hint)
  }
}

/** One rung of a ladder. The diagnosis is a function, so that a check that holds costs nothing. */
export function ensure(condition: unknown, code: ErrorCode, diagnose: () => Diagnosis): asserts condition {
  if (!condition) throw new OAuthError(code, diagnose())
}

const LONGEST_DESCRIPTION = 300

/** Text in the characters of `error_description` (RFC 6749 §5.2): %x20-21 / %x23-5B / %x5D-7E. */
export function describable(text: string): string {
  const plain = text
    .replaceAll('"', "'")
    .replaceAll('\\', '/')
    .replace(/[^\x20-\x7e]/g, '?')
  return plain.length <= LONGEST_DESCRIPTION ? plain : `${plain.slice(0, LONGEST_DESCRIPTION - 3)}...`
}

/** A received value fit for a sentence: shortened, with what cannot be printed made visible. */
export function quoted(value: string, longest = 80): string {
  const visible = value.replace(
    /[^\x20-\x7e]/g,
    (c) => `%${c.codePointAt(0)?.toString(16).toUpperCase().padStart(2, '0')}`,
  )
  return `'${visible.length <= longest ? visible : `${visible.slice(0, longest)}...`}'`
}
