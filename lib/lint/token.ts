// Token requests, and what is done with tokens.

import { quoted } from '../protocol/error.js'
import { TOKEN_PARAMETERS } from '../protocol/names.js'
import { strange } from './authorization.js'
import { at, each, issued, registered, told } from './rule.js'
import type { Exchange, Rule } from './rule.js'

/** Profiles and the mock's own words. */
const FURTHER = new Set(['duration', 'expires_in'])

export const TOKEN: readonly Rule[] = [
  {
    rule: 'secret-in-body-though-basic-registered',
    severity: 'warning',
    spec: 'RFC 6749 §2.3.1',
    fix: 'send Authorization: Basic, or register token_endpoint_auth_method: client_secret_post',
    find: each(issued, (entry, context) => {
      const client = registered(context, entry.client_id)
      const basic = client?.token_endpoint_auth_method === 'client_secret_basic' && client.open !== true
      if (!basic || entry.received.form.peek('client_secret') === undefined) return undefined
      return `client '${entry.client_id}' is registered for client_secret_basic and sends its secret in the body; stricter servers refuse it`
    }),
  },
  {
    rule: 'token-request-without-accept-json',
    severity: 'notice',
    spec: 'RFC 6749 §5.1',
    fix: 'send Accept: application/json',
    find: each(issued, ({ received: { headers } }) => {
      const accept = headers['accept']
      if (accept !== undefined && /json|\*\/\*/.test(accept)) return undefined
      return `the token request ${accept === undefined ? 'has no Accept header' : `accepts ${quoted(accept, 40)}`}; some providers answer in another format than application/json then`
    }),
  },
  {
    rule: 'cookie-sent-to-token-endpoint',
    severity: 'notice',
    spec: 'RFC 6749 §3.2',
    fix: 'send token requests without cookies: credentials: omit, or an HTTP client without a cookie jar',
    find: each(at('token'), ({ received: { headers } }) =>
      headers['cookie'] === undefined
        ? undefined
        : `the token request carries ${headers['cookie'].split(';').length} cookie(s); the token endpoint authenticates clients, and knows no browser`,
    ),
  },
  {
    rule: 'browser-origin-with-confidential-client',
    severity: 'warning',
    spec: 'RFC 9700 §2.5',
    fix: 'register a public client with PKCE for the page, or move the token request to a server',
    find: each(issued, (entry) => {
      const origin = entry.received.headers['origin']
      if (origin === undefined || !provesItself(entry)) return undefined
      return `client '${entry.client_id}' sends its credentials from a page of ${quoted(origin, 60)}: every visitor has the secret of this confidential client`
    }),
  },
  {
    rule: 'token-in-url',
    severity: 'warning',
    spec: 'RFC 6750 §5.3',
    fix: 'send tokens in the Authorization header, secrets in the body',
    find: each(ANYWHERE, ({ received: { query } }) => {
      const name = SECRETS.find((one) => query.peek(one) !== undefined)
      return (
        name &&
        `${name} stands in a URL, where logs, histories and Referer headers keep it; the header or the body is for it`
      )
    }),
  },
  {
    rule: 'id_token-sent-to-api',
    severity: 'warning',
    spec: 'RFC 9700 §2.3',
    fix: 'send the access_token of the token response',
    find: each(ANYWHERE, ({ reason, endpoint }) =>
      reason === 'token-is-id-token'
        ? `an ID Token was sent to ${endpoint} in place of the access token; an ID Token is for the client alone`
        : undefined,
    ),
  },
  {
    rule: 'userinfo-before-token-validation',
    severity: 'notice',
    spec: 'OpenID Connect Core §5.3.2',
    fix: 'verify the ID Token first, and compare its sub with that of userinfo',
    find: (entries) => {
      const first = entries.findIndex(({ endpoint }) => endpoint === 'jwks')
      const before = first < 0 ? entries : entries.slice(0, first)
      const tokens = issued(before).filter((entry) => told(entry, 'id_token') !== undefined)
      return at('userinfo')(before)
        .filter((entry) => tokens.some(({ client_id }) => client_id === entry.client_id))
        .map((entry) => ({
          entry,
          hint: `client '${entry.client_id}' calls userinfo before anybody fetched the JWK Set: its ID Token cannot have been verified by then`,
        }))
    },
  },
  {
    rule: 'unknown-parameter-sent',
    severity: 'notice',
    spec: 'RFC 6749 §3.2',
    fix: 'leave it out, or spell it as the specification does',
    find: each(issued, ({ received: { form } }) => {
      const odd = form.pairs.find(({ name }) => !TOKEN_PARAMETERS.has(name) && !FURTHER.has(name))
      return odd && strange(odd.name, 'token', [...TOKEN_PARAMETERS])
    }),
  },
]

const SECRETS = ['access_token', 'refresh_token', 'client_secret', 'code_verifier', 'password'] as const

function ANYWHERE(entries: Parameters<Rule['find']>[0]): readonly Exchange[] {
  return entries.filter((entry): entry is Exchange => entry.received !== undefined)
}

/** By a secret or an assertion. */
function provesItself({ received: { authorizations, form } }: Exchange): boolean {
  const names = ['client_secret', 'client_assertion']
  return authorizations.some((one) => /^basic /i.test(one)) || names.some((name) => form.peek(name) !== undefined)
}
