// OAuth 2.0 Form Post Response Mode §2: the authorization response as a form that posts itself, and
// that has a button for browsers that run no scripts.

import type { Redirection } from '../../protocol/messages.js'
import { Html, html } from './html.js'
import { layout, pageHeaders } from './layout.js'

// Not `form.submit()`: a response parameter may be called `submit`, and would hide it.
const SUBMIT = 'HTMLFormElement.prototype.submit.call(document.forms[0])'

export const FORM_POST_HEADERS: Readonly<Record<string, string>> = {
  ...pageHeaders([SUBMIT]),
  // `no-referrer` would send `Origin: null`, which clients that check it would take for an attack.
  'referrer-policy': 'origin',
}

export function renderFormPost({ redirect_uri, parameters, more = [] }: Redirection): string {
  const fields = [...Object.entries(parameters), ...more]
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => html`<input type="hidden" name="${name}" value="${String(value)}" />`)
  return layout({
    title: 'Back to the client',
    main: html`
      <h1>Back to the client</h1>
      <p class="lead">The answer is sent to <strong>${addressOf(redirect_uri)}</strong>.</p>
      <form class="stack" method="post" action="${redirect_uri}">
        ${fields}
        <button data-testid="form-post-continue">Continue</button>
      </form>
    `,
    script: new Html(`<script>${SUBMIT}</script>`),
  })
}

function addressOf(uri: string): string {
  return URL.canParse(uri) ? new URL(uri).host || uri : uri
}
