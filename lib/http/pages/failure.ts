// What was wrong, told to the person in front of the browser, because it may not be told by
// redirection (RFC 6749 §4.1.2.1).

import type { FailurePage } from '../../protocol/messages.js'
import { diagnosisRows, sentence } from './diagnosis.js'
import { html } from './html.js'
import { layout } from './layout.js'

export function failurePage({ error }: FailurePage): string {
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
      ${diagnosisRows(error.diagnosis)}
    `,
  })
}

const HEADINGS: Readonly<Record<number, string>> = {
  404: 'There is nothing here',
  405: 'That method does not work here',
}
