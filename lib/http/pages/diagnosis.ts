// A diagnosis for people: what was expected and received with the difference marked, the reason, the
// clause, and the policy that would accept it.

import type { Diagnosis } from '../../protocol/error.js'
import { html } from './html.js'
import type { Html } from './html.js'

export function diagnosisRows({ reason, expected, received, spec, relax }: Diagnosis): Html {
  const [should, is] = compared(expected, received)
  return html`
    ${(should ?? is) && html`<dl>${row('Expected', should, 'expected')} ${row('Received', is, 'received')}</dl>`}
    <dl class="facts">
      ${row('Reason', html`<code data-testid="failure-reason">${reason}</code>`, 'why')}
      ${row('Specification', spec === undefined ? undefined : clause(spec), 'spec')}
      ${row('To accept it', relax === undefined ? undefined : html`<code>policy: { ${relax} }</code>`, 'relax')}
    </dl>
  `
}

function row(title: string, value: Html | undefined, name: string): Html | undefined {
  return (
    value &&
    html`<dt>${title}</dt>
      <dd class="${name}" data-testid="failure-${name}">${value}</dd>`
  )
}

/** As a sentence of its own; protocol words at the beginning keep their case. */
export function sentence(text: string): string {
  const start = /^[a-z]+(?=[ ,;]|$)/.test(text) ? `${text.slice(0, 1).toUpperCase()}${text.slice(1)}` : text
  return /[.!?]$/.test(start) ? start : `${start}.`
}

/** Both values, with what differs between their common beginning and end marked. */
function compared(expected: string | undefined, received: string | undefined): [Html | undefined, Html | undefined] {
  if (expected === undefined || received === undefined) return [valueOf(expected), valueOf(received)]
  const [a, b] = [[...expected], [...received]]
  const least = Math.min(a.length, b.length)
  let start = 0
  while (start < least && a[start] === b[start]) start += 1
  let end = 0
  while (end < least - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1
  // Values with little in common are easier to read plain.
  if (start + end < least / 3) return [valueOf(expected), valueOf(received)]
  return [marked(a, start, end), marked(b, start, end)]
}

function marked(text: readonly string[], start: number, end: number): Html {
  const middle = text.slice(start, text.length - end).join('')
  const mark = middle === '' ? undefined : html`<mark>${middle}</mark>`
  return html`<code class="value"
    >${text.slice(0, start).join('')}${mark}${text.slice(text.length - end).join('')}</code
  >`
}

function valueOf(text: string | undefined): Html | undefined {
  return text === undefined ? undefined : html`<code class="value">${text}</code>`
}

/** `RFC 6749 §4.1.3` as a link to that section; anything else as it is. */
function clause(spec: string): Html {
  const [, number, section] = /^RFC (\d{3,5})(?: §([\d.]+[\d]|\d))?/.exec(spec) ?? []
  if (number === undefined) return html`${spec}`
  const href = `https://www.rfc-editor.org/rfc/rfc${number}.html${section === undefined ? '' : `#section-${section}`}`
  return html`<a href="${href}" rel="noreferrer">${spec}</a>`
}
