// What the pages show, as plain data; `http/pages` makes the HTML of it.

import type { Diagnosis, OAuthError } from './error.js'
import type { Redirection } from './messages.js'
import type { Verdict } from './verdict.js'

/** What a page shows; `http/pages` makes the HTML. */
export type Page = LoginPage | ConsentPage | DevicePage | LogoutPage | FailurePage | IndexPage | ExplanationPage

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

/** OpenID Connect RP-Initiated Logout §2: may the user be logged out, and that it is done. */
export interface LogoutPage {
  readonly name: 'logout'
  readonly shown:
    | {
        readonly step: 'confirm'
        readonly action: string
        readonly interaction: string
        readonly user: string
        readonly client?: string
      }
    | { readonly step: 'stayed' }
    /** `frames` tell clients through the browser (Front-Channel Logout §3); then the browser goes `back`. */
    | { readonly step: 'done'; readonly frames: readonly string[]; readonly back?: Redirection }
}

/** The answer where no redirection may be made (RFC 6749 §4.1.2.1). */
export interface FailurePage {
  readonly name: 'failure'
  readonly error: OAuthError
  /** Where the client may be told of it, when the user wants that (RFC 9700 §4.11.2). */
  readonly addressee?: Redirection
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
  /** Position of the first character in which expected and received differ, from 0. */
  readonly diff_at?: number
  /** How often this client was refused for this reason. */
  readonly seen?: number
  /** What lint says of this request, beyond the warnings: it takes several requests to see it. */
  readonly findings?: readonly { readonly rule: string; readonly hint: string; readonly fix?: string }[]
  readonly warnings: readonly Diagnosis[]
  readonly faults: readonly string[]
  /** What the client made of them. */
  readonly verdict?: readonly Verdict[]
}
