// RFC 9101 §5.2, OpenID Connect Core §6.2: a request object that the client publishes. Fetched only from where
// the client is registered for, or from this machine: anything else would let strangers choose where we knock.

import { OAuthError, ensure, quoted } from '../protocol/error.js'
import type { Client } from '../protocol/metadata.js'
import { isLoopback } from '../protocol/redirection.js'
import { nearest } from '../protocol/spelling.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import { OutboundError } from '../state/outbound.js'

const MOST_BYTES = 100_000
const spec = 'RFC 9101 §5.2'

/** The request object at a URI. Throws `invalid_request_uri`. */
export async function referenced(as: AuthorizationServer, client: Client, request_uri: string): Promise<string> {
  ensure(/^https?:\/\//i.test(request_uri), 'invalid_request_uri', () => ({
    reason: 'request-uri-not-par',
    hint: `request_uri ${quoted(request_uri, 100)} is neither one that was pushed here nor an http(s) URL`,
    spec,
  }))
  ensureRegistered(client, request_uri)
  const text = await fetched(as, request_uri)
  return text.trim()
}

/** The fragment tells versions of the object apart and is not compared (OpenID Connect Core §6.2). */
const bare = (uri: string): string => uri.replace(/#.*$/s, '')

function ensureRegistered(client: Client, sent: string): void {
  const registered = client.request_uris ?? []
  const known = registered.some((uri) => bare(uri) === bare(sent))
  ensure(known || (registered.length === 0 && isLoopback(bare(sent))), 'invalid_request_uri', () => {
    const near = nearest(sent, registered) ?? registered[0]
    return {
      reason: 'request-uri-unregistered',
      hint:
        near === undefined
          ? `request_uri ${quoted(sent, 200)} is not on this machine, and client '${client.client_id}' has no request_uris registered`
          : `request_uri ${quoted(sent, 200)} is not registered for client '${client.client_id}'; the closest registered one is '${near}'`,
      received: sent,
      fix: `register it: request_uris: [${sent}]`,
      spec: 'OpenID Connect Core §6.2',
    }
  })
}

async function fetched(as: AuthorizationServer, request_uri: string): Promise<string> {
  try {
    const accept = 'application/oauth-authz-req+jwt, application/jwt, */*;q=0.1'
    const { status, text } = await as.outbound.get(bare(request_uri), { accept, most: MOST_BYTES })
    if (status === 200) return text
    throw new OutboundError(`${request_uri} answered ${status}: ${text.slice(0, 100)}`)
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error
    throw new OAuthError('invalid_request_uri', {
      reason: 'request-uri-unreachable',
      hint: `the request object cannot be had: ${error.message}`,
      fix: 'serve it there with status 200 as application/oauth-authz-req+jwt',
      spec,
    })
  }
}
