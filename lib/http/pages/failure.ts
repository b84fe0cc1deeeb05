// What was wrong, told to the person in front of the browser, because it may not be told by
// redirection (RFC 6749 §4.1.2.1).

import type { FailurePage, Redirection } from '../../protocol/messages.js'
import { diagnosisRows, sentence } from './diagnosis.js'
import { redirectionUrl } from '../../protocol/redirection.js'
import { html } from './html.js'
import type { Html } from './html.js'
import { layout } from './layout.js'

export function failurePage({ error, addressee }: FailurePage): string {
  const { hint, fix } = error.diagnosis
  const heading = HEADINGS[error.status] ?? (error.status >= 500 ? 'The provider failed' : 'This request was refused')
  return layout({
    title: heading,
    wide: true,
    main: html`
      <p class="code" data-testid="failure-code">${error.code}</p>
      <h1>${heading}</h1>
      <p data-testid="failure-hint">${sentence(hint)}</p>
      ${
        fix !== undefined &&
        html`<section class="fix">
          <h2>What to do</h2>
          <p data-testid="failure-fix">${sentence(fix)}</p>
        </section>`
      }
      ${addressee && wayBack(addressee)} ${diagnosisRows(error.diagnosis)}
    `,
  })
}

const HEADINGS: Readonly<Record<number, string>> = {
  404: 'There is nothing here',
  405: 'That method does not work here',
}

/** The user decides whether the client hears of it: nobody vouches for the address. */
function wayBack(addressee: Redirection): Html {
  const { redirect_uri, response_mode, parameters } = addressee
  const told = html`<p>This client registered itself. Its address is <strong>${redirect_uri}</strong>.</p>`
  if (response_mode !== 'form_post')
    return html`${told}
      <p><a href="${redirectionUrl(addressee)}" data-testid="failure-continue">Continue to the client</a></p>`
  const fields = Object.entries(parameters).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${String(value)}" />`,
  )
  return html`${told}
    <form method="post" action="${redirect_uri}">
      ${fields}<button class="quiet" data-testid="failure-continue">Continue to the client</button>
    </form>`
}
