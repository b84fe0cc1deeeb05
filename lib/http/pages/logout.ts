// Log out? And that it is done: with frames that tell clients through the browser (OpenID Connect Front-Channel
// Logout §3), and the way back to the client once they are loaded.

import type { LogoutPage } from '../../protocol/messages.js'
import { redirectionUrl } from '../../protocol/redirection.js'
import { Html, html } from './html.js'
import { layout, pageHeaders } from './layout.js'

type Step<Name> = Extract<LogoutPage['shown'], { readonly step: Name }>

/** `load` waits for the frames. Without scripts, and for frames that never load, there is the Refresh header. */
const GO_BACK = "addEventListener('load', () => location.replace(document.getElementById('back').href))"
/** Seconds. */
const PATIENCE = 5

export function logoutPage({ shown }: LogoutPage): string {
  switch (shown.step) {
    case 'confirm':
      return layout({ title: 'Log out?', main: question(shown) })
    case 'stayed':
      return layout({
        title: 'Still signed in',
        main: html`<h1 data-testid="logout-stayed">You are still signed in</h1>`,
      })
    case 'done':
      return layout({
        title: 'Signed out',
        main: farewell(shown),
        ...(shown.back && { script: new Html(`<script>${GO_BACK}</script>`) }),
      })
  }
}

/** What the page needs to be let do: its frames, and its way back. */
export function logoutHeaders({ shown }: LogoutPage): Readonly<Record<string, string>> {
  if (shown.step !== 'done') return pageHeaders()
  const { back, frames } = shown
  return {
    ...pageHeaders(back ? [GO_BACK] : [], frames),
    ...(back && { refresh: `${PATIENCE}; url=${new URL(redirectionUrl(back)).href}` }),
  }
}

function question({ action, interaction, user, client }: Step<'confirm'>): Html {
  return html`
    <h1>Log out?</h1>
    <p class="lead">
      You are signed in as <strong data-testid="logout-user">${user}</strong>${
        client !== undefined && html`, and <strong data-testid="logout-client">${client}</strong> asks to log you out`
      }.
    </p>
    <form method="post" action="${action}">
      <input type="hidden" name="interaction" value="${interaction}" />
      <div class="pair">
        <button name="decision" value="logout" data-testid="logout-confirm">Log out</button>
        <button class="quiet" name="decision" value="stay" data-testid="logout-stay">Stay signed in</button>
      </div>
    </form>
  `
}

function farewell({ frames, back }: Step<'done'>): Html {
  return html`
    <h1 data-testid="logout-done">You are signed out</h1>
    ${back && html`<p class="lead"><a id="back" href="${redirectionUrl(back)}" data-testid="logout-back">Back to the application</a></p>`}
    ${frames.map((frame) => html`<iframe src="${frame}" hidden data-testid="logout-frame" title="a client is told"></iframe>`)}
  `
}
