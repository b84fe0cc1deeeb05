// RFC 9449 §8, §9: nonces for DPoP proofs, asked for and handed out in all the ways that clients get wrong. A request
// without a proof is left alone. Nonces of the server's own policy are not judged here: these stand beside it.

import { decodeJwt } from '../protocol/jwt.js'
import { describable } from '../protocol/error.js'
import { json, type Reply, type Request } from '../protocol/messages.js'
import type { Fault, Turn } from './fault.js'
import { OptionError, readText, type Options } from './options.js'
import { isResource } from './points.js'

/** What a server remembers of the nonces that it gave out, as far as a fault needs it. */
interface Memory {
  readonly used: Set<string>
  newest?: string
}

interface Demand {
  /** The nonce to ask for; absent when the request is good. */
  readonly nonce?: string
  /** The nonce that a good answer brings along. */
  readonly next?: string
}

type Mode = (sent: string | undefined, fresh: string, memory: Memory, request: Request) => Demand

const MOST = 1000

const MODES: Readonly<Record<string, { readonly explain: string; readonly judge: Mode }>> = {
  required: {
    explain: 'is refused with use_dpop_nonce until its DPoP proof has a nonce',
    judge: (sent, fresh) => (sent === undefined ? { nonce: fresh } : {}),
  },
  stale: {
    explain: 'is refused with use_dpop_nonce whenever its DPoP proof has a nonce that was used before',
    judge(sent, fresh, { used }) {
      if (sent === undefined || used.has(sent)) return { nonce: fresh }
      used.add(sent)
      if (used.size > MOST) used.delete(String(used.values().next().value))
      return { next: sent }
    },
  },
  rotating: {
    explain:
      'is refused with use_dpop_nonce unless its DPoP proof has the newest nonce, and each good answer brings a new one',
    judge(sent, fresh, memory) {
      const good = sent !== undefined && sent === memory.newest
      memory.newest = fresh
      return good ? { next: fresh } : { nonce: fresh }
    },
  },
  servers: {
    explain:
      'is refused with use_dpop_nonce unless the nonce of its DPoP proof is from the same server: resources and authorization server have their own',
    judge(sent, fresh, _memory, request) {
      const own = isResource(request.endpoint) ? 'resource-' : 'server-'
      return sent?.startsWith(own) === true ? {} : { nonce: `${own}${fresh}` }
    },
  },
  loop: {
    explain: 'is always refused with use_dpop_nonce and a new nonce',
    judge: (_sent, fresh) => ({ nonce: fresh }),
  },
  same: {
    explain: 'is always refused with use_dpop_nonce and the same nonce',
    judge: () => ({ nonce: 'the-same-nonce' }),
  },
}

/**
 * `mode` says which; of the refusal, `header` is `none` or `twice`, and `scheme` the word in the challenge.
 */
export const nonce: Fault = {
  name: 'nonce',
  summary: 'asks for a nonce in DPoP proofs, once, always, or in ways that no RFC knows',
  arm(options) {
    const { mode, header, scheme } = read(options)
    const memory: Memory = { used: new Set() }
    return {
      explain: () => `${mode.explain}${WORDS[header] ?? ''}`,
      wrap: (turn) => async (request, act) => {
        const proof = request.headers['dpop']
        if (proof === undefined) return act()
        const sent = decodeJwt(proof)?.claims['nonce']
        const { nonce, next } = mode.judge(typeof sent === 'string' ? sent : undefined, freshOf(turn), memory, request)
        if (nonce !== undefined) return refused(request, nonce, header, scheme, turn)
        const reply = await act()
        return next === undefined ? reply : { ...reply, headers: { ...reply.headers, 'dpop-nonce': next } }
      },
    }
  },
}

const WORDS: Readonly<Record<string, string>> = {
  none: ', yet the DPoP-Nonce header is missing',
  twice: ', in two DPoP-Nonce headers',
}

function read(options: Options) {
  const name = readText(options, 'mode') ?? 'required'
  const mode = MODES[name]
  if (!mode) throw new OptionError('mode', `"${name}" is not a way to ask for nonces`)
  return { mode, header: readText(options, 'header') ?? 'once', scheme: readText(options, 'scheme') ?? 'DPoP' }
}

/** The same in every run with the same seed. */
const freshOf = ({ chance }: Turn): string =>
  Math.floor(chance * 2 ** 32)
    .toString(36)
    .padStart(7, '0')

function refused(request: Request, nonce: string, header: string, scheme: string, { cause }: Turn): Reply {
  const error_description = describable(`requested by fault ${cause}`)
  const resource = isResource(request.endpoint)
  const reply = json(
    resource ? 401 : 400,
    { error: 'use_dpop_nonce', error_description },
    {
      ...(resource && {
        'www-authenticate': `${scheme} error="use_dpop_nonce", error_description="${error_description}"`,
      }),
      ...(header !== 'none' && { 'dpop-nonce': nonce }),
    },
  )
  return header === 'twice' ? { ...reply, delivery: { beside: [['dpop-nonce', `another-${nonce}`]] } } : reply
}
