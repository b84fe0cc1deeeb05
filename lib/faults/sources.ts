// OpenID Connect Core §5.6.2: claims that come from elsewhere: aggregated, in a JWT beside the others, or distributed,
// behind a URL that the client has to fetch. The URL is the endpoint's own with a word more, so that it answers while
// the rule is in force.

import { Draft } from '../protocol/draft.js'
import { NO_STORE, json, type Members, type Reply, type Request } from '../protocol/messages.js'
import type { Fault, Turn } from './fault.js'
import { OptionError, readNumber, readText } from './options.js'

const WORD = 'claims_source'
const CLAIMS = { credit_score: 650, shipping_address: { street_address: '1 Elsewhere Road', country: 'US' } } as const

/** `kind` is `aggregated` or `distributed`; with `status` the source of distributed claims fails so. */
export const sources: Fault = {
  name: 'sources',
  summary: 'sends aggregated or distributed claims',
  layer: 'claims',
  arm(options) {
    const kind = readText(options, 'kind')
    const status = readNumber(options, 'status')
    if (kind !== 'aggregated' && kind !== 'distributed')
      throw new OptionError('kind', `"${kind}" is neither aggregated nor distributed`)
    return {
      explain: () => `gets ${kind} claims${status === undefined ? '' : ` whose source answers ${status}`}`,
      wrap: (turn) => async (request, act) => {
        if (request.query.peek(WORD) !== undefined) return fromSource(request, status, turn)
        const reply = await act()
        const { content } = reply
        if (reply.status !== 200 || content.kind !== 'members') return reply
        const source = kind === 'aggregated' ? await jwtOf(request, turn) : urlOf(request)
        return { ...reply, content: { ...content, members: withSource(content.members, source) } }
      },
    }
  },
}

function withSource(members: Members, source: Members): Members {
  const names = Object.keys(CLAIMS).map((name) => [name, 'elsewhere'])
  return { ...members, _claim_names: Object.fromEntries(names) as Members, _claim_sources: { elsewhere: source } }
}

async function jwtOf(request: Request, turn: Turn): Promise<Members> {
  return { JWT: await turn.hand.sign(draftOf(request, turn)) }
}

function urlOf({ base, url, authorizations: [sent = ''] }: Request): Members {
  const access_token = sent.replace(/^\w+ +/, '')
  const endpoint = `${base}${url.replace(/\?.*$/, '')}?${WORD}=elsewhere`
  return { endpoint, ...(access_token !== '' && { access_token }) }
}

function fromSource(request: Request, status: number | undefined, turn: Turn): Reply {
  if (status !== undefined) return json(status, { error: 'server_error', error_description: `caused by ${turn.cause}` })
  const content = { kind: 'draft', draft: draftOf(request, turn), media_type: 'application/jwt' } as const
  return { status: 200, headers: NO_STORE, content }
}

function draftOf(request: Request, { hand }: Turn): Draft {
  const iss = hand.issuer(request)
  return new Draft({ header: { typ: 'JWT' }, alg: hand.algorithms()[0] ?? 'RS256', claims: { iss, ...CLAIMS } })
}
