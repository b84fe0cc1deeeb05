// draft-ietf-oauth-client-id-metadata-document: clients whose client_id is the URL of their metadata. Fetched when
// such a client turns up, kept as long as its cache headers allow; neither errors nor unsound documents are kept.

import { flawOf, freshness, isUrl } from '../protocol/client_id_url.js'
import { readMetadata } from '../protocol/client_metadata.js'
import { OAuthError, quoted } from '../protocol/error.js'
import { parsedObject } from '../protocol/json.js'
import type { Members } from '../protocol/messages.js'
import type { Client } from '../protocol/metadata.js'
import type { Policy } from '../protocol/policy.js'
import { registrable, scoped } from '../protocol/registrable.js'
import type { ClientMetadata } from '../protocol/registrable.js'
import type { Trace } from '../protocol/trace.js'
import type { Clients } from './clients.js'
import type { Clock } from './clock.js'
import type { Keys } from './keys.js'
import { OutboundError } from './outbound.js'
import type { Answer, Outbound } from './outbound.js'

/** §6.6. */
const MOST_BYTES = 5 * 1024
const MOST_KEPT = 10_000
const SPEC = 'draft-ietf-oauth-client-id-metadata-document'
const METHODS: readonly string[] = ['none', 'private_key_jwt']

interface Parts {
  readonly outbound: Outbound
  readonly clock: Clock
  readonly clients: Clients
  readonly keys: Keys
  readonly policy: Policy
}

export class ClientDocuments {
  readonly #parts: Parts
  /** Until when, in milliseconds on the realm's clock, a document is taken for true. */
  readonly #fresh = new Map<string, number>()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** The client of this name. One that is a URL, and not configured, is what its document says; throws `invalid_client` when that cannot be had. */
  async client(client_id: string, trace: Trace): Promise<Client | undefined> {
    const { clients, policy } = this.#parts
    const configured = clients.configured().some((client) => client.client_id === client_id)
    if (policy.client_id_metadata_document !== 'off' && isUrl(client_id) && !configured)
      await this.#look(client_id, trace)
    return clients.find(client_id)
  }

  /** Until when which document is fresh. */
  save(): ReadonlyMap<string, number> {
    return new Map(this.#fresh)
  }

  load(saved: ReadonlyMap<string, number>): void {
    this.#fresh.clear()
    for (const [client_id, until] of saved) this.#fresh.set(client_id, until)
  }

  async #look(client_id: string, trace: Trace): Promise<void> {
    const { clients, clock, keys, outbound, policy } = this.#parts
    if (clients.open && !outbound.allows(client_id)) return trace.warn(notFetched(client_id))
    const flaw = flawOf(client_id, { loopback: policy.client_id_metadata_document === 'accept' })
    if (flaw !== undefined)
      throw refusal('url', `client_id ${quoted(client_id, 200)} is no URL of a client metadata document: ${flaw}`, '§3')
    if (clock.now() < (this.#fresh.get(client_id) ?? 0) && clients.dynamic(client_id)) {
      return trace.check('client metadata document still fresh')
    }
    this.#fresh.delete(client_id)
    const answer = await fetched(outbound, client_id)
    clients.keep({ ...scoped(documentIn(client_id, answer, keys.algorithms, trace), policy), client_id })
    trace.check('client metadata document fetched and sound')
    const seconds = freshness(answer.headers)
    if (seconds > 0) this.#fresh.set(client_id, clock.now() + seconds * 1000)
    const [oldest] = this.#fresh.keys()
    if (this.#fresh.size > MOST_KEPT && oldest !== undefined) this.#fresh.delete(oldest)
  }
}

async function fetched(outbound: Outbound, client_id: string): Promise<Answer> {
  try {
    const answer = await outbound.get(client_id, { accept: 'application/json', most: MOST_BYTES })
    if (answer.status === 200) return answer
    const redirect = answer.status >= 300 && answer.status < 400 ? ', and redirects are not followed' : ''
    throw refusal(
      'status',
      `the metadata document of client ${quoted(client_id, 200)} answered ${answer.status}; only 200 counts${redirect}`,
      '§4',
    )
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error
    throw refusal(
      'unreachable',
      `the metadata document of client ${quoted(client_id, 200)} cannot be had: ${error.message}`,
      '§4',
    )
  }
}

function documentIn(
  client_id: string,
  { headers, text }: Answer,
  algorithms: readonly string[],
  trace: Trace,
): ClientMetadata {
  const media_type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  const document = parsedObject(text)
  if (!/^application\/(json|[\w.-]+\+json)$/.test(media_type))
    throw unsound('type', `its Content-Type is ${quoted(media_type, 60)}, not application/json`)
  if (document === undefined) throw unsound('json', 'it is not a JSON object')
  if (document['client_id'] !== client_id) {
    throw unsound(
      'client-id',
      `its client_id is ${quoted(String(document['client_id']), 200)}, which must be its own URL, ${quoted(client_id, 200)}`,
    )
  }
  const secret = ['client_secret', 'client_secret_expires_at'].find((name) => name in document)
  if (secret !== undefined) throw unsound('secret', `it holds ${secret}, and everybody can read it`)
  const { token_endpoint_auth_method: method = 'none' } = document
  if (!METHODS.includes(String(method))) {
    throw unsound(
      'auth-method',
      `its token_endpoint_auth_method ${quoted(String(method), 60)} is not ${METHODS.join(' or ')}; a secret that is shared has no place in public`,
    )
  }
  return sound({ ...document, token_endpoint_auth_method: method }, algorithms, trace)
}

function sound(document: Members, algorithms: readonly string[], trace: Trace): ClientMetadata {
  try {
    return registrable(readMetadata(document, trace), algorithms)
  } catch (error) {
    throw error instanceof OAuthError ? unsound('metadata', error.diagnosis.hint) : error
  }
}

function unsound(suffix: string, words: string): OAuthError {
  return refusal(suffix, `the client metadata document is not sound: ${words}`, '§4.1')
}

function refusal(suffix: string, hint: string, clause: string): OAuthError {
  const fix =
    'serve the document with status 200 and Content-Type: application/json at exactly the URL that is its client_id'
  return new OAuthError('invalid_client', { reason: `client-document-${suffix}`, hint, fix, spec: `${SPEC} ${clause}` })
}

/** With nothing configured a tester may bring the client_id of production, which cannot be looked up from here. */
function notFetched(client_id: string) {
  return {
    reason: 'client-document-not-fetched',
    hint: `client_id ${quoted(client_id, 200)} is a URL elsewhere, which is not connected to; no client is configured, so the client is taken as it comes`,
    fix: `allow the host: server: { outbound: [${URL.canParse(client_id) ? new URL(client_id).host : 'the host'}] }`,
    spec: `${SPEC} §4`,
  }
}
