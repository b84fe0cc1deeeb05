// RFC 6750 §3.1, RFC 9470 §3, RFC 8707 §2, RFC 9728 §5.1: a resource that wants more than the token shows: further
// scope, a stronger or fresher login, an audience of its own. A token that brings it is let through.

import { describable } from '../protocol/error.js'
import { json, type Reply, type Request } from '../protocol/messages.js'
import type { Fault, Turn } from './fault.js'
import { OptionError, readNumber, readText, type Options } from './options.js'
import type { Shown } from './stagehand.js'

interface Lack {
  readonly status: 401 | 403
  readonly error: string
  /** Attributes of the challenge beside `error`. */
  readonly told: Readonly<Record<string, string>>
}

interface Want {
  readonly explain: string
  lacks(token: Shown, request: Request, now: number): Lack | undefined
}

/** `for` is `scope`, `scope-one-by-one`, `scope-for-ever`, `authentication` or `audience`. */
export const demand: Fault = {
  name: 'demand',
  summary:
    'refuses tokens that lack a scope, a login of a kind, or this resource as audience, and says so in the challenge',
  arm(options) {
    const want = wantOf(options)
    return {
      explain: () => want.explain,
      wrap: (turn) => async (request, act) => {
        const token = await presented(request, turn)
        const lack = token && want.lacks(token, request, turn.hand.now())
        return lack ? refused(lack, turn) : act()
      },
    }
  },
}

async function presented({ authorizations, form }: Request, { hand }: Turn): Promise<Shown | undefined> {
  const bearer = authorizations.find((value) => /^(bearer|dpop) /i.test(value))?.replace(/^\w+ +/, '')
  const token = bearer ?? form.peek('access_token')
  return token === undefined ? undefined : hand.show(token)
}

function wantOf(options: Options): Want {
  const kind = readText(options, 'for') ?? 'scope'
  if (kind.startsWith('scope')) return scopeWanted(kind, readText(options, 'scope') ?? '')
  if (kind === 'authentication') return loginWanted(readText(options, 'acr_values'), readNumber(options, 'max_age'))
  if (kind === 'audience') return AUDIENCE
  throw new OptionError('for', `"${kind}" is not something to demand`)
}

function scopeWanted(kind: string, scope: string): Want {
  const wanted = scope.split(/[ +,]+/).filter((word) => word !== '')
  if (wanted.length === 0) throw new OptionError('scope', 'no scope is named', 'write 403-insufficient-scope:mail.send')
  const named = wanted.join(' ')
  const endless = kind === 'scope-for-ever'
  const each = kind === 'scope-one-by-one'
  return {
    explain: endless
      ? `is refused with insufficient_scope for ${named}, whatever the token carries`
      : `is refused with insufficient_scope unless the token carries ${named}${each ? ', of which one at a time is named' : ''}`,
    lacks(token) {
      const absent = endless ? wanted : wanted.filter((word) => !token.scope.split(' ').includes(word))
      if (absent.length === 0) return undefined
      const told = each ? (absent[0] ?? '') : named
      return { status: 403, error: 'insufficient_scope', told: { scope: told } }
    },
  }
}

function loginWanted(acr_values: string | undefined, max_age: number | undefined): Want {
  const words = (acr_values ?? '').split(/[ +,]+/).filter((word) => word !== '')
  const told = {
    ...(words.length > 0 && { acr_values: words.join(' ') }),
    ...(max_age !== undefined && { max_age: String(max_age) }),
  }
  const named = Object.entries(told).map(([name, value]) => `${name}=${value}`)
  return {
    explain: `is refused with insufficient_user_authentication unless the user logged in with ${named.join(' and ')}`,
    lacks({ acr, auth_time }, _request, now) {
      const strong = words.length === 0 || (acr !== undefined && words.includes(acr))
      const fresh = max_age === undefined || (auth_time !== undefined && now / 1000 - auth_time <= max_age)
      return strong && fresh ? undefined : { status: 401, error: 'insufficient_user_authentication', told }
    },
  }
}

const AUDIENCE: Want = {
  explain: 'is refused with invalid_token unless the token was asked for with this resource',
  lacks({ audience }, request) {
    const here = `${request.base}${request.url.replace(/\?.*$/, '')}/`
    const meant = audience.some((one) => {
      const path = URL.canParse(one) ? new URL(one).pathname : '/'
      return path !== '/' && here.startsWith(`${one.replace(/\/$/, '')}/`)
    })
    return meant ? undefined : { status: 401, error: 'invalid_token', told: {} }
  },
}

function refused({ status, error, told }: Lack, { cause }: Turn): Reply {
  const error_description = describable(`requested by fault ${cause}`)
  const attributes = Object.entries({ error, error_description, ...told }).map(
    ([name, value]) => `${name}="${describable(value)}"`,
  )
  return json(status, { error, error_description }, { 'www-authenticate': `Bearer ${attributes.join(', ')}` })
}
