// The code that a device shows is entered here, and the device is let in or not (RFC 8628 §3.3).

import type { DevicePage } from '../../protocol/messages.js'
import { html } from './html.js'
import type { Html } from './html.js'
import { layout } from './layout.js'

export function devicePage({ action, shown }: DevicePage): string {
  switch (shown.step) {
    case 'enter':
      return layout({ title: 'Connect a device', main: entry(action, shown) })
    case 'decide':
      return layout({ title: `Allow ${shown.client}?`, main: decision(action, shown) })
    case 'done':
      return layout({ title: shown.approved ? 'Device connected' : 'Device refused', main: outcome(shown) })
  }
}

type Step<Name> = Extract<DevicePage['shown'], { readonly step: Name }>

/** With the code filled in, the person compares it with the one on the device before going on (§5.4). */
function entry(action: string, { user_code, login_hint, alert }: Step<'enter'>): Html {
  return html`
    <h1>Connect a device</h1>
    <p class="lead">
      ${user_code === '' ? 'Enter the code that your device shows.' : 'Is this the code that your device shows?'}
    </p>
    ${Boolean(alert) && html`<p class="alert" role="alert" data-testid="device-alert">${alert}</p>`}
    <form class="stack fields" method="post" action="${action}">
      ${login_hint !== undefined && html`<input type="hidden" name="login_hint" value="${login_hint}" />`}
      <div>
        <label for="user_code">Code</label>
        <input
          type="text"
          id="user_code"
          name="user_code"
          value="${user_code}"
          placeholder="WDJB-MJHT"
          autocomplete="off"
          autocapitalize="characters"
          spellcheck="false"
          required
          data-testid="device-code"
          ${Boolean(alert) && html`aria-invalid="true"`}
          ${user_code === '' && html`autofocus`}
        />
      </div>
      <button data-testid="device-submit">Continue</button>
    </form>
  `
}

function decision(action: string, { interaction, user_code, client, user, scope }: Step<'decide'>): Html {
  const wishes = scope.map(
    ({ name, meaning }) => html`<li data-testid="device-scope-${name}">${meaning} <code>${name}</code></li>`,
  )
  return html`
    <h1>Allow <span data-testid="device-client">${client}</span> on your device?</h1>
    <p class="lead">
      You are signed in as <strong data-testid="device-user">${user}</strong>. The device shows the code
      <strong data-testid="device-user-code">${user_code}</strong>${wishes.length > 0 ? ' and asks to:' : '.'}
    </p>
    ${
      wishes.length > 0 &&
      html`<ul class="scope">
        ${wishes}
      </ul>`
    }
    <form method="post" action="${action}">
      <input type="hidden" name="interaction" value="${interaction}" />
      <div class="pair">
        <button name="decision" value="approve" data-testid="device-approve">Approve</button>
        <button class="quiet" name="decision" value="deny" data-testid="device-deny">Deny</button>
      </div>
    </form>
  `
}

function outcome({ approved, client, because }: Step<'done'>): Html {
  return html`
    <h1 data-testid="device-outcome">${approved ? 'The device is connected' : 'The device was refused'}</h1>
    <p class="lead">
      ${
        approved
          ? html`<strong>${client}</strong> goes on by itself; this page can be closed.`
          : html`<strong>${client}</strong> gets nothing${because === undefined ? '' : `: ${because}`}.`
      }
    </p>
  `
}
