// What travels through the house: a Request in, a Reply out. Both are plain data; nothing here
// knows sockets or Fastify. A Reply stays data until `http/deliver`, so that anything can still be
// seen, changed or signed before it leaves.

import type { Delivery } from './delivery.js'
import type { Draft } from './draft.js'
import type { OAuthError } from './error.js'
import type { Origin } from './origin.js'
import type { Page } from './page.js'
import type { Parameters } from './parameters.js'
import type { Trace } from './trace.js'

export type * from './delivery.js'
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
  /** Asked for a fault, and came from this machine. */
  readonly local?: true
  /** Its place among all others; there once the realm has received it. */
  readonly origin?: Origin
}

/** JSON members. A `Draft` among them is signed by `seal` before anybody sees it. */
export type Members = Readonly<Record<string, unknown>>

/** An authorization response on its way to the client. The URL is built in `http/`. */
export interface Redirection {
  readonly redirect_uri: string
  readonly response_mode: 'query' | 'fragment' | 'form_post'
  readonly parameters: Members
  /** Further parameters, sent after the others; only here can a name repeat. */
  readonly more?: readonly (readonly [name: string, value: string])[]
}

export interface Cookie {
  readonly name: string
  readonly value: string
  readonly path: string
  /** Seconds; absent for a session cookie. */
  readonly max_age?: number
}

export type Content =
  /** Members that are null do not leave, unless `nulls` says so. */
  | { readonly kind: 'members'; readonly members: Members; readonly media_type?: string; readonly nulls?: true }
  | { readonly kind: 'draft'; readonly draft: Draft | string; readonly media_type: string }
  | { readonly kind: 'text'; readonly text: string; readonly media_type: string }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array; readonly media_type: string }
  | { readonly kind: 'redirection'; readonly redirection: Redirection }
  | { readonly kind: 'page'; readonly page: Page }
  /** Sent as it comes, until there is no more or the signal says so; whoever reads slowly is waited for. */
  | { readonly kind: 'stream'; readonly chunks: AsyncIterable<string>; readonly media_type: string }
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
