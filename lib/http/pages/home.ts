// What this is, for whoever opens the issuer in a browser.

import type { IndexPage } from '../../protocol/messages.js'
import { html } from './html.js'
import { layout } from './layout.js'

export function homePage({ issuer, entries }: IndexPage): string {
  const links = entries.map(({ title, href }) => html`<li><a href="${href}">${title}</a></li>`)
  return layout({
    title: issuer,
    wide: true,
    main: html`
      <h1>A mock OAuth2 and OpenID Connect provider</h1>
      <p class="lead">
        It behaves like a real authorization server, breaks when told to, and explains what it refuses. It is running
        and ready for your tests.
      </p>
      <h2>Issuer</h2>
      <code class="value" data-testid="index-issuer">${issuer}</code>
      <h2>From here</h2>
      <ul class="links">
        ${links}
      </ul>
    `,
  })
}
