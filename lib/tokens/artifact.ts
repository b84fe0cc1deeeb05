// Finding what a client presents at the token endpoint, and saying why it is not what it should be.

import { OAuthError, ensure, quoted } from '../protocol/error.js'
import type { Diagnosis } from '../protocol/error.js'
import { isUnset, likeness, repairs } from '../protocol/difference.js'
import type { Repair } from '../protocol/difference.js'
import { formatDuration } from '../protocol/duration.js'
import type { Client } from '../protocol/metadata.js'
import { unset } from '../protocol/parameters.js'
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
  if (!record) throw new OAuthError('invalid_grant', await unknown(as, kind, presented))
  ensure(record.value.kind === kind, 'invalid_grant', () => ({
    reason: `${word}-is-${record.value.kind.replaceAll('_', '-')}`,
    hint: `the value sent is ${called(record.value)}, not ${called({ ...record.value, kind } as Artifact)}`,
    expected: kind,
    received: record.value.kind,
    fix: `send the ${kind} in this parameter`,
    spec: 'RFC 6749 §5.2',
  }))
  ensure(record.value.client_id === client.client_id, 'invalid_grant', () => ({
    reason: `${word}-other-client`,
    hint: `it was issued to client '${record.value.client_id}' and is presented by client '${client.client_id}'`,
    expected: record.value.client_id,
    received: client.client_id,
    fix: `present it as client '${record.value.client_id}', or start an authorization request as '${client.client_id}'`,
    spec,
  }))
  ensure(record.revoked_at === undefined, 'invalid_grant', () => ({
    reason: /logged out/.test(record.revoked_because ?? '') ? `${word}-revoked-logout` : `${word}-revoked`,
    hint: `it was revoked ${formatDuration(as.clock.now() - (record.revoked_at ?? 0))} ago: ${record.revoked_because}`,
    expected: `a ${kind} that was not revoked`,
    received: `revoked: ${record.revoked_because}`,
    fix: 'start a new authorization request',
    spec: 'RFC 6749 §5.2',
  }))
  return record as Kept<Extract<Artifact, { kind: K }>>
}

/** For a value that no record has: the usual ways in which a known one gets damaged, and what else it may be. */
async function unknown(as: AuthorizationServer, kind: Artifact['kind'], presented: string): Promise<Diagnosis> {
  if (isUnset(presented)) return unset(kind, presented)
  const { word } = WORDS[kind]
  const spec = 'RFC 6749 §5.2'
  for (const repair of repairs(presented)) {
    if (await as.records.find(repair.meant))
      return damaged(word, SUFFIXES[repair.kind] ?? repair.kind, repair, presented)
  }
  const likely = presented.length >= 8 && presented.length <= 1000
  const records = likely ? as.records.snapshot() : []
  const whole = records.find(({ id }) => id.startsWith(presented))
  if (whole) return damaged(word, 'truncated', likeness(whole.id, presented), presented)
  const stated = records.find(({ value }) => value.kind === 'code' && value.state === presented)
  if (stated)
    return {
      reason: `${word}-is-state`,
      hint: `the value sent is the state of an authorization request of client '${stated.value.client_id}', not ${NAMES[kind]}`,
      expected: kind,
      received: 'state',
      fix: `read ${kind} from the redirect, not state`,
      spec,
    }
  return {
    reason: `${word}-unknown`,
    hint: `this server did not issue ${quoted(presented, 12)}; was it restarted since, or does it come from another issuer?`,
    expected: `a ${kind} that this server issued`,
    received: `${presented.length} characters, beginning with ${quoted(presented, 12)}`,
    fix: 'start a new authorization request',
    spec,
  }
}

const NAMES = {
  code: 'an authorization code',
  access_token: 'an access token',
  refresh_token: 'a refresh token',
  device_code: 'a device code',
} as const satisfies Record<Artifact['kind'], string>

/** Two kinds of damage that nobody needs to tell apart. */
const SUFFIXES: Readonly<Partial<Record<Repair['kind'], string>>> = {
  'trailing-newline': 'whitespace',
  'double-encoded': 'percent-encoded',
}

/** Lengths are told, and never the value that would have been good. */
function damaged(word: string, suffix: string, repair: Repair | undefined, presented: string): Diagnosis {
  return {
    reason: `${word}-${suffix}`,
    hint: `a known value would match, but ${repair?.words ?? 'it is changed'}`,
    expected: `${repair?.meant.length ?? 0} characters`,
    received: `${presented.length} characters`,
    fix: 'send the value exactly as it was received',
    spec: 'RFC 6749 §5.2',
  }
}
