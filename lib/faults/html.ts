// What a proxy or a captive portal sends in place of the server: an HTML page with status 200, the
// catalogue's `http-html-200`. The server does not act. A row of the catalogue may set another status or
// media type.

import { NO_STORE } from '../protocol/messages.js'
import type { Fault } from './fault.js'
import { readNumber, readText } from './options.js'

export const html: Fault = {
  name: 'html',
  summary: 'answers with an HTML page and status 200, as proxies and captive portals do',
  arm(options) {
    const status = readNumber(options, 'status') ?? 200
    const media_type = readText(options, 'media_type') ?? 'text/html; charset=utf-8'
    return {
      explain: () => `is answered with an HTML page and HTTP ${status}`,
      wrap:
        ({ cause }) =>
        async () => ({
          status,
          headers: NO_STORE,
          content: { kind: 'text', text: pageOf(cause), media_type },
        }),
    }
  },
}

/** A cause is made of an id and a canonical rule, which hold no character that HTML knows. */
function pageOf(cause: string): string {
  return [
    '<!doctype html>',
    '<html lang="en"><head><title>Sign in to the network</title></head>',
    `<body><h1>Sign in to the network</h1><p>Requested by fault ${cause}</p></body></html>`,
    '',
  ].join('\n')
}
