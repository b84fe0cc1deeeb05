// RFC 8705 §3: access tokens bound to a client certificate. Without TLS a header stands for the certificate, as a
// reverse proxy that ends TLS sends it on: believed where the policy says so, and on this machine alone.

import { X509Certificate, createHash } from 'node:crypto'
import { OAuthError, ensure, quoted } from '../protocol/error.js'
import type { Request } from '../protocol/messages.js'
import type { Client } from '../protocol/metadata.js'
import { isLoopback } from '../protocol/redirection.js'
import type { Confirmation } from '../state/artifacts.js'
import type { AuthorizationServer } from '../state/authorization_server.js'

const FIX =
  'send the header X-Client-Cert with the certificate as PEM, URL-encoded, and set policy: { client_certificate: header }'

/** The thumbprint of the certificate that a request comes with; `undefined` when it has none that counts here. */
function certificateOf(as: AuthorizationServer, request: Request): string | undefined {
  const header = request.headers['x-client-cert']
  if (header === undefined || as.policy.client_certificate === 'off') return undefined
  ensure(isLoopback(request.base), 'invalid_request', () => ({
    reason: 'cert-not-loopback',
    hint: `X-Client-Cert is believed on this machine alone, and the request came to ${request.base}`,
    expected: 'localhost, 127.0.0.1 or [::1]',
    received: request.base,
    fix: 'call the server at localhost',
    spec: 'RFC 8705 §6.5',
  }))
  try {
    return createHash('sha256')
      .update(new X509Certificate(decodeURIComponent(header)).raw)
      .digest('base64url')
  } catch {
    throw new OAuthError('invalid_request', {
      reason: 'cert-malformed',
      hint: 'X-Client-Cert is no certificate as PEM, URL-encoded',
      expected: '-----BEGIN CERTIFICATE----- and so on, URL-encoded',
      received: `${header.length} characters, beginning with ${quoted(header, 20)}`,
      fix: FIX,
      spec: 'RFC 8705 §3',
    })
  }
}

/** At the token endpoint: the certificate that the tokens of this client are bound to (§3.4). */
export function boundCertificate(as: AuthorizationServer, request: Request, client: Client): Confirmation {
  if (client.tls_client_certificate_bound_access_tokens !== true) return {}
  const thumbprint = certificateOf(as, request)
  ensure(thumbprint !== undefined, 'invalid_request', () => ({
    reason: 'cert-missing',
    hint: `client '${client.client_id}' is registered with tls_client_certificate_bound_access_tokens, but the request has no certificate`,
    expected: 'a client certificate',
    received: 'no certificate',
    fix: FIX,
    spec: 'RFC 8705 §3.4',
  }))
  return { 'x5t#S256': thumbprint }
}

/** At a resource: a bound token comes with its certificate (§3). */
export function ensureCertificate(as: AuthorizationServer, request: Request, cnf: Confirmation | undefined): void {
  const expected = cnf?.['x5t#S256']
  if (expected === undefined) return
  const received = certificateOf(as, request)
  ensure(received === expected, 'invalid_token', () => ({
    reason: received === undefined ? 'cert-missing' : 'cert-thumbprint-mismatch',
    hint: `the access token is bound to the certificate ${expected}, but the request comes with ${received ?? 'none'}`,
    expected,
    ...(received !== undefined && { received }),
    fix: FIX,
    spec: 'RFC 8705 §3',
  }))
}
