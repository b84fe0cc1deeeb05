// RFC 7636, RFC 9700 §2.1.1, §4.8: a code_verifier at the token endpoint.

import t from 'tap'
import { CHALLENGE, VERIFIER, stage } from '../support/realm.js'
import type { Answer } from '../support/realm.js'
import type { Fixtures } from '../../lib/fixtures/types.js'

const S256 = { code_challenge: CHALLENGE, code_challenge_method: 'S256' }
const OTHER_VERIFIER = 'a-verifier-of-another-request-0123456789-abcdef'

/** A redemption of a code that this was asked for. */
async function redeemed(
  asked: Record<string, string>,
  code_verifier: string | undefined,
  policy: NonNullable<Fixtures['policy']> = {},
): Promise<Answer> {
  const { code, redeem } = await stage({ policy })
  return redeem(await code(asked), { code_verifier })
}

t.test('PK-01 the verifier of RFC 7636 Appendix B answers its challenge', async (t) => {
  t.equal((await redeemed(S256, VERIFIER)).status, 200)
})

t.test('PK-02 a plain challenge is answered by itself', async (t) => {
  const asked = { code_challenge: VERIFIER, code_challenge_method: 'plain' }
  t.equal((await redeemed(asked, VERIFIER)).status, 200)
  t.equal((await redeemed({ code_challenge: VERIFIER }, VERIFIER)).status, 200, 'plain is what a method left out means')
})

t.test('PK-05 a well-formed verifier that does not answer is invalid_grant', async (t) => {
  t.match(await redeemed(S256, OTHER_VERIFIER), {
    status: 400,
    body: { error: 'invalid_grant' },
    reason: 'pkce-verifier-mismatch',
  })
})

t.test('PK-06 D-02 a verifier where no challenge was stored is refused, or ignored by policy', async (t) => {
  const reason = 'pkce-verifier-unexpected'
  t.match(await redeemed({}, VERIFIER), { status: 400, body: { error: 'invalid_request' }, reason })
  t.match(await redeemed({}, VERIFIER, { verifier_unexpected: 'invalid_grant' }), {
    body: { error: 'invalid_grant' },
    reason,
  })
  t.equal((await redeemed({}, VERIFIER, { verifier_unexpected: 'ignore' })).status, 200)
})

t.test(
  'D-03 a verifier left out where a challenge was stored is invalid_grant, or invalid_request by policy',
  async (t) => {
    const reason = 'pkce-verifier-missing'
    t.match(await redeemed(S256, undefined), { status: 400, body: { error: 'invalid_grant' }, reason })
    t.match(await redeemed(S256, undefined, { verifier_missing: 'invalid_request' }), {
      body: { error: 'invalid_request' },
      reason,
    })
  },
)

t.test('D-04 a malformed verifier is invalid_request, or invalid_grant by policy', async (t) => {
  for (const verifier of ['x'.repeat(42), 'x'.repeat(129), `${'x'.repeat(42)}+`, `${'x'.repeat(42)}é`]) {
    t.match(await redeemed(S256, verifier), { body: { error: 'invalid_request' }, reason: 'pkce-verifier-length' })
  }
  t.match(await redeemed(S256, 'x', { verifier_malformed: 'invalid_grant' }), { body: { error: 'invalid_grant' } })
})

t.test('the usual mistakes with PKCE are named', async (t) => {
  const { createHash } = await import('node:crypto')
  const hex = createHash('sha256').update(VERIFIER).digest('hex')
  const twice = createHash('sha256').update(CHALLENGE).digest('base64url')
  const mistakes: readonly (readonly [Record<string, string>, string, string, RegExp])[] = [
    [{ ...S256, code_challenge: VERIFIER }, VERIFIER, 'pkce-verifier-is-challenge', /was not hashed/],
    [{ code_challenge: hex }, VERIFIER, 'pkce-challenge-hex', /hexadecimal/],
    [{ code_challenge: CHALLENGE }, VERIFIER, 'pkce-method-missing-but-hashed', /S256 was not sent/],
    [{ ...S256, code_challenge: twice }, VERIFIER, 'pkce-challenge-hashed-twice', /hashed twice/],
    [S256, CHALLENGE, 'pkce-verifier-is-challenge', /sent as verifier/],
  ]
  for (const [asked, verifier, reason, hint] of mistakes) {
    t.match(await redeemed(asked, verifier), { body: { error: 'invalid_grant' }, reason, hint }, reason)
  }
})

t.test('PK-08 the challenge cannot be recovered from the code', async (t) => {
  const { code } = await stage()
  const value = await code(S256)
  t.notMatch(value, CHALLENGE)
  t.notMatch(Buffer.from(value, 'base64url').toString('latin1'), CHALLENGE)
})
