// RFC 8414 §3, OpenID Connect Discovery §4: changes the document about the server, or one of its two places.

import { NO_STORE, type Members, type Reply, type Request } from '../protocol/messages.js'
import { chosen, edited, readEdits, readWord, type Edits } from './edit.js'
import type { Fault } from './fault.js'
import { MOVES, moved, type Move } from './otherorigin.js'
import { readNumber, readText, type Options } from './options.js'

const PLACES = ['oauth', 'oidc', 'both'] as const

interface Change {
  readonly edits: Edits
  /** Of members that are URLs. */
  readonly move: Move | undefined
  /** The members that it moves; all endpoints unless told. */
  readonly moved: readonly string[] | undefined
  readonly cache: string | undefined
  readonly nulls: boolean
}

/** The request that a redirection sent us says so. */
const MARK = 'mock_oauth2_redirected'

/**
 * `members` are edits; `move` takes endpoints elsewhere, those of `moved` or all. `place` limits it to the document of
 * OAuth or of OpenID Connect; `status` answers that instead, 302 with a redirection to the honest document.
 */
export const metadata: Fault = {
  name: 'metadata',
  summary: 'changes the metadata document, or refuses it at one of its places',
  layer: 'body',
  arm(given) {
    const options = chosen(given)
    const change = read(options)
    const place = readWord(options, 'place', PLACES) ?? 'both'
    const status = readNumber(options, 'status')
    return {
      explain: () => `gets a document that ${readText(options, 'words') ?? 'is changed'}`,
      wrap:
        ({ cause }) =>
        async (request, act) => {
          if (!at(place, request) || request.query.peek(MARK) !== undefined) return act()
          return status === undefined ? changed(await act(), change) : refused(status, request, cause)
        },
    }
  },
}

function read(options: Options): Change {
  const named = options['moved']
  return {
    edits: readEdits(options, 'members'),
    move: readWord(options, 'move', MOVES),
    moved: Array.isArray(named) ? named.map(String) : undefined,
    cache: readText(options, 'cache'),
    nulls: options['nulls'] === true,
  }
}

function at(place: (typeof PLACES)[number], { url }: Request): boolean {
  return place === 'both' || url.includes(place === 'oauth' ? 'oauth-authorization-server' : 'openid-configuration')
}

function refused(status: number, { base, url }: Request, cause: string): Reply {
  const location = `${base}${url}${url.includes('?') ? '&' : '?'}${MARK}=1`
  const headers = status < 400 ? { ...NO_STORE, location } : NO_STORE
  const text = `HTTP ${status} requested by fault ${cause}\n`
  return { status, headers, content: { kind: 'text', text, media_type: 'text/plain' } }
}

function changed(reply: Reply, { edits, move, moved: named, cache, nulls }: Change): Reply {
  const { content } = reply
  if (content.kind !== 'members') return reply
  const before = move ? moved(content.members, move, named) : content.members
  const headers = { ...reply.headers, ...(cache !== undefined && { 'cache-control': cache }) }
  const members: Members = nulls ? withNulls(before) : edited(before, edits)
  return { ...reply, headers, content: { ...content, members, ...(nulls && { nulls }) } }
}

/** All that is optional is there, and null. */
function withNulls(members: Members): Members {
  const kept = new Set(['issuer', 'authorization_endpoint', 'token_endpoint', 'jwks_uri', 'response_types_supported'])
  return Object.fromEntries(Object.entries(members).map(([name, value]) => [name, kept.has(name) ? value : null]))
}
