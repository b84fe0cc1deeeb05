// The frame of every page: style, note and security headers. Plain HTML without scripts; nothing is
// fetched from anywhere.

import { createHash } from 'node:crypto'
import { Html, html } from './html.js'
import { STYLE } from './style.js'

export interface Layout {
  /** Of the tab; the heading is part of `main`. */
  readonly title: string
  readonly main: Html
  /** A whole script element, whose hash the page's policy allows. */
  readonly script?: Html
  readonly wide?: boolean
}

// Kept in one piece: the policy allows exactly these bytes.
const STYLE_ELEMENT = new Html(`<style>${STYLE}</style>`)

export function layout({ title, main, script, wide }: Layout): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>${title} · mock-oauth2-provider</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <link rel="icon" href="data:," />
        ${STYLE_ELEMENT}
      </head>
      <body>
        <div class="frame${wide && ' wide'}">
          <header>
            <span>mock-oauth2-provider</span>
            <span class="tag">for tests only</span>
          </header>
          <main>${main}</main>
          <footer>This is not a real provider. It signs with public test keys, so its tokens prove nothing.</footer>
        </div>
        ${script}
      </body>
    </html> `.text
}

/**
 * No `form-action`: Chromium applies it to the redirect that follows a form as well, and would block
 * the way back to the client.
 */
export function pageHeaders(
  scripts: readonly string[] = [],
  frames: readonly string[] = [],
): Readonly<Record<string, string>> {
  const script = scripts.length > 0 ? `; script-src ${scripts.map(hashSource).join(' ')}` : ''
  const frame = frames.length > 0 ? `; frame-src ${frames.map(frameSource).join(' ')}` : ''
  return {
    'content-security-policy': `default-src 'none'; style-src ${hashSource(STYLE)}; img-src data:${script}${frame}; frame-ancestors 'none'; base-uri 'none'`,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  }
}

/** Content Security Policy §2.3.1: without its query, and nothing in it that would end the directive. */
function frameSource(url: string): string {
  return url
    .replace(/[?#].*$/s, '')
    .replaceAll(';', '%3B')
    .replaceAll(',', '%2C')
}

function hashSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}
