// RFC 7517: every JWK Set is what its row says, and what a verifier makes of it. Rotations are told as stories.

import { X509Certificate, createPublicKey } from 'node:crypto'
import t from 'tap'
import { headerOf, type Staged } from '../../support/realm.js'
import { refusalOf } from '../../support/forged.js'
import { armed, eachRow, wired } from '../../support/rows.js'

type Key = Record<string, any>

const RS256 = 'mock-oauth2-public-test-key-rs256'
const HONEST = ['rs256', 'ps256', 'es256', 'eddsa'].map((alg) => `mock-oauth2-public-test-key-${alg}`)
const MISSING = 'ERR_JWKS_NO_MATCHING_KEY'
const BAD = 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED'

const keysOf = async (staged: Staged): Promise<Key[]> => (await staged.ask('jwks')).body['keys']
const idToken = async (staged: Staged): Promise<string> => (await staged.tokens({ nonce: 'n' }))['id_token']
const kids = (keys: readonly Key[]): unknown[] => keys.map(({ kid }) => kid)

/** The ID Token of a login, judged with the keys of this set. */
async function judged(rule: string): Promise<{ keys: Key[]; refusal: string | undefined }> {
  const staged = await armed(rule)
  const keys = await keysOf(staged)
  return { keys, refusal: await refusalOf(await idToken(staged), keys) }
}

/** Where the set is fetched: what happens is that the copy is out of date as soon as it is there. */
const atJwks = (rule: string): string => rule.replace(/^\w+/, 'jwks')

/** What a cold and a patient verifier see when the signing key changes between two fetches. */
async function rotated(rule: string) {
  const staged = await armed(`${atJwks(rule)}@once`)
  const before = await keysOf(staged)
  const jwt = await idToken(staged)
  const after = await keysOf(staged)
  return { staged, before, after, jwt, cold: await refusalOf(jwt, before), patient: await refusalOf(jwt, after) }
}

