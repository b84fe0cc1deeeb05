// RFC 9700 §4.5, §4.7: codes that do not belong to whom they are sent to: of another login (injection, login CSRF), or
// this login's under another name.

import type { Fault } from './fault.js'
import { readWord } from './edit.js'
import type { Stagehand } from './stagehand.js'
import { readText, type Options } from './options.js'

const WAYS = ['stranger', 'odd'] as const

/** RFC 6749 §4.1.2: the size is left undefined, and Appendix A.11 allows all visible characters. */
const ODD = `+/=%2B &?#%25~"'<>\\`

/** `code` is `stranger`, of another user's login, or `odd`, two kilobytes with all that needs encoding. `state` replaces it. */
export const stolen: Fault = {
  name: 'stolen',
  summary: 'sends a code of another login, or one that is long and full of characters that need encoding',
  layer: 'claims',
  arm(options) {
    const way = readWord(options, 'code', WAYS) ?? 'stranger'
    return {
      explain: () =>
        `gets an authorization response that ${readText(options, 'words') ?? 'carries a code of another login'}`,
      wrap:
        ({ hand }) =>
        async (_request, act) => {
          const reply = await act()
          if (reply.content.kind !== 'redirection') return reply
          const { redirection } = reply.content
          const sent = redirection.parameters['code']
          const code = typeof sent === 'string' ? await replaced(sent, way, hand) : sent
          const parameters = { ...redirection.parameters, ...(code !== undefined && { code }), ...stateOf(options) }
          return { ...reply, content: { kind: 'redirection', redirection: { ...redirection, parameters } } }
        },
    }
  },
}

async function replaced(code: string, way: (typeof WAYS)[number], hand: Stagehand): Promise<string> {
  const other = way === 'stranger' ? await hand.stranger(code) : await hand.copy(code, oddly(code))
  return other ?? code
}

/** The end is the code itself, so that no two are the same. */
const oddly = (code: string): string => `${ODD.repeat(Math.ceil(2048 / ODD.length))}${code}`

function stateOf({ state }: Options): { readonly state?: string } {
  return typeof state === 'string' ? { state } : {}
}
