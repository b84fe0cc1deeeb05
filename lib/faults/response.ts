// RFC 6749 §4.1.2, RFC 9207, OAuth 2.0 Multiple Response Types §2: changes an authorization response on its way to the
// client, whenever it comes: at once, or after the login or consent page.

import type { Members, Redirection, Reply, Request } from '../protocol/messages.js'
import { chosen, edited, readEdits, readWord, type Edits } from './edit.js'
import type { Fault } from './fault.js'
import { addressOf, ADDRESSES } from './otheraddress.js'
import { OptionError, readNumber, readText, type Options } from './options.js'

const MODES = ['query', 'fragment', 'form_post'] as const

interface Change {
  readonly parameters: Edits
  /** The parameters that stay; absent: all. */
  readonly only: readonly string[] | undefined
  readonly more: readonly (readonly [string, string])[]
  readonly mode: Redirection['response_mode'] | undefined
  readonly status: number | undefined
  /** What the authorization server metadata says of it. */
  readonly metadata: Edits
}

/**
 * `parameters` are edits, `only` names those that stay, `more` is sent beside them though a name repeats. `mode` and
 * `status` say how it travels, `to` where to. `metadata` are edits where the rule stands at discovery.
 */
export const response: Fault = {
  name: 'response',
  summary: 'changes an authorization response: its parameters, how it travels and where it goes',
  layer: 'body',
  arm(given) {
    const options = chosen(given)
    const change = read(options)
    const to = readWord(options, 'to', ADDRESSES)
    return {
      explain: () => `gets an authorization response that ${readText(options, 'words') ?? 'is changed'}`,
      wrap:
        ({ hand }) =>
        async (request, act) => {
          const reply = await act()
          const { content } = reply
          if (content.kind === 'members' && request.endpoint === 'metadata')
            return { ...reply, content: { ...content, members: edited(content.members, change.metadata) } }
          if (content.kind !== 'redirection') return reply
          const redirection = changed(content.redirection, change)
          const redirect_uri = to === undefined ? redirection.redirect_uri : addressOf(to, redirection, request, hand)
          return sent(reply, request, { ...redirection, redirect_uri }, change)
        },
    }
  },
}

function read(options: Options): Change {
  const { only, more = {} } = options
  if (only !== undefined && !Array.isArray(only)) throw new OptionError('only', 'only is not a list')
  return {
    parameters: readEdits(options, 'parameters'),
    only: only?.map(String),
    more: Object.entries(more as Members).map(([name, value]) => [name, String(value)] as const),
    mode: readWord(options, 'mode', MODES),
    status: readNumber(options, 'status'),
    metadata: readEdits(options, 'metadata'),
  }
}

function changed(redirection: Redirection, { parameters, only, more, mode }: Change): Redirection {
  const kept = Object.entries(redirection.parameters).filter(([name]) => !only || only.includes(name))
  return {
    ...redirection,
    ...(mode !== undefined && { response_mode: mode }),
    parameters: edited(Object.fromEntries(kept), parameters),
    more: [...(redirection.more ?? []), ...more.flatMap((pair) => repeated(pair, redirection))],
  }
}

/** `{ state: '' }` repeats what is there. */
function repeated([name, value]: readonly [string, string], { parameters }: Redirection): [string, string][] {
  const text = value === '' ? parameters[name] : value
  return typeof text === 'string' && parameters[name] !== undefined ? [[name, text]] : []
}

/** A form is a page; what is no form any more is a redirection again. */
function sent(reply: Reply, request: Request, redirection: Redirection, change: Change): Reply {
  const form = redirection.response_mode === 'form_post'
  const usual = form ? 200 : reply.status >= 300 ? reply.status : request.method === 'POST' ? 303 : 302
  const status = form ? usual : (change.status ?? usual)
  return { ...reply, status, content: { kind: 'redirection', redirection } }
}
