// What travels through the house: a Request in, a Reply out. Both are plain data; nothing here
// knows sockets or Fastify. A Reply stays data until `http/deliver`, so that anything can still be
// seen, changed or signed before it leaves.

import type { Draft } from './draft.js'
import type { Diagnosis, OAuthError } from './error.js'
import type { Parameters } from './parameters.js'
import type { Trace } from './trace.js'

/** Every door of the server, in the RFCs' words; fault selectors use the same words (see `Point`). */
export type EndpointName =
  | 'authorization'
  | 'login'
  | 'consent'
  | 'pushed_authorization_request'
  | 'device_authorization'
  | 'device'
  | 'token'
  | 'userinfo'
  | 'introspection'
  | 'revocation'
  | 'jwks'
  | 'metadata'
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

/** What a page shows; `http/pages` makes the HTML. */
export type Page = LoginPage | ConsentPage | DevicePage | FailurePage | IndexPage | ExplanationPage

export interface LoginPage {
  readonly name: 'login'
  /** `picker` offers one button per user, `form` asks for username and password. */
  readonly mode: 'picker' | 'form'
  readonly action: string
  readonly interaction: string
  readonly client: string
  readonly users: readonly { readonly username: string; readonly name: string; readonly detail: string }[]
  readonly username?: string
  readonly alert?: string
  /** Where an authorization response of this interaction would go, so that it can still be refused; a device has none. */
  readonly addressee?: Redirection
}

export interface ConsentPage {
  readonly name: 'consent'
  readonly action: string
  readonly interaction: string
  readonly client: string
  readonly user: string
  readonly scope: readonly { readonly name: string; readonly meaning: string }[]
  readonly addressee: Redirection
}

/** RFC 8628 §3.3: where a user enters what a device shows, and decides about the device. */
export interface DevicePage {
  readonly name: 'device'
  readonly action: string
  readonly shown:
    | { readonly step: 'enter'; readonly user_code: string; readonly login_hint?: string; readonly alert?: string }
    | {
        readonly step: 'decide'
        readonly interaction: string
        readonly user_code: string
        readonly client: string
        readonly user: string
        readonly scope: ConsentPage['scope']
      }
    | { readonly step: 'done'; readonly approved: boolean; readonly client: string; readonly because?: string }
}

/** The answer where no redirection may be made (RFC 6749 §4.1.2.1). */
export interface FailurePage {
  readonly name: 'failure'
  readonly error: OAuthError
}

export interface IndexPage {
  readonly name: 'index'
  readonly issuer: string
  readonly entries: readonly { readonly title: string; readonly href: string }[]
}

/** Why a request was answered as it was; behind `error_uri` (RFC 6749 §5.2). */
export interface ExplanationPage {
  readonly name: 'explanation'
  readonly id: string
  /** Method and URL, secrets masked. */
  readonly request: string
  readonly status: number
  readonly error?: string
  readonly client_id?: string
  readonly user?: string
  readonly diagnosis?: Diagnosis
  /** What held before the refusal, in order. */
  readonly checks: readonly string[]
  readonly warnings: readonly Diagnosis[]
  readonly faults: readonly string[]
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
