// What the mock resource wants of a token: said by the fixtures, and by the query of each request on top.

import { ensure, quoted } from '../protocol/error.js'
import type { Parameters } from '../protocol/parameters.js'
import { parseScope } from '../protocol/scope.js'

export interface Demands {
  readonly scope?: string
  /** One of these in `aud`; absent: what fits a resource of this server. */
  readonly audience?: string | readonly string[]
  /** One of these, separated by spaces (RFC 9470 §3). */
  readonly acr_values?: string
  /** Seconds since the user authenticated. */
  readonly max_age?: number
  /** `required` takes no Bearer tokens. */
  readonly dpop?: 'required' | 'optional'
}

/** `?scope=write&max_age=60&acr_values=…&audience=…&dpop=required`; each word replaces that of the fixtures. */
export function demandsOf(query: Parameters, fixture: Demands): Demands {
  const [scope, acr_values] = [query.get('scope'), query.get('acr_values')]
  const [max_age, dpop] = [query.get('max_age'), query.get('dpop')]
  const audience = query.all('audience')
  ensure(max_age === undefined || /^\d{1,9}$/.test(max_age), 'invalid_request', () =>
    wrong('max_age', max_age, 'a number of seconds'),
  )
  ensure(dpop === undefined || dpop === 'required' || dpop === 'optional', 'invalid_request', () =>
    wrong('dpop', dpop, 'required or optional'),
  )
  return {
    ...fixture,
    ...(scope !== undefined && { scope }),
    ...(acr_values !== undefined && { acr_values }),
    ...(max_age !== undefined && { max_age: Number(max_age) }),
    ...(dpop !== undefined && { dpop }),
    ...(audience.length > 0 && { audience }),
  }
}

function wrong(name: string, sent: string | undefined, meant: string): { reason: string; hint: string; fix: string } {
  return {
    reason: 'resource-demand',
    hint: `${name}=${quoted(sent ?? '', 40)} in the URL of the mock resource is not ${meant}`,
    fix: `write ?${name}=${name === 'dpop' ? 'required' : '60'}`,
  }
}

export const wordsOf = (text: string | undefined): readonly string[] => parseScope(text ?? '')
