// RFC 9700 §4.4, RFC 9110 §15.4: authorization requests and responses that do not take the straight way: by one more
// redirection, to another issuer, or to the client twice.

import { redirectionUrl } from '../protocol/redirection.js'
import { NO_STORE, type Reply, type Request } from '../protocol/messages.js'
import type { Act, Fault } from './fault.js'
import { readText, type Options } from './options.js'
import { readWord } from './edit.js'

const WAYS = ['intermediate', 'mix-up', 'twice'] as const

/** The request that comes back from a detour says so. */
const MARK = 'mock_oauth2_detour'

const WORDS = {
  intermediate: 'is redirected to a page in between first',
  'mix-up': 'is sent on to another issuer, whose response the client gets',
  twice: 'reaches the client twice',
} as const

/** `way` is `intermediate`, `mix-up` (with `realm`, the other one) or `twice`. */
export const detour: Fault = {
  name: 'detour',
  summary: 'takes an authorization response by a detour: another page, another issuer, or twice',
  layer: 'wire',
  arm(options) {
    const way = readWord(options, 'way', WAYS) ?? 'intermediate'
    return {
      explain: () => WORDS[way],
      wrap: () => (request, act) => around(way, options, request, act),
    }
  },
}

async function around(way: (typeof WAYS)[number], options: Options, request: Request, act: Act): Promise<Reply> {
  if (way === 'twice') return twice(await act())
  if (request.query.peek(MARK) !== undefined || request.method !== 'GET') return act()
  const location = way === 'mix-up' ? elsewhere(request, readText(options, 'realm') ?? '') : marked(request)
  return { status: 302, headers: { ...NO_STORE, location }, content: { kind: 'empty' } }
}

const marked = ({ base, url }: Request): string => `${base}${url}${url.includes('?') ? '&' : '?'}${MARK}=1`

/** The same request at another realm of this process: the default one unless it is named. */
function elsewhere({ base, url }: Request, realm: string): string {
  const path = url.replace(/^\/realms\/[^/]+/, '')
  return `${base}${realm === '' ? '' : `/realms/${encodeURIComponent(realm)}`}${path}`
}

/** As a browser does that fetches ahead: the callback is loaded in a frame nobody sees, then the user goes there. */
function twice(reply: Reply): Reply {
  const { content } = reply
  if (content.kind !== 'redirection' || content.redirection.response_mode === 'form_post') return reply
  const url = redirectionUrl(content.redirection)
  const text = `<!doctype html>
<html lang="en"><head><title>One moment</title></head><body>
<iframe src="${attribute(url)}" width="0" height="0"></iframe>
<p><a href="${attribute(url)}">Continue to the client</a></p>
<script>setTimeout(() => location.replace(document.links[0].href), 500)</script>
</body></html>
`
  return { ...reply, status: 200, content: { kind: 'text', text, media_type: 'text/html; charset=utf-8' } }
}

const attribute = (text: string): string => text.replace(/[&"<>]/g, (character) => `&#${character.charCodeAt(0)};`)
