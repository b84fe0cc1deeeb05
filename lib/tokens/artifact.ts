// Finding what a client presents at the token endpoint, and saying why it is not what it should be.

import { OAuthError, ensure, quoted } from '../protocol/error.js'
import type { Diagnosis } from '../protocol/error.js'
import { formatDuration } from '../protocol/duration.js'
import type { Client } from '../protocol/metadata.js'
import type { Artifact } from '../state/artifacts.js'
import { called } from '../state/artifacts.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import type { Kept } from '../state/records.js'
import { recordOf } from './presented.js'

/** How reason codes begin, and the clause that binds the value to its client. */
const WORDS = {
  code: { word: 'code', spec: 'RFC 6749 §4.1.3' },
  access_token: { word: 'access', spec: 'RFC 6749 §1.4' },
  refresh_token: { word: 'refresh', spec: 'RFC 6749 §6' },
  device_code: { word: 'device-code', spec: 'RFC 8628 §3.4' },
} as const satisfies Record<Artifact['kind'], unknown>

/** A record of the kind asked for, issued to this client and not revoked; `invalid_grant` otherwise. */
export async function found<K extends Artifact['kind']>(
  as: AuthorizationServer,
  kind: K,
  presented: string,
  client: Client,
): Promise<Kept<Extract<Artifact, { kind: K }>>> {
  const record = await recordOf(as, presented)
  const { word, spec } = WORDS[kind]
  if (!record) throw new OAuthError('invalid_grant', await unknown(as, word, presented))
  ensure(record.value.kind === kind, 'invalid_grant', () => ({
    reason: `${word}-is-${record.value.kind.replaceAll('_', '-')}`,
    hint: `the value sent is ${called(record.value)}, not ${called({ ...record.value, kind } as Artifact)}`,
    spec: 'RFC 6749 §5.2',
  }))
  ensure(record.value.client_id === client.client_id, 'invalid_grant', () => ({
    reason: `${word}-other-client`,
    hint: `it was issued to client '${record.value.client_id}' and is presented by client '${client.client_id}'`,
    expected: record.value.client_id,
    received: client.client_id,
    spec,
  }))
  ensure(record.revoked_at === undefined, 'invalid_grant', () => ({
    reason: `${word}-revoked`,
    hint: `it was revoked ${formatDuration(as.clock.now() - (record.revoked_at ?? 0))} ago: ${record.revoked_because}`,
    spec: 'RFC 6749 §5.2',
  }))
  return record as Kept<Extract<Artifact, { kind: K }>>
}

/** For a value that no record has: the usual ways in which a known one gets damaged. */
async function unknown(as: AuthorizationServer, word: string, presented: string): Promise<Diagnosis> {
  const spec = 'RFC 6749 §5.2'
  for (const [suffix, hint, meant] of damages(presented)) {
    if (meant !== presented && (await as.records.find(meant))) return { reason: `${word}-${suffix}`, hint, spec }
  }
  const likely = presented.length >= 8 && presented.length <= 1000
  if (likely && as.records.snapshot().some((record) => record.id.startsWith(presented)))
    return { reason: `${word}-truncated`, hint: `it is cut after ${presented.length} characters`, spec }
  return {
    reason: `${word}-unknown`,
    hint: `this server did not issue ${quoted(presented, 12)}; was it restarted since, or does it come from another issuer?`,
    spec,
  }
}

function damages(presented: string): readonly (readonly [suffix: string, hint: string, meant: string])[] {
  return [
    ['whitespace', 'it has blanks or a line feed around it', presented.trim()],
    ['plus-as-space', 'a plus in it became a space: encode it', presented.replaceAll(' ', '+')],
    ['percent-encoded', 'it is percent-encoded once too often', decoded(presented)],
  ]
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
