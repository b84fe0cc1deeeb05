// RFC 6749 §5.2 and §4.1.2.1, RFC 6750 §3: answers with an OAuth error, the way the endpoint would.

import { ERROR_CODES, describable } from '../protocol/error.js'
import { json, redirect, type Redirection, type Reply, type Request } from '../protocol/messages.js'
import { nearest } from '../protocol/spelling.js'
import { challenge } from './challenge.js'
import type { Fault, Turn } from './fault.js'
import { OptionError, readNumber, readText, type Options } from './options.js'
import { isFront, isResource } from './points.js'

interface Refusal {
  readonly code: string
  readonly status: number
  readonly description: string | undefined
  /** Whether a 401 brings WWW-Authenticate, as it must (RFC 9110 §15.5.2). */
  readonly challenges: boolean
}

export const error: Fault = {
  name: 'error',
  summary: 'answers with an OAuth error: JSON, a Bearer challenge or a redirection, as the endpoint does',
  arm(options) {
    const refusal = read(options)
    return {
      explain: (point) =>
        point === 'authorize' || point === 'login' || point === 'consent'
          ? `is sent back to the client with the error ${refusal.code}`
          : `is answered with ${refusal.code} (${refusal.status})`,
      wrap: (turn) => async (request, act) => {
        if (!concerns(request, options)) return act()
        return isFront(request.endpoint)
          ? sentBack(request, await act(), refusal, turn)
          : refused(request, refusal, turn)
      },
    }
  },
}

function read(options: Options): Refusal {
  const code = readText(options, 'code')
  if (code === undefined) throw new OptionError('code', 'error needs a code', 'write error:invalid_grant')
  const status = readNumber(options, 'status') ?? statusOf(code)
  return { code, status, description: readText(options, 'description'), challenges: options['challenge'] !== false }
}

/** Some errors are about a parameter that is there, or one that is missing: a row names it. */
function concerns({ query, form }: Request, { given, lacking }: Options): boolean {
  const has = (name: unknown): boolean => (query.peek(String(name)) ?? form.peek(String(name))) !== undefined
  return (given === undefined || has(given)) && (lacking === undefined || !has(lacking))
}

function statusOf(code: string): number {
  if (code === 'access_denied') return 400 // the 403 of our table is for pages; RFC 8628 §3.5 says 400
  if (Object.hasOwn(ERROR_CODES, code)) return ERROR_CODES[code as keyof typeof ERROR_CODES]
  const near = nearest(code, Object.keys(ERROR_CODES))
  throw new OptionError('code', `"${code}" is not a registered error code`, near && `did you mean "${near}"?`)
}

const described = ({ description }: Refusal, { cause }: Turn): string =>
  describable(description ?? `requested by fault ${cause}`)

function refused(request: Request, refusal: Refusal, turn: Turn): Reply {
  const { code, status } = refusal
  const error_description = described(refusal, turn)
  const challenged = refusal.challenges && (status === 401 || isResource(request.endpoint))
  return json(
    status,
    { error: code, error_description },
    {
      ...(challenged ? challenge(request, code, error_description) : {}),
      ...(code === 'use_dpop_nonce' ? { 'dpop-nonce': 'requested-by-a-fault' } : {}), // RFC 9449 §8
    },
  )
}

/** An error goes only where the honest answer would have gone: never to an unregistered redirect_uri. */
function sentBack(request: Request, honest: Reply, refusal: Refusal, turn: Turn): Reply {
  const addressee = addresseeOf(honest)
  if (!addressee) return honest
  const { state, iss } = addressee.parameters
  const parameters = {
    error: refusal.code,
    error_description: described(refusal, turn),
    ...(state === undefined ? {} : { state }),
    ...(iss === undefined ? {} : { iss }),
  }
  return redirect(request, { ...addressee, parameters })
}

function addresseeOf({ content }: Reply): Redirection | undefined {
  if (content.kind === 'redirection') return content.redirection
  return content.kind === 'page' && 'addressee' in content.page ? content.page.addressee : undefined
}
