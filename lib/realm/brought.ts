// What a request itself says should go wrong: in the header `mock-oauth2-fail`, when it comes from this machine, and by
// magic names where identity is open or the policy says so. Honest requests are looked at, and nothing else.

import type { Armed } from '../faults/rules/armed.js'
import { armedAs, concerns, inHeader, inName } from '../faults/rules/brought.js'
import { RuleError } from '../faults/rules/mistake.js'
import type { Rule } from '../faults/rules/rule.js'
import type { Ancestor } from '../interactions/lineage.js'
import { OAuthError } from '../protocol/error.js'
import { FAULT_HEADER, asked, isMagic, isMagicScope } from '../protocol/magic.js'
import type { Request } from '../protocol/messages.js'
import { parseScope } from '../protocol/scope.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import { plantCode } from '../state/seeds.js'

export interface Brought {
  readonly rules: readonly Armed[]
  /** The request as the server is to judge it. */
  readonly request: Request
}

const NO_RULES: readonly Armed[] = Object.freeze([])

/** Magic names whose rules are kept, so that a fault which remembers calls does so from one to the next. */
const MOST_NAMES = 1000

export class Bringer {
  /** A reset makes another server, which has seen none of them. */
  readonly #names = new WeakMap<AuthorizationServer, Map<string, readonly Armed[] | RuleError>>()

  async brought(as: AuthorizationServer, request: Request, ancestor: Ancestor | undefined): Promise<Brought> {
    const header = request.headers[FAULT_HEADER]
    const names = as.magic ? namesIn(request, ancestor) : []
    const magic = names.flatMap(([field, name]) => this.#rulesOf(as, request, field, name))
    await plantMagicCode(as, request)
    return header === undefined ? { rules: magic, request } : withHeader(as, request, header, magic)
  }

  #rulesOf(as: AuthorizationServer, request: Request, field: string, name: string): readonly Armed[] {
    const names = this.#names.get(as) ?? new Map<string, readonly Armed[] | RuleError>()
    const known = names.get(name) ?? read(name, as.clock.now())
    this.#names.set(as, names.set(name, known))
    if (names.size > MOST_NAMES) names.delete(String(names.keys().next().value))
    if (known instanceof RuleError) {
      request.trace.warn({
        reason: 'magic-value-unknown',
        hint: `${field} '${name.slice(0, 80)}' begins like a magic value and names no fault: ${known.reason}`,
        ...(known.hint !== undefined && { fix: known.hint }),
      })
      return NO_RULES
    }
    const here = known.filter(({ rule }) => concerns(rule, request.endpoint))
    if (here.length > 0) request.trace.check(`magic ${field} '${name.slice(0, 80)}' asks for a fault`)
    return here
  }
}

/** Whether there is anything to be read; most requests bring nothing, and this is all they pay. */
export function brings(as: AuthorizationServer, request: Request, ancestor: Ancestor | undefined): boolean {
  if (request.headers[FAULT_HEADER] !== undefined) return true
  if (!as.magic) return false
  const { form, query, authorizations } = request
  if (form.pairs.some(isHint) || query.pairs.some(isHint) || authorizations.some((value) => BASIC.test(value)))
    return true
  return [ancestor?.client_id, ancestor?.sub, ancestor?.scope].some((value) => value?.includes('fault') === true)
}

const isHint = ({ value }: { readonly value: string }): boolean => value.includes('fault')

function read(name: string, now: number): readonly Armed[] | RuleError {
  try {
    return inName(asked(name)).map((rule) => armedAs(name, rule, now))
  } catch (error) {
    if (error instanceof RuleError) return error
    throw error
  }
}

/** Field and value of every magic name in a request, and in what it follows from. */
function namesIn(
  { form, query, authorizations }: Request,
  ancestor: Ancestor | undefined,
): readonly (readonly [string, string])[] {
  const found = new Map<string, string>()
  const note = (field: string, value: string | undefined): void => {
    if (value !== undefined && isMagic(value)) found.set(value, field)
  }
  for (const { name, value } of [...form.pairs, ...query.pairs])
    if (name === 'scope') noteScope(found, value)
    else if (FIELDS.has(name)) note(name, value)
  for (const value of authorizations) note('client_id', basicName(value))
  note('client_id', ancestor?.client_id)
  note('user', ancestor?.sub)
  if (ancestor?.scope !== undefined) noteScope(found, ancestor.scope)
  return [...found].map(([value, field]) => [field, value])
}

const FIELDS = new Set(['client_id', 'username', 'login_hint', 'code'])

function noteScope(found: Map<string, string>, scope: string): void {
  if (scope.includes('fault:'))
    for (const token of parseScope(scope)) if (isMagicScope(token)) found.set(token, 'scope')
}

/** `fault-` in Base64: nothing else is decoded. */
const BASIC = /^basic +(ZmF1bHQt[\w+/=-]*)$/i

function basicName(authorization: string): string | undefined {
  const encoded = BASIC.exec(authorization)?.[1]
  return encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString('utf8').split(':', 1)[0]
}

/** A code that nobody issued works as one of the first user, so that a fault of the answer has an answer to spoil. */
async function plantMagicCode(
  as: AuthorizationServer,
  { endpoint, form, query, authorizations }: Request,
): Promise<void> {
  const code = form.peek('code')
  if (!as.magic || endpoint !== 'token' || code === undefined || !isMagic(code)) return
  const named = authorizations.map((value) => /^basic +([^ ]+)$/i.exec(value)?.[1] ?? '')
  const [basic] = named.map((value) => Buffer.from(value, 'base64').toString('utf8').split(':', 1)[0])
  const client_id = form.peek('client_id') ?? query.peek('client_id') ?? basic ?? ''
  const [redirect_uri, verifier] = [form.peek('redirect_uri'), form.peek('code_verifier')]
  await plantCode(as, {
    code,
    client_id,
    scope: 'openid profile email offline_access',
    ...(as.users.first && { user: as.users.first.username }),
    ...(redirect_uri !== undefined && { redirect_uri }),
    ...(verifier !== undefined && { challenge: { code_challenge: verifier, code_challenge_method: 'plain' as const } }),
  })
}

function withHeader(as: AuthorizationServer, request: Request, header: string, magic: readonly Armed[]): Brought {
  if (request.local !== true) {
    const hint = `the header ${FAULT_HEADER} counts only on requests from this machine; this one is answered as if it were not there`
    request.trace.warn({ reason: 'fault-header-remote', hint, fix: 'arm a rule by the control API' })
    return { rules: magic, request }
  }
  try {
    const rules: readonly Rule[] = inHeader(header, request.endpoint)
    return { rules: [...rules.map((rule) => armedAs('header', rule, as.clock.now())), ...magic], request }
  } catch (error) {
    if (!(error instanceof RuleError)) throw error
    return { rules: NO_RULES, request: { ...request, problem: mistaken(error) } }
  }
}

function mistaken(error: RuleError): OAuthError {
  return new OAuthError('invalid_request', {
    reason: 'fault-header',
    hint: `the header ${FAULT_HEADER} cannot be read: ${error.reason}${error.hint === undefined ? '' : `; ${error.hint}`}`,
    received: error.text,
    ...(error.hint !== undefined && { fix: error.hint }),
  })
}
