// Scopes, resources, logins, consents and logouts.

import { ALICE, BOB, SPA, WEB } from '../../support/realm.js'
import type { Answer, Staged } from '../../support/realm.js'
import { ISSUER, served, signed, signer } from '../../support/signing.js'
import type { Row, Rows } from '../row.js'

const authorize =
  (change: Record<string, string | undefined>, headers: Record<string, string> = {}): Row[0] =>
  (at) =>
    at.authorize(change, { headers })

const scope = (asked: string): Row[0] => authorize({ scope: asked })

export const SCOPES: Rows = {
  'scope-unknown': [scope('openid raed'), 'openid raed', "'read'", { clients: [WEB] }],
  'scope-not-for-client': [
    scope('openid write'),
    "'write'",
    'openid read',
    {
      clients: [
        { ...WEB, scope: 'openid read' },
        { ...SPA, scope: 'openid write' },
      ],
    },
  ],
  'scope-comma-separated': [scope('openid,read'), "'openid,read'", 'separated by spaces'],
  'scope-case': [scope('OpenID'), "'OpenID'", "'openid'"],
  'scope-blank': [(at) => at.token({ grant_type: 'client_credentials', scope: ' ' }), '1 blanks', 'name a scope'],
  'scope-malformed': [scope('a"b'), 'a"b', 'printable ASCII'],
  'scope-missing': [
    authorize({ scope: undefined }),
    'no scope',
    'openid profile',
    { policy: { scope_absent: 'refuse' } },
  ],
  'scope-exceeds-grant': [
    async (at) => at.refresh(String((await at.tokens())['refresh_token']), { scope: 'openid write' }),
    "'write'",
    'openid profile',
  ],
  'scope-openid-missing': [authorize({ scope: 'read', nonce: 'n' }), 'nonce', 'openid'],
}

const API = {
  clients: [WEB, { client_id: 'api', client_secret: 'a', redirect_uris: [], resources: ['https://api.example/v1'] }],
}

export const TARGETS: Rows = {
  'resource-unknown': [
    authorize({ resource: 'https://api.example/v2' }),
    'https://api.example/v2',
    'https://api.example/v1',
    API,
  ],
  'resource-trailing-slash': [
    authorize({ resource: 'https://api.example/v1/' }),
    "'https://api.example/v1/'",
    "'https://api.example/v1'",
    API,
  ],
  'resource-fragment': [authorize({ resource: 'https://api.example/#a' }), 'https://api.example/#a', 'fragment'],
  'resource-relative': [authorize({ resource: '/api' }), "'/api'", 'absolute URI'],
  'resource-not-in-grant': [
    async (at) => at.redeem(await at.code({ resource: 'https://a.example' }), { resource: 'https://b.example' }),
    'https://b.example',
    'https://a.example',
  ],
}

/** Where the pages ask: picker, form. */
const FORM = { login: 'form' }
const CONSENT = { users: [{ ...ALICE, consent: 'ask' }, BOB] }

/** The interaction of the page that an authorization request leads to. */
async function waiting(at: Staged): Promise<string> {
  const { page } = await at.authorize()
  return page?.name === 'login' || page?.name === 'consent' ? page.interaction : ''
}

/** A login with its cookies. */
async function session(at: Staged): Promise<Record<string, string>> {
  return (await at.authorize()).cookies
}

