// Why a request was answered as it was, for whoever follows `error_uri`.

import type { ExplanationPage } from '../../protocol/messages.js'
import { diagnosisRows, sentence } from './diagnosis.js'
import { html } from './html.js'
import { layout } from './layout.js'

export function explanationPage(shown: ExplanationPage): string {
  const { diagnosis } = shown
  const title = diagnosis
    ? 'Why this request was refused'
    : shown.status < 400
      ? 'What happened to this request'
      : 'What this request got'
  return layout({
    title: `${title} (${shown.id})`,
    wide: true,
    main: html`
      <p class="code" data-testid="explanation-error">${shown.error ?? String(shown.status)}</p>
      <h1>${title}</h1>
      <p><code class="value" data-testid="explanation-request">${shown.request}</code></p>
      ${diagnosis && html`<p data-testid="explanation-hint">${sentence(diagnosis.hint)}</p>`}
      ${
        diagnosis?.fix !== undefined &&
        html`<section class="fix">
          <h2>What to do</h2>
          <p>${sentence(diagnosis.fix)}</p>
        </section>`
      }
      ${diagnosis && diagnosisRows(diagnosis)}
      ${shown.faults.length > 0 && html`<p>Fault rules took part: ${shown.faults.join(', ')}.</p>`}
      ${list(
        'What the client made of it',
        (shown.verdict ?? []).map(
          ({ fault, outcome, because, spec }) =>
            `${fault} ${outcome}: ${because}${spec === undefined ? '' : ` (${spec})`}`,
        ),
      )}
      ${ladder(shown)}
      ${list(
        'Warnings',
        shown.warnings.map(({ hint, reason }) => `${hint} (${reason})`),
      )}
      ${list(
        'Lint, over several requests',
        (shown.findings ?? []).map(({ rule, hint, fix }) => `${hint} (${rule})${fix === undefined ? '' : `; ${fix}`}`),
      )}
    `,
  })
}

/** The checks in order; the last one is why the request was refused. */
function ladder({ checks, diagnosis, seen = 0 }: ExplanationPage) {
  const failed = diagnosis && html`<li><mark>${diagnosis.reason}</mark>${seen > 1 ? `, ${seen} times so far` : ''}</li>`
  return (
    (checks.length > 0 || failed) &&
    html`<h2>Checks in order</h2>
      <ol data-testid="explanation-checks">
        ${checks.map((check) => html`<li>${check}</li>`)} ${failed}
      </ol>`
  )
}

function list(title: string, items: readonly string[]) {
  return (
    items.length > 0 &&
    html`<h2>${title}</h2>
      <ul>
        ${items.map((item) => html`<li>${item}</li>`)}
      </ul>`
  )
}
