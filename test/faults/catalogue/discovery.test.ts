// RFC 8414, OpenID Connect Discovery: every metadata document is what its row says, and honest in all else.

import t, { type Test } from 'tap'
import { stage, type Staged } from '../../support/realm.js'
import { armed, eachRow, wired } from '../../support/rows.js'

type Document = Record<string, any>

const OAUTH = '/.well-known/oauth-authorization-server'
const OIDC = '/.well-known/openid-configuration'
const ISS = 'http://localhost:2884'

const document = async (staged: Staged, url = OIDC): Promise<Document> =>
  wired(await staged.ask('metadata', { url })).json as Document
const honest = async (): Promise<Document> => document(await stage())

/** Exactly these members differ; `undefined` for those that are not there. */
const differs =
  (expected: Document): ((t: Test, rule: string) => Promise<void>) =>
  async (t, rule) => {
    const sent = await document(await armed(rule))
    const whole = { ...(await honest()), ...expected }
    for (const name of Object.keys(whole)) if (whole[name] === undefined) delete whole[name]
    t.strictSame(sent, whole)
  }

/** What is answered at the document of OAuth, at that of OpenID Connect. */
const statuses =
  (oauth: number, oidc: number): ((t: Test, rule: string) => Promise<void>) =>
  async (t, rule) => {
    const staged = await armed(rule)
    const answers = [await staged.ask('metadata', { url: OAUTH }), await staged.ask('metadata', { url: OIDC })]
    t.strictSame(
      answers.map(({ status }) => status),
      [oauth, oidc],
    )
  }

const places = (document: Document): string[] =>
  Object.keys(document).filter((name) => /_endpoint$|^jwks_uri$/.test(name))
const methods = (method: string) => differs({ token_endpoint_auth_methods_supported: [method] })

eachRow(t, ['disc'], {
  'disc-issuer-mismatch': differs({ issuer: `${ISS}INVALID` }),
  'disc-issuer-trailing-slash': differs({ issuer: `${ISS}/` }),
  'disc-issuer-foreign': async (t, rule) => {
    const sent = await document(await armed(rule))
    for (const name of ['issuer', ...places(sent)]) t.match(sent[name], /^https:\/\/issuer\.example/, name)
    t.equal(
      sent['token_endpoint'].slice('https://issuer.example'.length),
      (await honest())['token_endpoint'].slice(ISS.length),
    )
  },
  'disc-http-downgrade': async (t, rule) => {
    const staged = await stage({}, { issuer: () => 'https://as.example' })
    staged.realm.faults.arm(rule)
    const sent = await document(staged)
    t.equal(sent['issuer'], 'https://as.example')
    t.ok(places(sent).length > 5)
    for (const name of places(sent)) t.match(sent[name], /^http:\/\/as\.example\//, name)
  },
  'disc-endpoint-other-origin': differs({ token_endpoint: 'http://127.0.0.1:2884/token' }),
  'disc-missing-token-endpoint': differs({ token_endpoint: undefined }),
  'disc-missing-authorization-endpoint': differs({ authorization_endpoint: undefined }),
  'disc-missing-jwks-uri': differs({ jwks_uri: undefined }),
  'disc-missing-pkce-methods': differs({ code_challenge_methods_supported: undefined }),
  'disc-pkce-plain-only': differs({ code_challenge_methods_supported: ['plain'] }),
  'disc-missing-iss-flag': differs({ authorization_response_iss_parameter_supported: undefined }),
  'disc-auth-methods-only-post': methods('client_secret_post'),
  'disc-auth-methods-only-basic': methods('client_secret_basic'),
  'disc-auth-methods-only-none': methods('none'),
  'disc-auth-methods-only-private-key-jwt': methods('private_key_jwt'),
  'disc-auth-methods-absent': differs({ token_endpoint_auth_methods_supported: undefined }),
  'disc-grant-types-absent': differs({ grant_types_supported: undefined }),
  'disc-empty-arrays': differs({
    scopes_supported: [],
    response_modes_supported: [],
    grant_types_supported: [],
    claims_supported: [],
  }),
  'disc-null-members': async (t, rule) => {
    const [sent, whole] = [await document(await armed(rule)), await honest()]
    t.strictSame(Object.keys(sent), Object.keys(whole))
    const needed = ['issuer', 'authorization_endpoint', 'token_endpoint', 'jwks_uri', 'response_types_supported']
    for (const name of Object.keys(whole)) t.strictSame(sent[name], needed.includes(name) ? whole[name] : null, name)
  },
  'disc-wrong-types': differs({
    scopes_supported: 'openid',
    response_types_supported: 'code',
    grant_types_supported: { code: true },
    token_endpoint_auth_methods_supported: 'none',
  }),
  'disc-unknown-members': differs({ x_vendor: { deep: [1, null] }, mtls_only: false, 'urn:example:extension': 'yes' }),
  'disc-404-oauth': statuses(404, 200),
  'disc-404-oidc': statuses(200, 404),
  'disc-404-both': statuses(404, 404),
  'disc-401': statuses(401, 200),
  'disc-403': statuses(403, 200),
  'disc-500': statuses(500, 500),
  'disc-slow': async (t, rule) => {
    const staged = await armed(rule.replace(/:.*/, ''))
    const { status, reply } = await staged.ask('metadata', { url: OIDC })
    t.strictSame([status, reply.delivery], [200, { delay: 3000 }])
  },
  'disc-html': async (t, rule) => {
    const { text, headers } = wired(await (await armed(rule)).ask('metadata', { url: OIDC }))
    t.match(text, /^<!doctype html>/)
    t.match(headers['content-type'], /^text\/html/)
  },
  'disc-redirect': async (t, rule) => {
    const staged = await armed(rule)
    const { status, headers } = await staged.ask('metadata', { url: OIDC })
    t.equal(status, 302)
    const to = new URL(String(headers['location']))
    t.equal(to.origin + to.pathname, `${ISS}${OIDC}`)
    const query = Object.fromEntries(to.searchParams)
    const followed = await staged.ask('metadata', { url: to.pathname + to.search, query })
    t.equal(followed.body['issuer'], ISS, 'whoever follows it gets the document')
  },
  'disc-stale': async (t, rule) => {
    const staged = await armed(rule)
    const { headers, body } = await staged.ask('metadata', { url: OIDC })
    t.equal(headers['cache-control'], 'public, max-age=86400')
    t.equal(body['issuer'], ISS)
    for (const name of places(body)) t.match(body[name], /-before$/, name)
    t.equal(staged.realm.locate(new URL(body['token_endpoint']).pathname), undefined, 'nothing is there')
  },
  'disc-scopes-without-openid': differs({ scopes_supported: ['profile', 'email'] }),
  'disc-algs-none-only': differs({ id_token_signing_alg_values_supported: ['none'] }),
  'disc-mtls-aliases': async (t, rule) => {
    const { mtls_endpoint_aliases: aliases, ...others } = await document(await armed(rule))
    t.strictSame(others, await honest())
    t.match(aliases.token_endpoint, /^http:\/\/127\.0\.0\.1:2884\//)
    t.ok(aliases.userinfo_endpoint)
    t.notOk('authorization_endpoint' in aliases, 'a browser has no certificate')
  },
})
