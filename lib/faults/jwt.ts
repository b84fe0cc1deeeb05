// RFC 7519, RFC 8725: broken tokens through the normal flow. Changes a JWT while it is still data: claims, header, who
// signs it and how; or spoils what was signed. The token is otherwise real.

import { Draft, type DraftContent } from '../protocol/draft.js'
import type { Members, Reply } from '../protocol/messages.js'
import { chosen, edited, isObject, readEdits, readWord } from './edit.js'
import type { Fault, Turn } from './fault.js'
import { forged, SIGNERS } from './forgery.js'
import { namedKey, KIDS } from './kid.js'
import { OptionError, readText, type Options } from './options.js'
import { isArtifact } from './points.js'
import { SPOILS, spoiled, WRITINGS, written } from './serialization.js'

type Forge = (content: DraftContent, turn: Turn) => Partial<DraftContent> | Promise<Partial<DraftContent>>

/**
 * `claims` and `header` are edits (a header's `kid: null` leaves it out), `hashes` the same for `at_hash` and its like.
 * `signer` says who signs, `kid` which key it names, `spoil` and `written` how it is serialised. `member` names the
 * token in a token or authorization response; without it every JWT of the reply is changed. `announce` publishes a
 * second key of the algorithm first.
 */
export const jwt: Fault = {
  name: 'jwt',
  summary: 'changes a JWT: claims, header, key, algorithm, or its serialisation',
  layer: 'claims',
  arm(given) {
    const options = chosen(given)
    const member = readText(options, 'member')
    const steps = stepsOf(options)
    return {
      explain: (point) => {
        const words = readText(options, 'words')
        if (words === undefined) return `gets a forged ${member ?? 'JWT'}`
        return isArtifact(point) ? words : `gets a token that ${words}`
      },
      wrap: (turn) => async (_request, act) => {
        const reply = await act()
        if (options['announce'] === true) await turn.hand.rotateKeys({ announce: true })
        return reforged(reply, member, async (draft) => {
          let { content } = draft
          for (const step of steps) content = { ...content, ...(await step(content, turn)) }
          return new Draft(content)
        })
      },
    }
  },
}

/** In the order in which they matter: what is signed, by whom, then what becomes of it. */
function stepsOf(options: Options): readonly Forge[] {
  const [claims, header] = [readEdits(options, 'claims'), readEdits(options, 'header')]
  const hashes = hashesOf(options)
  const signer = readWord(options, 'signer', SIGNERS)
  const kid = readWord(options, 'kid', KIDS)
  const spoil = readWord(options, 'spoil', SPOILS)
  const writing = readWord(options, 'written', WRITINGS)
  const earlier = readWord(options, 'nonce', ['earlier'])
  return [
    (content) => ({ claims: edited(content.claims, claims, issuedAt(content)) }),
    ...(earlier ? [withEarlierNonce] : []),
    (content) => hashed(content, hashes),
    ...(signer ? [(content: DraftContent, { hand }: Turn) => forged(signer, content, hand)] : []),
    (content) => ({ header: { ...edited(content.header, header), ...removed(header) } }),
    ...(kid ? [(content: DraftContent, turn: Turn) => namedKey(kid, content, turn)] : []),
    ...(writing ? [() => ({ written: (members: Members) => written(writing, members) })] : []),
    ...(spoil ? [() => ({ spoil: (jws: string) => spoiled(spoil, jws) })] : []),
  ]
}

/** Of the client's last login before this one, where the server remembers it. */
async function withEarlierNonce({ claims }: DraftContent, { hand }: Turn): Promise<Partial<DraftContent>> {
  const [client_id] = [claims['aud']].flat()
  const nonce = await hand.nonceBefore(String(client_id), String(claims['nonce']))
  return { claims: { ...claims, nonce: nonce ?? 'nonce-of-an-earlier-login' } }
}

const issuedAt = ({ claims }: DraftContent): number => (typeof claims['iat'] === 'number' ? claims['iat'] : 0)

/** A member that is set to nothing is one that the signer must not fill in. */
function removed(header: Readonly<Record<string, unknown>>): Members {
  const gone = Object.entries(header).filter(([, edit]) => edit === null)
  return Object.fromEntries(gone.map(([name]) => [name, undefined]))
}

/** Text for each hash, `null` for one that is to be missing. */
function hashesOf(options: Options): Readonly<Record<string, unknown>> {
  const given = options['hashes'] ?? {}
  if (!isObject(given)) throw new OptionError('hashes', 'hashes has no members')
  return given
}

function hashed(content: DraftContent, hashes: Readonly<Record<string, unknown>>): Partial<DraftContent> {
  const missing = Object.keys(hashes).filter((name) => hashes[name] === null)
  const kept = Object.entries(content.hashes ?? {}).filter(([name]) => !missing.includes(name))
  const wrong = Object.entries(hashes).filter(([, value]) => value !== null)
  return { hashes: Object.fromEntries(kept), claims: { ...content.claims, ...Object.fromEntries(wrong) } }
}

async function reforged(
  reply: Reply,
  member: string | undefined,
  forge: (draft: Draft) => Promise<Draft>,
): Promise<Reply> {
  const { content } = reply
  if (content.kind === 'members')
    return { ...reply, content: { ...content, members: await among(content.members, member, forge) } }
  if (content.kind === 'redirection') {
    const parameters = await among(content.redirection.parameters, member, forge)
    return { ...reply, content: { ...content, redirection: { ...content.redirection, parameters } } }
  }
  if (content.kind !== 'draft' || !(content.draft instanceof Draft)) return reply
  return { ...reply, content: { ...content, draft: await forge(content.draft) } }
}

async function among(
  members: Members,
  member: string | undefined,
  forge: (draft: Draft) => Promise<Draft>,
): Promise<Members> {
  const next: Record<string, unknown> = { ...members }
  for (const [name, value] of Object.entries(members))
    if (value instanceof Draft && (member === undefined || member === name)) next[name] = await forge(value)
  return next
}
