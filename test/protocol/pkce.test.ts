// RFC 7636.

import t from 'tap'
import { answers, isChallenge, isVerifier, s256 } from '../../lib/protocol/pkce.js'
import { CHALLENGE, VERIFIER } from '../support/realm.js'

t.test('PK-01 the vector of Appendix B', async (t) => {
  t.equal(s256(VERIFIER), CHALLENGE)
  t.ok(answers(VERIFIER, { code_challenge: CHALLENGE, code_challenge_method: 'S256' }))
  t.notOk(answers(VERIFIER, { code_challenge: CHALLENGE, code_challenge_method: 'plain' }))
})

t.test('PK-04 a verifier has 43 to 128 unreserved characters', async (t) => {
  for (const verifier of ['x'.repeat(43), 'x'.repeat(128), `-._~${'0'.repeat(40)}`])
    t.ok(isVerifier(verifier), verifier)
  for (const verifier of ['x'.repeat(42), 'x'.repeat(129), `${'x'.repeat(43)}=`, `${'x'.repeat(43)}\n`, '']) {
    t.notOk(isVerifier(verifier), verifier)
  }
})

t.test('PK-04 an S256 challenge is 43 characters of base64url without padding', async (t) => {
  t.ok(isChallenge(CHALLENGE, 'S256'))
  for (const challenge of [`${CHALLENGE}=`, CHALLENGE.slice(1), `${CHALLENGE.slice(1)}+`, `${CHALLENGE.slice(1)}~`]) {
    t.notOk(isChallenge(challenge, 'S256'), challenge)
  }
})
