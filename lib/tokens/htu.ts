// RFC 9449 §4.3: the `htu` of a DPoP proof against the URL of its request, without query and fragment, both
// normalised (RFC 3986 §6.2.2, §6.2.3).

import type { Diagnosis } from '../protocol/error.js'
import { quoted } from '../protocol/error.js'
import type { Request } from '../protocol/messages.js'
import type { AuthorizationServer } from '../state/authorization_server.js'

/** What is wrong with an htu; `undefined` when it is the URL that was called. */
export function otherHtu(as: AuthorizationServer, request: Request, htu: string): Diagnosis | undefined {
  const called = urlsOf(as, request)
  const sent = normalized(htu)
  if (called.some((url) => normalized(url) === sent)) return undefined
  const expected = called[0] ?? request.base
  const proxied = sent !== undefined && called.some((url) => pathOf(url) === pathOf(htu))
  return {
    reason: proxied ? 'dpop-htu-proxy' : 'dpop-htu',
    hint: `htu of the DPoP proof is ${quoted(htu, 150)}, but ${expected} was called${proxied ? ': scheme, host or port differ, as behind a reverse proxy' : ''}`,
    expected,
    received: htu,
    fix: proxied ? 'start with the issuer that clients see, or sign the URL that is called' : `set htu to ${expected}`,
    spec: 'RFC 9449 §4.3',
  }
}

/** As metadata has it, and as the request came in: behind a proxy these differ, and the client knows only the first. */
function urlsOf(as: AuthorizationServer, request: Request): readonly string[] {
  const advertised = as.url(request.endpoint, request)?.replace(/\/\*$/, '')
  const received = `${request.base}${request.url.replace(/[?#].*$/, '')}`
  return advertised === undefined ? [received] : [`${advertised}${request.rest}`, received]
}

/** `URL` lowers the host and drops default ports; what it leaves is the spelling of percent-encoded characters. */
function normalized(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined
  const { origin, pathname } = new URL(url)
  return `${origin}${pathname.replaceAll(/%[0-9a-f]{2}/gi, respelled)}`
}

function respelled(encoded: string): string {
  const character = String.fromCharCode(Number.parseInt(encoded.slice(1), 16))
  return /[A-Za-z0-9\-._~]/.test(character) ? character : encoded.toUpperCase()
}

function pathOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).pathname : undefined
}
