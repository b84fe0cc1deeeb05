// What `init` writes: a fixture file for each profile that can be served as it is, with the rest explained
// beside it. Each passes `check`.

const HEAD = `# yaml-language-server: $schema=./node_modules/mock-oauth2-provider/dist/schema.json
# $schema: ./node_modules/mock-oauth2-provider/dist/schema.json
#
# Served by \`mock-oauth2-provider start\`, found by itself from here and from the folders below.
# \`mock-oauth2-provider check\` validates it, \`mock-oauth2-provider schema\` lists every key.
version: 1
`

const STANDARD = `${HEAD}profile: standard

# How users get through the login: auto (the first user, no page), auto:alice, picker, form, deny.
login: auto

# How long what is issued lives: 90s, 10m, 1h30m, 2d; refresh_token may be never.
lifetimes: { code: 10m, access_token: 1h, refresh_token: 90d }

# As soon as one client is listed, unknown clients, wrong secrets and other redirect URIs are refused.
clients:
  - client_id: web
    client_secret: web-secret                           # or \${WEB_SECRET:-web-secret} to take it from the environment
    redirect_uris: [http://localhost:3000/callback]     # compared exactly
    scope: openid profile email offline_access
    refresh: { rotation: rotate, reuse: revoke-family }
  - client_id: spa                                      # no secret: a public client, which must use PKCE
    redirect_uris: [http://localhost:5173/callback]
    scope: openid profile email
  - client_id: service
    client_secret: service-secret
    grant_types: [client_credentials]
    scope: read write

users:
  - username: alice
    password: wonderland                                # only the login mode form asks for it
    claims: { name: Alice, email: alice@example.com, email_verified: true }
  - username: bob
    password: builder
    claims: { name: Bob, email: bob@example.com, email_verified: false }

# Codes and tokens that exist from the start, in any state: tests of a callback need no browser.
codes:
  - { code: CODE_OK, client_id: web, user: alice, scope: openid email, redirect_uri: http://localhost:3000/callback }
  - { code: CODE_EXPIRED, extends: CODE_OK, state: expired }
  - { code: CODE_USED, extends: CODE_OK, state: used }

tokens:
  - { refresh_token: REFRESH_OK, client_id: web, user: alice, scope: openid email offline_access }
  - { refresh_token: REFRESH_REVOKED, extends: REFRESH_OK, state: revoked }

# What goes wrong: selector=effect@when, the same words as --fail. Remove the # to try one.
faults: []
#  - token.refresh+client:web=invalid_grant@2           the second refresh of client web is refused
#  - token=503:10s@1..2                                 fail, fail, then work
#  - any=slow:500ms..3s@p:0.2                           a fifth of all requests, late

# Variables for the command that \`exec\` runs, in the words of your application.
env:
  AUTH_ISSUER: "{issuer}"
  AUTH_CLIENT_SECRET: "{clients.web.client_secret}"
`

const WORKFRONT = `${HEAD}profile: workfront

# Codes live for ten minutes, access tokens for an hour; the refresh token stays and is returned every time.
lifetimes: { code: 10m, access_token: 1h }

clients:
  - client_id: workfront
    client_secret: workfront-secret                     # or \${WEB_SECRET:-...} to take it from the environment
    redirect_uris: [http://localhost:3000/oauth2/callback]

users:
  - username: alice
    claims: { name: Alice, email: alice@example.com }

codes:
  - { code: CODE_OK, client_id: workfront, user: alice, redirect_uri: http://localhost:3000/oauth2/callback }
  - { code: CODE_EXPIRED, extends: CODE_OK, state: expired }

# The token endpoint may stand at further paths.
paths: { /any/path/token: token }

# What the protected document API serves.
documents:
  - { id: "1", title: Folder, kind: folder }
  - { id: "2", title: notes.txt, parent: "1", mimeType: text/plain, content: hello }
  - { id: "3", title: locked.txt, parent: "1", mimeType: text/plain, content: hello, readOnly: true }

# What goes wrong: selector=effect@when, the same words as --fail. Remove the # to try one.
faults: []
#  - token.refresh=invalid_grant@2                      the second refresh is refused: the user must connect again
`

export const STARTERS: ReadonlyMap<string, string> = new Map([
  ['standard', STANDARD],
  ['workfront', WORKFRONT],
])
