// May this client do that in your name?

import type { ConsentPage } from '../../protocol/messages.js'
import { html } from './html.js'
import { layout } from './layout.js'

export function consentPage({ action, interaction, client, user, scope }: ConsentPage): string {
  const wishes = scope.map(
    ({ name, meaning }) => html`<li data-testid="consent-scope-${name}">${meaning} <code>${name}</code></li>`,
  )
  return layout({
    title: `Allow ${client}?`,
    main: html`
      <h1>Allow <span data-testid="consent-client">${client}</span> access?</h1>
      <p class="lead">You are signed in as <strong data-testid="consent-user">${user}</strong>. The client asks to:</p>
      ${
        wishes.length > 0
          ? html`<ul class="scope">
              ${wishes}
            </ul>`
          : html`<p>act in your name, with no particular scope.</p>`
      }
      <form method="post" action="${action}">
        <input type="hidden" name="interaction" value="${interaction}" />
        <div class="pair">
          <button name="decision" value="grant" data-testid="consent-grant">Grant</button>
          <button class="quiet" name="decision" value="deny" data-testid="consent-deny">Deny</button>
        </div>
      </form>
    `,
  })
}
