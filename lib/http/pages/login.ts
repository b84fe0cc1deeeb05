// Who are you? As a list of people to pick from, or as a form with username and password.

import type { LoginPage } from '../../protocol/messages.js'
import { html } from './html.js'
import type { Html } from './html.js'
import { layout } from './layout.js'

export function loginPage(page: LoginPage): string {
  const alert = Boolean(page.alert) && html`<p class="alert" role="alert" data-testid="login-alert">${page.alert}</p>`
  return layout({
    title: 'Sign in',
    main: html`
      <h1>Sign in</h1>
      <p class="lead">to continue to <strong data-testid="login-client">${page.client}</strong></p>
      ${alert} ${page.mode === 'picker' ? picker(page) : credentials(page)}
      <hr class="rule" />
      <form method="post" action="${page.action}">
        <input type="hidden" name="interaction" value="${page.interaction}" />
        <input type="hidden" name="decision" value="deny" />
        <button class="quiet" data-testid="login-deny">Deny</button>
      </form>
    `,
  })
}

function picker({ users, action, interaction }: LoginPage): Html {
  if (users.length === 0)
    return html`<p>There are no users to choose from. Add one under <code>users</code> in the fixtures.</p>`
  const people = users.map(
    ({ username, name, detail }, i) => html`
      <li>
        <form method="post" action="${action}">
          <input type="hidden" name="interaction" value="${interaction}" />
          <input type="hidden" name="username" value="${username}" />
          <button
            class="person"
            data-testid="login-user-${username}"
            aria-labelledby="name-${i}"
            aria-describedby="detail-${i}"
          >
            <span class="face" aria-hidden="true">${[...name][0] ?? '?'}</span>
            <span>
              <span class="name" id="name-${i}">Continue as ${name}</span>
              <span class="detail" id="detail-${i}">${detail}</span>
            </span>
            <span class="go" aria-hidden="true"></span>
          </button>
        </form>
      </li>
    `,
  )
  return html`<ul class="stack">
    ${people}
  </ul>`
}

function credentials({ action, interaction, username, alert }: LoginPage): Html {
  const invalid = Boolean(alert) && html`aria-invalid="true"`
  const [atName, atPassword] = username === undefined ? [html`autofocus`, undefined] : [undefined, html`autofocus`]
  return html`
    <form class="stack fields" method="post" action="${action}">
      <input type="hidden" name="interaction" value="${interaction}" />
      <div>
        <label for="username">Username</label>
        <input
          type="text"
          id="username"
          name="username"
          value="${username ?? ''}"
          autocomplete="username"
          autocapitalize="none"
          spellcheck="false"
          required
          data-testid="login-username"
          ${invalid}
          ${atName}
        />
      </div>
      <div>
        <label for="password">Password</label>
        <input
          type="password"
          id="password"
          name="password"
          autocomplete="current-password"
          data-testid="login-password"
          ${invalid}
          ${atPassword}
        />
      </div>
      <button data-testid="login-submit">Sign in</button>
    </form>
  `
}