eachRow(t, ['jwks'], {
  'jwks-rotate-announced': async (t, rule) => {
    const { staged, before, after, jwt, cold } = await rotated(rule)
    t.equal(headerOf(jwt)['kid'], RS256, 'the old key still signs')
    t.equal(cold, undefined)
    t.strictSame(kids(after), [...HONEST, `${RS256}-2`], 'the next one is published')
    t.strictSame(kids(before), HONEST)
    staged.advance(300)
    const later = await idToken(staged)
    t.equal(headerOf(later)['kid'], `${RS256}-2`)
    t.equal(await refusalOf(later, after), undefined, 'who fetched the set meanwhile needs not fetch it again')
    t.equal(await refusalOf(jwt, after), undefined, 'and what the old one signed is still good')
  },
  'jwks-rotate-abrupt': async (t, rule) => {
    const { after, cold, patient } = await rotated(rule)
    t.equal(cold, MISSING)
    t.equal(patient, undefined)
    t.notOk(kids(after).includes(RS256), 'the old key is gone')
  },
  'jwks-rotate-same-kid': async (t, rule) => {
    const { before, after, jwt, cold, patient } = await rotated(rule)
    t.equal(headerOf(jwt)['kid'], RS256)
    t.equal(cold, BAD, 'the copy has other material')
    t.equal(patient, undefined)
    t.strictSame(kids(before).sort(), kids(after).sort())
  },
  'jwks-unknown-kid-flood': async (t, rule) => {
    const staged = await armed(rule)
    const jwts = [await idToken(staged), await idToken(staged), await idToken(staged)]
    t.equal(new Set(jwts.map((jwt) => headerOf(jwt)['kid'])).size, 3)
    for (const jwt of jwts) t.equal(await refusalOf(jwt, await keysOf(staged)), MISSING)
  },
  'jwks-stale-cache': async (t, rule) => {
    const staged = await armed(`${rule}@once`)
    const { headers, body } = await staged.ask('jwks')
    t.equal(headers['cache-control'], 'public, max-age=86400')
    const jwt = await idToken(staged)
    t.equal(await refusalOf(jwt, body['keys']), MISSING)
    t.equal(await refusalOf(jwt, await keysOf(staged)), undefined)
  },
  'jwks-no-cache': async (t, rule) => {
    const staged = await armed(rule)
    const { headers, body } = await staged.ask('jwks')
    t.equal(headers['cache-control'], 'no-store')
    t.strictSame(kids(body['keys']), HONEST)
  },
  'jwks-empty': async (t, rule) => t.strictSame(await judged(rule), { keys: [], refusal: MISSING }),
  'jwks-missing-keys-member': async (t, rule) => {
    const { text, headers } = wired(await (await armed(rule)).ask('jwks'))
    t.equal(text, '{}')
    t.equal(headers['content-type'], 'application/jwk-set+json')
  },
  'jwks-array': async (t, rule) => {
    const { json, headers } = wired(await (await armed(rule)).ask('jwks'))
    t.strictSame(kids(json), HONEST)
    t.equal(headers['content-type'], 'application/jwk-set+json')
  },
  'jwks-html': async (t, rule) => {
    const { status, text, headers } = wired(await (await armed(rule)).ask('jwks'))
    t.equal(status, 200)
    t.match(text, /^<!doctype html>/)
    t.match(headers['content-type'], /^text\/html/)
  },
  'jwks-500': async (t, rule) => {
    const staged = await armed(rule)
    t.strictSame([(await staged.ask('jwks')).status, (await staged.ask('jwks')).status], [500, 500])
  },
  'jwks-404': async (t, rule) => t.equal((await (await armed(rule)).ask('jwks')).status, 404),
  'jwks-timeout': async (t, rule) =>
    t.strictSame((await (await armed(rule)).ask('jwks')).reply.delivery, { hang: true }),
  'jwks-500-once': async (t, rule) => {
    const staged = await armed(rule)
    t.strictSame([(await staged.ask('jwks')).status, (await staged.ask('jwks')).status], [500, 200])
  },
  'jwks-use-enc': async (t, rule) => {
    const { keys, refusal } = await judged(rule)
    t.strictSame(
      keys.map(({ use }) => use),
      ['enc', 'enc', 'enc', 'enc'],
    )
    t.equal(refusal, MISSING)
  },
  'jwks-key-ops-sign': async (t, rule) => {
    const { keys, refusal } = await judged(rule)
    t.strictSame(keys[0]?.['key_ops'], ['sign'])
    t.equal(refusal, MISSING)
  },
  'jwks-alg-mismatch': async (t, rule) => {
    const { keys, refusal } = await judged(rule)
    t.strictSame(
      keys.map(({ alg }) => alg),
      ['RS512', 'RS512', 'RS512', 'RS512'],
    )
    t.equal(refusal, MISSING)
  },
  'jwks-duplicate-kid': async (t, rule) => {
    const staged = await armed(rule)
    const keys = await keysOf(staged)
    t.strictSame(kids(keys), [...HONEST, ...HONEST])
    const [foreign, own] = keys.filter(({ kid }) => kid === RS256)
    const jwt = await idToken(staged)
    t.equal(await refusalOf(jwt, [foreign!]), BAD, 'the first one is foreign')
    t.equal(await refusalOf(jwt, [own!]), undefined)
  },
  'jwks-no-kid': async (t, rule) => {
    const { keys } = await judged(rule)
    t.equal(keys.length, 4)
    t.notOk(keys.some((key) => 'kid' in key))
  },
  'jwks-unknown-kty': async (t, rule) => {
    const { keys, refusal } = await judged(rule)
    t.strictSame(keys.map(({ kty }) => kty).slice(0, 3), ['HSS', 'AKP', 'RSA'])
    t.equal(refusal, undefined)
  },
  'jwks-extra-members': async (t, rule) => {
    const staged = await armed(rule)
    const { body } = await staged.ask('jwks')
    t.equal(body['x-generated'], 'today')
    t.ok(body['keys'].every((key: Key) => key['x-note'] === 'a note' && key['vendor']))
    t.equal(await refusalOf(await idToken(staged), body['keys']), undefined)
  },
  'jwks-symmetric': async (t, rule) => {
    const { keys } = await judged(rule)
    t.equal(keys[0]?.['kty'], 'oct')
    t.equal(Buffer.from(keys[0]?.['k'], 'base64url').toString(), 'a secret in public')
    t.strictSame(kids(keys).slice(1), HONEST)
  },
  'jwks-private': async (t, rule) => {
    const { keys } = await judged(rule)
    t.ok(['d', 'p', 'q', 'dp', 'dq', 'qi'].every((member) => member in (keys[0] ?? {})))
    t.notOk(
      keys.slice(1).some((key) => 'd' in key),
      'none of the server itself',
    )
  },
  'jwks-weak-rsa': async (t, rule) => {
    const staged = await armed(`${atJwks(rule)}@once`)
    await staged.ask('jwks')
    const keys = await keysOf(staged)
    const weak = keys.find(({ kid }) => kid === 'weak-1024')
    t.equal(createPublicKey({ key: weak!, format: 'jwk' }).asymmetricKeyDetails?.modulusLength, 1024)
    t.match(headerOf(await idToken(staged)), { alg: 'RS256', kid: 'weak-1024' })
  },
  'jwks-x5c-mismatch': async (t, rule) => {
    const { keys } = await judged(rule)
    const { publicKey } = new X509Certificate(Buffer.from(keys[0]?.['x5c'][0], 'base64'))
    t.notOk(publicKey.equals(createPublicKey({ key: keys[0]!, format: 'jwk' })))
  },
  'jwks-huge': async (t, rule) => {
    const { keys, refusal } = await judged(rule)
    t.equal(keys.length, 504)
    t.equal(refusal, undefined)
  },
})

t.test('a rotation at the token endpoint comes before the token is signed', async (t) => {
  for (const row of ['rotate-abrupt', 'rotate-same-kid']) {
    const staged = await armed(`token=jwks-${row}`)
    const before = await keysOf(staged)
    const jwt = await idToken(staged)
    t.not(await refusalOf(jwt, before), undefined, row)
    t.equal(await refusalOf(jwt, await keysOf(staged)), undefined, row)
  }
})

t.test('a token signed with the short key verifies with it, for whoever takes short keys', async (t) => {
  const staged = await armed('token=jwks-weak-rsa@once')
  const jwt = await idToken(staged)
  const key = (await keysOf(staged)).find(({ kid }) => kid === 'weak-1024')
  const { createVerify } = await import('node:crypto')
  const [header, payload, signature = ''] = jwt.split('.')
  const verifier = createVerify('sha256').update(`${header}.${payload}`)
  t.ok(verifier.verify(createPublicKey({ key: key!, format: 'jwk' }), Buffer.from(signature, 'base64url')))
})
