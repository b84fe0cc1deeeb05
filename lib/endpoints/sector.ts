// OpenID Connect Registration §5: a sector_identifier_uri names every redirect_uri of those that share a sector, and
// so shows that they belong together.

import { OAuthError, ensure, quoted } from '../protocol/error.js'
import type { ClientMetadata } from '../protocol/registrable.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import { OutboundError } from '../state/outbound.js'

const SPEC = 'OpenID Connect Registration §5'
const MOST_BYTES = 100_000

export async function ensureSector(as: AuthorizationServer, metadata: ClientMetadata): Promise<void> {
  const { sector_identifier_uri, redirect_uris, subject_type } = metadata
  if (sector_identifier_uri === undefined) {
    const hosts = new Set(redirect_uris.map((uri) => new URL(uri).host))
    ensure(subject_type !== 'pairwise' || hosts.size <= 1, 'invalid_client_metadata', () => ({
      reason: 'sector-missing',
      hint: `subject_type is pairwise and the redirect_uris have several hosts, ${[...hosts].join(' and ')}; only a sector_identifier_uri says which one counts`,
      spec: 'OpenID Connect Core §8.1',
    }))
    return
  }
  const listed = await listAt(as, sector_identifier_uri)
  const absent = redirect_uris.find((uri) => !listed.includes(uri))
  ensure(absent === undefined, 'invalid_client_metadata', () => ({
    reason: 'sector-redirect-uri',
    hint: `redirect_uri ${quoted(absent ?? '', 200)} is not in the list at ${sector_identifier_uri}`,
    expected: listed.join(' '),
    spec: SPEC,
  }))
}

async function listAt(as: AuthorizationServer, uri: string): Promise<readonly unknown[]> {
  try {
    const { status, text } = await as.outbound.get(uri, { accept: 'application/json', most: MOST_BYTES })
    const list: unknown = status === 200 ? JSON.parse(text) : undefined
    if (Array.isArray(list)) return list as readonly unknown[]
    throw new OutboundError(`${uri} answered ${status} and no array`)
  } catch (error) {
    if (!(error instanceof OutboundError) && !(error instanceof SyntaxError)) throw error
    throw new OAuthError('invalid_client_metadata', {
      reason: 'sector-unreachable',
      hint: `the list of redirect_uris at sector_identifier_uri cannot be had: ${error.message}`,
      fix: `serve a JSON array of all redirect_uris at ${uri}`,
      spec: SPEC,
    })
  }
}
