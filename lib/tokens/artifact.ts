// Finding what a client presents at the token endpoint, and saying why it is not what it should be.

import { ensure, quoted } from '../protocol/error.js'
import type { Diagnosis } from '../protocol/error.js'
import { formatDuration } from '../protocol/duration.js'
import type { Client } from '../protocol/metadata.js'
import type { Artifact } from '../state/artifacts.js'
import { called } from '../state/artifacts.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import type { Kept } from '../state/records.js'

/** A record of the kind asked for, issued to this client and not revoked; `invalid_grant` otherwise. */
export async function found<K extends Artifact['kind']>(
  as: AuthorizationServer,
  kind: K,
  presented: string,
  client: Client,
): Promise<Kept<Extract<Artifact, { kind: K }>>> {
  const record = await as.records.find(presented)
  const word = kind === 'code' ? 'code' : 'refresh'
  ensure(record, 'invalid_grant', () => unknown(as, word, presented))
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
    spec: kind === 'code' ? 'RFC 6749 §4.1.3' : 'RFC 6749 §6',
  }))
  ensure(record.revoked_at === undefined, 'invalid_grant', () => ({
    reason: `${word}-revoked`,
    hint: `it was revoked ${formatDuration(as.clock.now() - (record.revoked_at ?? 0))} ago: ${record.revoked_because}`,
    spec: 'RFC 6749 §5.2',
  }))
  return record as Kept<Extract<Artifact, { kind: K }>>
}

/** For a value that no record has: the usual ways in which a known one gets damaged. */
function unknown(as: AuthorizationServer, word: string, presented: string): Diagnosis {
  const known = (text: string): boolean => as.records.snapshot().some((record) => record.id === text)
  const spec = 'RFC 6749 §5.2'
  if (known(presented.trim())) return { reason: `${word}-whitespace`, hint: 'it has blanks or a line feed around it', spec }
  if (known(presented.replaceAll(' ', '+'))) return { reason: `${word}-plus-as-space`, hint: 'a plus in it became a space: encode it', spec }
  if (known(decoded(presented))) return { reason: `${word}-percent-encoded`, hint: 'it is percent-encoded once too often', spec }
  const begun = presented.length >= 8 && as.records.snapshot().some((record) => record.id.startsWith(presented))
  if (begun) return { reason: `${word}-truncated`, hint: `it is cut after ${presented.length} characters`, spec }
  return {
    reason: `${word}-unknown`,
    hint: `this server did not issue ${quoted(presented, 12)}; was it restarted since, or does it come from another issuer?`,
    spec,
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