export const LOGINS: Rows = {
  'login-required-why': [
    authorize({ prompt: 'none' }, { 'sec-fetch-dest': 'iframe', 'sec-fetch-site': 'cross-site' }),
    'no session here',
    'frame of another site',
  ],
  'user-denied-by-fixture': [
    authorize({}),
    "'alice' refuses",
    'consent: deny',
    { users: [{ ...ALICE, consent: 'deny' }] },
  ],
  'user-locked': [authorize({}), "'alice' is locked", 'may log in', { users: [{ ...ALICE, locked: true }] }],
  'user-denied-by-login-mode': [authorize({}), 'login mode is deny', 'a login', { login: 'deny' }],
  'user-denied-by-queue': [
    async (at) => {
      at.realm.server.logins.queue({ deny: 'access_denied' })
      await at.authorize()
    },
    'next login',
    "'access_denied'",
  ],
  'user-denied': [
    async (at) => at.ask('login', { form: { interaction: await waiting(at), decision: 'deny' } }),
    'the user refused',
    'login page',
    FORM,
  ],
  'consent-required': [
    async (at) => at.authorize({ prompt: 'none' }, { cookies: await session(at) }),
    'prompt=none',
    "user 'alice' has not consented",
    CONSENT,
  ],
  'acr-unmet': [
    authorize({ claims: JSON.stringify({ id_token: { acr: { essential: true, value: 'gold' } } }) }),
    "acr 'silver'",
    "'gold'",
    { users: [{ ...ALICE, acr: 'silver' }] },
  ],
  'subject-unknown': [
    authorize({ claims: JSON.stringify({ id_token: { sub: { value: 'carol' } } }) }),
    "'carol'",
    'alice, bob',
  ],
  'interaction-unknown': [
    (at) => at.ask('login', { form: { interaction: 'nothing', username: 'alice' } }),
    'this page',
    'under way',
    FORM,
  ],
  'interaction-over': [
    async (at) => {
      const interaction = await waiting(at)
      at.advance(700)
      await at.ask('login', { form: { interaction, username: 'alice' } })
    },
    'waited longer',
    'ten minutes',
    FORM,
  ],
  'decision-unknown': [
    async (at) => at.ask('consent', { form: { interaction: await waiting(at), decision: 'maybe' } }),
    "'maybe'",
    'grant or deny',
    CONSENT,
  ],
}

const KEY = await signer('ES256')
const OUT = { clients: [{ ...WEB, post_logout_redirect_uris: ['https://app.example/bye'] }, SPA] }
const hinted = async (at: Staged): Promise<string> => String((await at.tokens())['id_token'])
const leave = (at: Staged, query: Record<string, string>): Promise<Answer> => at.ask('end_session', { query })

export const LOGOUTS: Rows = {
  'post-logout-uri-unregistered': [
    (at) => leave(at, { client_id: 'web', post_logout_redirect_uri: 'https://app.example/bye/' }),
    "'https://app.example/bye/'",
    "'https://app.example/bye'",
    OUT,
  ],
  'post-logout-uri-without-client': [
    (at) => leave(at, { post_logout_redirect_uri: 'https://app.example/bye' }),
    'post_logout_redirect_uri',
    'id_token_hint or client_id',
    OUT,
  ],
  'post-logout-uri-not-loopback': [
    (at) => leave(at, { post_logout_redirect_uri: 'https://app.example/bye' }),
    'https://app.example/bye',
    'http://localhost',
    { clients: [] },
  ],
  'id-token-hint-unknown': [
    async (at) => leave(at, { id_token_hint: await signed({ iss: ISSUER }, KEY) }),
    "'ES256-1'",
    'signed',
    OUT,
  ],
  'id-token-hint-other-token': [
    async (at) => leave(at, { id_token_hint: String((await at.tokens())['access_token']) }),
    "'at+jwt'",
    'ID Token',
    { clients: [{ ...WEB, access_token: { format: 'jwt' } }] },
  ],
  'id-token-hint-other-issuer': [
    async (at) => at.ask('end_session', { query: { id_token_hint: await hinted(at) }, base: 'http://127.0.0.1:1' }),
    ISSUER,
    'http://127.0.0.1:1',
    {},
    { issuer: () => 'request' },
  ],
  'id-token-hint-other-client': [
    async (at) => leave(at, { id_token_hint: await hinted(at), client_id: 'spa' }),
    "'web'",
    "'spa'",
    OUT,
  ],
  'logout-hint-unknown': [(at) => leave(at, { logout_hint: 'carol' }), "'carol'", 'no user', { users: [ALICE, BOB] }],
  'backchannel-rp-status': [
    async (at, t) => {
      const { url } = await served(t, 503)
      const { client } = { client: at.realm.server.clients.find('web')! }
      Object.assign(client, { backchannel_logout_uri: url })
      const cookies = await session(at)
      const id_token_hint = await hinted(at)
      await at.ask('end_session', { query: { id_token_hint }, cookies })
    },
    'answered 503',
    '200 or 400',
  ],
}
