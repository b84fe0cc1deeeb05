// OpenID Connect Core §5.3.2, RFC 9701 §5: claims in the other form than agreed: as a JWT to who wants JSON, as JSON to
// who wants a JWT; or in a JWT that must not be believed. The server does its work.

import { Draft, type DraftContent } from '../protocol/draft.js'
import type { Members, Reply, Request } from '../protocol/messages.js'
import type { Fault, Turn } from './fault.js'
import { OptionError, readText, type Options } from './options.js'

/**
 * `form` is `jwt` or `json`; absent, JWTs alone are changed. `aud` and `typ` replace what a JWT says, and `signature:
 * 'broken'` spoils it.
 */
export const signed: Fault = {
  name: 'signed',
  summary:
    'sends claims as JWT instead of JSON or the other way round, or in a JWT with a wrong signature, audience or type',
  layer: 'body',
  arm(options) {
    const form = formOf(options)
    const change = changeOf(options)
    return {
      explain: () => (form === 'json' ? 'gets JSON in place of a JWT' : `gets a JWT${wordsOf(options)}`),
      wrap: (turn) => async (request, act) => {
        const reply = await act()
        if (reply.status !== 200) return reply
        if (form === 'json') return asJson(reply)
        return spoiled(form === 'jwt' ? asJwt(reply, request, turn) : reply, change)
      },
    }
  },
}

type Form = 'jwt' | 'json' | undefined

function formOf(options: Options): Form {
  const form = readText(options, 'form')
  if (form === undefined || form === 'jwt' || form === 'json') return form
  throw new OptionError('form', `"${form}" is neither jwt nor json`)
}

function changeOf(options: Options): (content: DraftContent) => Partial<DraftContent> {
  const [aud, typ, signature] = ['aud', 'typ', 'signature'].map((name) => readText(options, name))
  return ({ claims, header }) => ({
    ...(aud !== undefined && { claims: { ...claims, aud } }),
    ...(typ !== undefined && { header: { ...header, typ } }),
    ...(signature === 'broken' && { spoil: broken }),
  })
}

function wordsOf(options: Options): string {
  if (readText(options, 'signature') !== undefined) return ' whose signature does not verify'
  if (readText(options, 'aud') !== undefined) return ' for another audience'
  return readText(options, 'typ') === undefined ? '' : ' of another type'
}

/** The first bit of the signature turned: the last ones may be padding. */
function broken(jws: string): string {
  const at = jws.lastIndexOf('.') + 1
  const bytes = Buffer.from(jws.slice(at), 'base64url')
  bytes.set([(bytes[0] ?? 0) ^ 0x80])
  return jws.slice(0, at) + bytes.toString('base64url')
}

function asJson(reply: Reply): Reply {
  const { content } = reply
  if (content.kind !== 'draft' || !(content.draft instanceof Draft)) return reply
  const { claims } = content.draft
  const inner = claims['token_introspection'] as Members | undefined
  return { ...reply, content: { kind: 'members', members: inner ?? claims } }
}

function asJwt(reply: Reply, request: Request, { hand }: Turn): Reply {
  const { content } = reply
  if (content.kind !== 'members') return reply
  const aud = request.trace.understood['client_id']
  const claims = { ...content.members, iss: hand.issuer(request), ...(aud !== undefined && { aud }) }
  const draft = new Draft({ header: { typ: 'JWT' }, alg: hand.algorithms()[0] ?? 'RS256', claims })
  return { ...reply, content: { kind: 'draft', draft, media_type: 'application/jwt' } }
}

function spoiled(reply: Reply, change: (content: DraftContent) => Partial<DraftContent>): Reply {
  const { content } = reply
  if (content.kind !== 'draft' || !(content.draft instanceof Draft)) return reply
  return { ...reply, content: { ...content, draft: content.draft.with(change(content.draft.content)) } }
}
