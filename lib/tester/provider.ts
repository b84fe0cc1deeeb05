// What a test holds in its hand: one interface, whether the provider runs in this process or in another one.

import type { Faults } from './faults.js'
import type { Clock } from './clock.js'
import type { ClientEntry, Collection, UserEntry } from './collections.js'
import type { Codes } from './codes.js'
import type { Journal } from './journal.js'
import type { Keys } from './keys.js'
import type { Login } from './login.js'
import type { RealmSpec } from './realms.js'
import type { Tokens } from './tokens.js'
import type { Count } from './verification.js'

/**
 * A running provider, one of its realms, or a view of it that is limited to a tag. All that it does goes through
 * the control API, so that it does the same wherever the provider runs. In this process a call that is not awaited
 * has its effect before any request that is sent after it is answered.
 *
 * Every method throws {@link ControlError} when the provider refuses or is not there.
 */
export interface Provider extends AsyncDisposable {
  /** The issuer identifier: what clients are configured with. */
  readonly issuer: string
  /** Where it is; a realm's URL has the path of the realm. */
  readonly url: string
  /** Base URL of the control API. */
  readonly control: string
  /** Wanted by the control API; `undefined` on loopback. */
  readonly controlToken: string | undefined

  /**
   * What a program under test is told through its environment, as `exec` tells it: `OIDC_ISSUER`,
   * `MOCK_OAUTH2_URL`, `MOCK_OAUTH2_ISSUER`, `MOCK_OAUTH2_CONTROL_URL` and, off loopback, `MOCK_OAUTH2_CONTROL_TOKEN`.
   *
   * @example spawn('npm', ['start'], { env: { ...process.env, ...provider.env() } })
   */
  env(): Record<string, string>

  /**
   * Opens a realm: an issuer of its own with its own clients, users, faults, clock and journal, laid over the
   * fixtures of the start. `close()` drops it; idle ones go after 30 minutes.
   *
   * @example
   * await using realm = await provider.realm({ faults: ['token=503@1'] })
   * app.configure({ issuer: realm.issuer })
   */
  realm(spec?: RealmSpec): Promise<Provider>

  /**
   * A view for one of several tests that share an application and an issuer: faults, login queue, journal and
   * verification are limited to requests with this tag. The tag is carried into the login by `cookies()`, by the
   * header `mock-oauth2-tag`, or by a user or client bound to it, and goes on to codes, tokens and refreshes.
   * `close()` drops its faults and keeps its journal.
   *
   * @example
   * const mine = provider.tag('test-7')
   * await context.addCookies(mine.cookies())
   * await mine.fail('authorize=access_denied')
   */
  tag(name: string): Provider

  /** The cookies that carry the tag, for a browser context; none without a tag. */
  cookies(): { readonly name: string; readonly value: string; readonly url: string }[]

  /**
   * Arms fault rules, all or none. `clear()` or `await using` takes them back.
   *
   * @throws RuleError for a rule with a mistake, with a caret under it.
   * @example
   * await using fault = await provider.fail('token=503@1..2')
   */
  fail: Faults['fail']
  /** The armed rules: list, explain, clear. */
  readonly faults: Omit<Faults, 'fail'>

  readonly clients: Collection<ClientEntry>
  readonly users: Collection<UserEntry>
  readonly codes: Codes
  readonly tokens: Tokens
  readonly keys: Keys
  readonly login: Login
  readonly clock: Clock
  readonly journal: Journal

  /**
   * Checks how often requests of a kind were made.
   *
   * @param selector `token.refresh`, `token+client:web+status:4xx`, `jwks`: the words of fault rules.
   * @param count `1`, `'1..'`, `'..2'`, `'1..3'`; at least once when absent.
   * @throws VerificationError (an AssertionError) that tells what was seen instead, and what came nearest.
   * @example await provider.verify('token.refresh', 1)
   */
  verify(selector: string, count?: Count): Promise<void>
  /**
   * Checks that requests came in this order; with `strict` nothing else may stand between them.
   *
   * @throws VerificationError that tells which step was missing.
   * @example await provider.expectFlow(['authorize', 'token.code', 'userinfo'])
   */
  expectFlow(steps: readonly string[], options?: { readonly strict?: boolean }): Promise<void>

  /**
   * Why a request was answered as it was.
   *
   * @param id As in the journal and in the header `mock-oauth2-request-id`: `r17`.
   * @example console.log((await provider.explain('r17')).text)
   */
  explain(id: string): Promise<Explanation>
  /**
   * A flow as a Mermaid sequence diagram.
   *
   * @param flow The id of the flow; the latest one when absent.
   */
  diagram(flow?: string): Promise<string>
  /** What is doubtful in traffic that succeeded. */
  lint(): Promise<readonly Finding[]>
  /** Unexpected refusals, rules and seeds that were never used, requests to paths that do not exist. */
  reports(): Promise<Readonly<Record<string, readonly unknown[]>>>
  /** How the application took each fault that fired. */
  verdicts(): Promise<readonly Finding[]>

  /** All that this realm remembers, as plain JSON. */
  snapshot(): Promise<Snapshot>
  /**
   * Brings a snapshot back, so that a test begins where another setup ended; here, or in a further realm.
   *
   * @example
   * const signedIn = await provider.snapshot()
   * await other.restore(signedIn)
   */
  restore(snapshot: Snapshot): Promise<void>
  /** Back to the fixtures: state, faults, clock and journal; of a tag, its faults and journal. */
  reset(...only: readonly Resettable[]): Promise<void>
  /** Stops a provider of this process; drops a realm; takes the faults of a tag back. Safe to call twice. */
  close(): Promise<void>
}

export type Resettable = 'state' | 'faults' | 'clock' | 'journal'

/** Not to be looked into: it may differ from version to version. */
export type Snapshot = Readonly<Record<string, unknown>>

/** Whatever members the control API gives; they are only ever added. */
export type Finding = Readonly<Record<string, unknown>>

export interface Explanation extends Finding {
  readonly id: string
  /** For a terminal or a failure message. */
  readonly text: string
}
