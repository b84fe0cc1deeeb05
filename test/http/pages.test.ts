import { createHash } from 'node:crypto'
import t from 'tap'
import { renderPage } from '../../lib/http/pages/index.js'
import { OAuthError } from '../../lib/protocol/error.js'
import type { Diagnosis } from '../../lib/protocol/error.js'
import { page, redirect } from '../../lib/protocol/messages.js'
import type { ConsentPage, LoginPage, Page, Redirection } from '../../lib/protocol/messages.js'
import { stand } from './stage.js'

const addressee: Redirection = { redirect_uri: 'http://localhost:3000/cb', response_mode: 'query', parameters: {} }
const login: LoginPage = {
  name: 'login',
  mode: 'picker',
  action: '/login',
  interaction: 'i-1',
  client: 'web',
  users: [
    { username: 'alice', name: 'Alice Liddell', detail: 'alice@example.com' },
    { username: 'bob', name: 'bob', detail: '' },
  ],
  addressee,
}
const consent: ConsentPage = {
  name: 'consent',
  action: '/consent',
  interaction: 'i-2',
  client: 'web',
  user: 'alice',
  scope: [{ name: 'email', meaning: 'See your email address' }],
  addressee,
}
const failed = (diagnosis: Partial<Diagnosis> = {}): Page => ({
  name: 'failure',
  error: new OAuthError('invalid_request', { reason: 'the-reason', hint: 'the hint', ...diagnosis }),
})
const index: Page = { name: 'index', issuer: 'http://localhost:2884', entries: [{ title: 'Keys', href: '/jwks' }] }

/** The forms of a page as a script would post them: action, and name to value of what is hidden. */
function forms(text: string): { action: string; fields: Record<string, string>; html: string }[] {
  return [...text.matchAll(/<form[^>]*action="([^"]*)"[^>]*>(.*?)<\/form>/gs)].map(([, action = '', html = '']) => {
    const hidden = html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)
    return { action, html, fields: Object.fromEntries([...hidden].map(([, name, value]) => [name, value])) }
  })
}

const text = (html: string): string => html.replace(/<style>.*?<\/style>|<[^>]*>/gs, ' ').replace(/\s+/g, ' ')

t.test('the picker has a form for each user, and one to refuse', async (t) => {
  t.match(forms(renderPage(login)), [
    { action: '/login', fields: { interaction: 'i-1', username: 'alice' }, html: /data-testid="login-user-alice"/ },
    { action: '/login', fields: { interaction: 'i-1', username: 'bob' }, html: /Continue as bob/ },
    { action: '/login', fields: { interaction: 'i-1', decision: 'deny' }, html: /data-testid="login-deny"/ },
  ])
})

t.test('the login form asks for username and password in the words that password managers know', async (t) => {
  const [form] = forms(renderPage({ ...login, mode: 'form' }))
  t.same(form?.fields, { interaction: 'i-1' })
  for (const [name, autocomplete] of [
    ['username', 'username'],
    ['password', 'current-password'],
  ]) {
    const input = new RegExp(`<input[^>]*id="${name}"[^>]*>`).exec(form?.html ?? '')?.[0] ?? ''
    t.match(input, `name="${name}"`)
    t.match(input, `autocomplete="${autocomplete}"`)
    t.match(input, `data-testid="login-${name}"`)
    t.match(form?.html, `<label for="${name}"`)
  }
})

t.test('what was wrong at the last try is announced, and the username is kept', async (t) => {
  const shown = renderPage({ ...login, mode: 'form', username: 'alice', alert: 'wrong password' })
  t.match(shown, /role="alert"[^>]*>\s*wrong password/)
  t.match(shown, /value="alice"/)
  t.notMatch(renderPage(login), 'role="alert"')
})

t.test('the consent page names client, user and each scope, and posts the decision', async (t) => {
  const shown = renderPage(consent)
  const [form] = forms(shown)
  t.match(text(shown), /Allow web access\? .* alice .* See your email address email/)
  t.match(form, { action: '/consent', fields: { interaction: 'i-2' } })
  t.match(form?.html, /name="decision"\s+value="grant"\s+data-testid="consent-grant"/)
  t.match(form?.html, /name="decision"\s+value="deny"\s+data-testid="consent-deny"/)
})

t.test('the failure page tells reason, hint, fix and clause', async (t) => {
  const shown = renderPage(failed({ fix: 'do it right', spec: 'RFC 6749 §4.1.3', relax: 'unknown_scope: drop' }))
  t.match(shown, /data-testid="failure-reason">the-reason</)
  t.match(text(shown), /The hint\. .* Do it right\. .* policy: \{ unknown_scope: drop \}/)
  t.match(shown, 'href="https://www.rfc-editor.org/rfc/rfc6749.html#section-4.1.3"')
})

