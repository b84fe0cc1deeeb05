// Signs every draft in a reply, at the last moment: until here a token is data. The ID Token is signed
// last, because `at_hash` is made of the access token's final characters (OpenID Connect Core §3.1.3.6).

import { createHash } from 'node:crypto'
import { Draft } from '../protocol/draft.js'
import type { DraftContent } from '../protocol/draft.js'
import { unsigned } from '../protocol/jws.js'
import type { Members, Reply } from '../protocol/messages.js'
import type { Keys } from '../state/keys.js'

export async function seal(reply: Reply, keys: Keys): Promise<Reply> {
  const { content } = reply
  if (content.kind === 'members') {
    const members = await sealMembers(content.members, keys)
    return members === content.members ? reply : { ...reply, content: { ...content, members } }
  }
  if (content.kind === 'redirection') {
    const parameters = await sealMembers(content.redirection.parameters, keys)
    return { ...reply, content: { kind: 'redirection', redirection: { ...content.redirection, parameters } } }
  }
  if (content.kind === 'draft' && content.draft instanceof Draft) {
    return { ...reply, content: { ...content, draft: await sign(content.draft, {}, keys) } }
  }
  return reply
}

function hasDraft(members: Members): boolean {
  for (const name in members) if (members[name] instanceof Draft) return true
  return false
}

async function sealMembers(members: Members, keys: Keys): Promise<Members> {
  if (!hasDraft(members)) return members
  const drafts = Object.entries(members).filter((entry): entry is [string, Draft] => entry[1] instanceof Draft)
  const sealed: Record<string, unknown> = { ...members }
  for (const [name, draft] of drafts.filter(([, draft]) => !draft.content.hashes)) {
    sealed[name] = await sign(draft, sealed, keys)
  }
  for (const [name, draft] of drafts.filter(([, draft]) => draft.content.hashes)) {
    sealed[name] = await sign(draft, sealed, keys)
  }
  return sealed
}

async function sign(draft: Draft, siblings: Members, keys: Keys): Promise<string> {
  const { claims, hashes = {}, alg, spoil } = draft.content
  const hashed: Record<string, unknown> = {}
  for (const [claim, member] of Object.entries(hashes)) {
    const value = siblings[member]
    if (typeof value === 'string' && alg !== 'none') hashed[claim] = claims[claim] ?? halfHash(value, alg)
  }
  const content = { ...draft.content, claims: { ...claims, ...hashed } }
  const jws = alg === 'none' ? withoutSignature(content) : await keys.sign(content)
  return spoil ? spoil(jws) : jws
}

/** RFC 7515 Appendix A.5: nobody vouches for it, and no algorithm hashes anything (OpenID Connect Core §3.1.3.6). */
function withoutSignature({ header, claims, written = JSON.stringify }: DraftContent): string {
  return unsigned(header, written(claims))
}

/** The left half of the hash that belongs to the signature algorithm; EdDSA with Ed25519 uses SHA-512. */
function halfHash(value: string, alg: string): string {
  const bits = alg.startsWith('Ed') ? '512' : alg.slice(-3)
  const digest = createHash(`sha${bits}`).update(value, 'ascii').digest()
  return digest.subarray(0, digest.length / 2).toString('base64url')
}
