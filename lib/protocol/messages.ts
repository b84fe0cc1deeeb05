// What travels through the house: a Request in, a Reply out. Both are plain data; nothing here
// knows sockets or Fastify. A Reply stays data until `http/deliver`, so that anything can still be
// seen, changed or signed before it leaves.

import type { Draft } from './draft.js'
import type { OAuthError } from './error.js'
import type { Page } from './page.js'
import type { Parameters } from './parameters.js'
import type { Trace } from './trace.js'

export type * from './page.js'

/** Every door of the server, in the RFCs' words; fault selectors use the same words (see `Point`). */
export type EndpointName =
  | 'authorization'
  | 'login'
  | 'consent'
  | 'pushed_authorization_request'
  | 'device_authorization'
  | 'device'
  | 'end_session'
  | 'token'
  | 'userinfo'
  | 'introspection'
  | 'revocation'
  | 'registration'
  | 'client_configuration'
  | 'jwks'
  | 'metadata'
  | 'resource'
  | 'protected_resource_metadata'
  | 'documents'
  | 'index'
  | 'health'

/** A wire request in the RFCs' language. Built by `http/receive`, translated by `Profile.read`. */
export interface Request {
  readonly endpoint: EndpointName
  /** Upper-case method, as received. */
  readonly method: string
  /** Path and query, exactly as received. */
  readonly url: string
  /** What follows the endpoint's own path; `/metadata` for `/api/v1/metadata` under `/api/v1/*`. */
  readonly rest: string
  /** Where the client reached us: scheme, authority and, behind a proxy, prefix; no trailing slash. */
  readonly base: string
  /** Header names in lower case; repeated headers joined with `, `. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** Every `Authorization` value in the order received: some clients send two. */
  readonly authorizations: readonly string[]
  readonly cookies: Readonly<Record<string, string>>
  /** The parameters of the URI. */
  readonly query: Parameters
  /** The parameters of a form body; empty when the body is something else. */
  readonly form: Parameters
  /** The media type of the body in lower case without parameters; `''` when none was sent. */
  readonly media_type: string
  /** The body as received. */
  readonly body: Uint8Array
  /** Set when the transport already had to give up on the request (too large, unreadable). */
  readonly problem?: OAuthError
  /** What the server notices while it judges this request; feeds the journal. */
  readonly trace: Trace
}

/** JSON members. A `Draft` among them is signed by `seal` before anybody sees it. */
export type Members = Readonly<Record<string, unknown>>

/** An authorization response on its way to the client. The URL is built in `http/`. */
export interface Redirection {
  readonly redirect_uri: string
  readonly response_mode: 'query' | 'fragment' | 'form_post'
  readonly parameters: Members
}

export interface Cookie {
  readonly name: string
  readonly value: string
  readonly path: string
  /** Seconds; absent for a session cookie. */
  readonly max_age?: number
}

/** How the bytes leave: nothing set means at once and whole. Times are real milliseconds. */
export interface Delivery {
  /** Wait this long before the first byte. */
  readonly delay?: number
  /** Never answer; the client has to give up. */
  readonly hang?: true
  /** Close the connection with a TCP reset and no answer. */
  readonly reset?: true
  /** Send this share of the body, between 0 and 1, then close; lengths stay consistent. */
  readonly truncate?: number
  /** Send these bytes in place of the body. */
  readonly raw?: string
}

export type Content =
  | { readonly kind: 'members'; readonly members: Members; readonly media_type?: string }
  | { readonly kind: 'draft'; readonly draft: Draft | string; readonly media_type: string }
  | { readonly kind: 'text'; readonly text: string; readonly media_type: string }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array; readonly media_type: string }
  | { readonly kind: 'redirection'; readonly redirection: Redirection }
  | { readonly kind: 'page'; readonly page: Page }
  | { readonly kind: 'empty' }

export interface Reply {
  readonly status: number
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly content: Content
  readonly cookies?: readonly Cookie[]
  readonly delivery?: Delivery
}

/** JSON with the headers that RFC 6749 §5.1 asks of every token response and error. */
export function json(status: number, members: Members, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, headers: { ...NO_STORE, ...headers }, content: { kind: 'members', members } }
}

export function page(status: number, shown: Page, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, headers: { ...NO_STORE, ...headers }, content: { kind: 'page', page: shown } }
}

/** 302 after GET, 303 after POST; never 307, which would post the password on (RFC 9700 §4.12). */
export function redirect(request: Request, redirection: Redirection): Reply {
  return {
    status: redirection.response_mode === 'form_post' ? 200 : request.method === 'POST' ? 303 : 302,
    headers: NO_STORE,
    content: { kind: 'redirection', redirection },
  }
}

export const NO_STORE = { 'cache-control': 'no-store', pragma: 'no-cache' } as const
