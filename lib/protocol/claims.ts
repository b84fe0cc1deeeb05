// OpenID Connect Core §5.1, §5.4: which scope opens which claims.

const OPENED_BY: Readonly<Record<string, readonly string[]>> = {
  profile: [
    'name',
    'family_name',
    'given_name',
    'middle_name',
    'nickname',
    'preferred_username',
    'profile',
    'picture',
    'website',
    'gender',
    'birthdate',
    'zoneinfo',
    'locale',
    'updated_at',
  ],
  email: ['email', 'email_verified'],
  address: ['address'],
  phone: ['phone_number', 'phone_number_verified'],
}

const GUARDED = new Set(Object.values(OPENED_BY).flat())

export const SCOPES = ['openid', ...Object.keys(OPENED_BY), 'offline_access'] as const

/** The claims of a user that a scope opens. Claims of no standard scope, such as `groups`, come with `openid`. */
export function opened(
  claims: Readonly<Record<string, unknown>>,
  scope: readonly string[],
): Readonly<Record<string, unknown>> {
  const names = new Set(scope.flatMap((token) => (Object.hasOwn(OPENED_BY, token) ? (OPENED_BY[token] ?? []) : [])))
  return Object.fromEntries(Object.entries(claims).filter(([name]) => !GUARDED.has(name) || names.has(name)))
}

/** For metadata: `claims_supported` of what the users of a server have. */
export function claimNames(
  users: readonly { readonly claims: Readonly<Record<string, unknown>> }[],
): readonly string[] {
  return [...new Set(['sub', ...users.flatMap((user) => Object.keys(user.claims))])]
}
