// RFC 9068: every JWT access token that a resource server must refuse is what its row says; and one that is no JWT stays.

import t, { type Test } from 'tap'
import { NOW, WEB, claimsOf, headerOf, stage } from '../../support/realm.js'
import { refusalOf } from '../../support/forged.js'
import { eachRow } from '../../support/rows.js'

const BAD = 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED'

async function issued(rule: string) {
  const staged = await stage({ clients: [{ ...WEB, access_token: { format: 'jwt' } }] })
  staged.realm.faults.arm(rule)
  const { access_token: jwt, id_token } = await staged.tokens()
  const { keys } = (await staged.ask('jwks')).body as { keys: [] }
  const refusal = await refusalOf(jwt, keys)
  return { jwt, id_token, keys, refusal, header: headerOf(jwt), claims: claimsOf(jwt), staged }
}

/** The signature does not hold, or not by a key of the server; the claims are honest; the ID Token too. */
const forged =
  (header: object, refusal: string | undefined): ((t: Test, rule: string) => Promise<void>) =>
  async (t, rule) => {
    const got = await issued(rule)
    t.match(got.header, { typ: 'at+jwt', ...header })
    t.equal(got.refusal, refusal)
    t.match(got.claims, { sub: 'alice', client_id: 'web', exp: NOW + 3600 })
    t.equal(await refusalOf(got.id_token, got.keys), undefined, 'the ID Token is left alone')
    t.equal((await got.staged.userinfo(got.jwt)).status, 401, 'userinfo refuses it')
  }

/** Well signed, with these claims; `undefined` for one that is not there. */
const claiming =
  (claims: Record<string, unknown>): ((t: Test, rule: string) => Promise<void>) =>
  async (t, rule) => {
    const got = await issued(rule)
    t.equal(got.refusal, undefined)
    t.strictSame(Object.fromEntries(Object.keys(claims).map((name) => [name, got.claims[name]])), claims)
  }

eachRow(t, ['at'], {
  'at-bad-signature': forged({ alg: 'RS256' }, BAD),
  'at-foreign-signature': forged({ alg: 'RS256', kid: 'mock-oauth2-public-test-key-rs256' }, BAD),
  'at-alg-none': forged({ alg: 'none' }, 'ERR_JOSE_NOT_SUPPORTED'),
  'at-alg-hs-confusion': forged({ alg: 'HS256' }, 'ERR_JOSE_NOT_SUPPORTED'),
  'at-kid-unknown': forged({ kid: 'a-key-that-is-not-published' }, 'ERR_JWKS_NO_MATCHING_KEY'),
  'at-jku-x5u': forged({ jku: /trap/ }, 'ERR_JWKS_NO_MATCHING_KEY'),
  'at-typ-jwt': async (t, rule) => {
    const { header, refusal } = await issued(rule)
    t.strictSame([header['typ'], refusal], ['JWT', undefined])
  },
  'at-iss-wrong': claiming({ iss: 'http://localhost:28841' }),
  'at-aud-wrong': claiming({ aud: 'https://issuer.example' }),
  'at-aud-missing': claiming({ aud: undefined }),
  'at-exp-past': claiming({ exp: NOW - 360 }),
  'at-exp-missing': claiming({ exp: undefined }),
  'at-nbf-future': claiming({ nbf: NOW + 3600 }),
  'at-scope-missing': claiming({ scope: undefined }),
})

t.test('an opaque token is left as it is', async (t) => {
  const staged = await stage({ faults: ['access_token=bad-signature'] })
  const { access_token } = await staged.tokens()
  t.equal((await staged.userinfo(access_token)).status, 200)
})