for (const [response_mode, link] of [
  ['query', /<a href="http:\/\/localhost:3000\/cb\?error=invalid_scope" data-testid="failure-continue">/],
  [
    'form_post',
    /<form method="post" action="http:\/\/localhost:3000\/cb">\s*<input type="hidden" name="error" value="invalid_scope"/,
  ],
] as const) {
  t.test(`BC-07 the failure page offers to tell a client that nobody vouches for, by ${response_mode}`, async (t) => {
    const error = new OAuthError('invalid_scope', { reason: 'r', hint: 'h' })
    const told = { ...addressee, response_mode, parameters: { error: 'invalid_scope' } }
    t.match(renderPage({ name: 'failure', error, addressee: told }), link)
    t.notMatch(renderPage({ name: 'failure', error }), /failure-continue/)
  })
}

t.test('the failure page marks where two values differ', async (t) => {
  const shown = renderPage(failed({ expected: 'http://localhost/cb', received: 'http://localhost:3000/cb' }))
  t.match(shown, 'http://localhost<mark>:3000</mark>/cb')
})

t.test('values with little in common are not marked', async (t) => {
  t.notMatch(renderPage(failed({ expected: 'one thing', received: 'another' })), '<mark>')
})

t.test('the index names the issuer and links on', async (t) => {
  t.match(renderPage(index), /http:\/\/localhost:2884.*<a href="\/jwks">Keys<\/a>/s)
})

const EVIL = `"><script>alert('1')</script>&`

t.test('nothing shown can become HTML', async (t) => {
  const users = [{ username: EVIL, name: EVIL, detail: EVIL }]
  const pages: Page[] = [
    { ...login, action: EVIL, interaction: EVIL, client: EVIL, users, alert: EVIL },
    { ...login, mode: 'form', action: EVIL, interaction: EVIL, client: EVIL, username: EVIL, alert: EVIL },
    { ...consent, action: EVIL, interaction: EVIL, client: EVIL, user: EVIL, scope: [{ name: EVIL, meaning: EVIL }] },
    failed({ reason: EVIL, hint: EVIL, expected: EVIL, received: `x${EVIL}`, fix: EVIL, spec: EVIL, relax: EVIL }),
    { name: 'index', issuer: EVIL, entries: [{ title: EVIL, href: EVIL }] },
  ]
  for (const shown of pages) {
    t.notMatch(renderPage(shown), '<script', shown.name)
    t.match(renderPage(shown), '&quot;&gt;&lt;script&gt;', shown.name)
  }
})

for (const shown of [login, { ...login, mode: 'form' } as const, consent, failed(), index]) {
  t.test(`the ${shown.name} page stands alone: language, title, one heading, no script, nothing fetched`, async (t) => {
    const html = renderPage(shown)
    t.match(html, /^<!doctype html>\s*<html lang="en">/)
    t.match(html, /<title>[^<]+<\/title>/)
    t.equal(html.match(/<h1>/g)?.length, 1)
    t.notMatch(html, /<script|<img|<link rel="stylesheet"|@import|url\(|\sstyle="|\son\w+="/)
    t.match(text(html), 'for tests only')
    t.match(text(html), 'public test keys')
  })
}

const POLICY = 'content-security-policy'

t.test('AZ-16 pages cannot be framed, sniffed or scripted, and do not leak their URL', async (t) => {
  const { app } = await stand(t, page(200, login))
  const { headers } = await app.inject({ url: '/authorize' })
  t.equal(headers['content-type'], 'text/html; charset=utf-8')
  t.match(headers[POLICY], /default-src 'none'.*frame-ancestors 'none'; base-uri 'none'/)
  t.match(headers, {
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  })
})

t.test('no form-action, because Chromium would block the redirect to the client with it', async (t) => {
  const { app } = await stand(t, page(200, login))
  t.notMatch((await app.inject({ url: '/authorize' })).headers[POLICY], 'form-action')
})

const sha256 = (part: string | undefined): string =>
  `'sha256-${createHash('sha256')
    .update(part ?? '')
    .digest('base64')}'`

t.test('the policy allows exactly the style that the page has', async (t) => {
  const { app } = await stand(t, page(200, login))
  const { headers, body } = await app.inject({ url: '/authorize' })
  t.match(headers[POLICY], `style-src ${sha256(/<style>(.*?)<\/style>/s.exec(body)?.[1])}`)
})

t.test('AZ-13 form_post is a form to the client that posts itself, and has a button', async (t) => {
  const parameters = { code: 'a"b', state: '<s>', iss: undefined }
  const { app } = await stand(t, (request) =>
    redirect(request, { ...addressee, response_mode: 'form_post', parameters }),
  )
  const { headers, body, statusCode } = await app.inject({ url: '/authorize' })
  t.equal(statusCode, 200)
  t.match(forms(body), [
    {
      action: 'http://localhost:3000/cb',
      fields: { code: 'a&quot;b', state: '&lt;s&gt;' },
      html: /<button[^>]*>Continue<\/button>/,
    },
  ])
  t.notMatch(body, 'name="iss"')
  t.match(headers[POLICY], `script-src ${sha256(/<script>(.*?)<\/script>/s.exec(body)?.[1])}`)
  t.equal(headers['referrer-policy'], 'origin', 'no-referrer would have browsers send Origin: null')
})
