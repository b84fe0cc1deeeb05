// RFC 7517 §5: changes the JWK Set on its way to the client; the keys that sign stay what they are, unless it rotates
// them afterwards.

import type { Members, Reply } from '../protocol/messages.js'
import type { JWK } from '../protocol/jwt.js'
import { edited, readEdits, readWord, type Edits } from './edit.js'
import type { Fault } from './fault.js'
import { EXTRAS, extraKeys, type Extra } from './extrakeys.js'
import { FOREIGN_CERTIFICATE } from './foreign.js'
import { readText, type Options } from './options.js'

const FORMS = ['empty', 'no-member', 'array'] as const

interface Change {
  /** For every key, and for the set around them. */
  readonly each: Edits
  readonly set: Edits
  /** Keys that come before those of the server. */
  readonly first: Extra | undefined
  readonly form: (typeof FORMS)[number] | undefined
  readonly headers: Readonly<Record<string, string>>
}

/**
 * `each` are edits of every key, `set` of the set, `first` names keys that come before the others, `form` says what is
 * sent instead, `certificate: true` gives each key a foreign certificate. `cache` is its Cache-Control. `rotate: true`
 * takes the signing key away once the set is out.
 */
export const keyset: Fault = {
  name: 'keyset',
  summary: 'changes the JWK Set: its keys, its form, how long it may be kept',
  layer: 'body',
  arm(options) {
    const change = read(options)
    return {
      explain: () => `gets a JWK Set that ${readText(options, 'words') ?? 'is changed'}`,
      wrap:
        ({ hand }) =>
        async (_request, act) => {
          const reply = await act()
          if (options['rotate'] === true) await hand.rotateKeys({ announce: false })
          return changed(reply, change)
        },
    }
  },
}

function read(options: Options): Change {
  const cache = readText(options, 'cache')
  return {
    each: { ...readEdits(options, 'each'), ...(options['certificate'] === true && { x5c: [FOREIGN_CERTIFICATE] }) },
    set: readEdits(options, 'set'),
    first: readWord(options, 'first', EXTRAS),
    form: readWord(options, 'form', FORMS),
    headers: cache === undefined ? {} : { 'cache-control': cache },
  }
}

function changed(reply: Reply, { each, set, first, form, headers }: Change): Reply {
  const { content } = reply
  if (content.kind !== 'members') return reply
  const own = (content.members['keys'] ?? []) as readonly JWK[]
  const keys = [...(first ? extraKeys(first, own) : []), ...own.map((key) => edited(key as Members, each))]
  const next = { ...reply, headers: { ...reply.headers, ...headers } }
  if (form === 'array') {
    const media_type = content.media_type ?? 'application/json'
    return { ...next, content: { kind: 'text', text: JSON.stringify(keys), media_type } }
  }
  const members = form === 'no-member' ? {} : { keys: form === 'empty' ? [] : keys }
  return { ...next, content: { ...content, members: edited({ ...content.members, ...noKeys, ...members }, set) } }
}

const noKeys = { keys: undefined }
