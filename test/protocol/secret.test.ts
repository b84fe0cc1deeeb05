// The usual mistakes with secrets are told by kind, at once, and without the secret.

import t from 'tap'
import { usualSecretMistake } from '../../lib/protocol/secret.js'

t.test('a sentence tells lengths and kind', async (t) => {
  t.match(usualSecretMistake('s3cret', 's3cret\r\n'), {
    reason: 'secret-trailing-newline',
    words: /8 characters sent, 6 expected/,
  })
  t.match(usualSecretMistake('s3cret', 'other'), { reason: 'secret-wrong', words: '5 characters sent, 6 expected' })
})

t.test('no sentence tells what was sent or expected', async (t) => {
  const secret = 'pa$$w#rd'
  for (const sent of [
    `${secret}\n`,
    ` ${secret}`,
    `"${secret}"`,
    `<${secret}>`,
    '${' + secret + '}',
    'pa',
    secret.toUpperCase(),
  ]) {
    t.notMatch(usualSecretMistake(secret, sent).words.toLowerCase(), 'w#rd', sent)
  }
})

t.test('a secret that is very long costs no time', async (t) => {
  t.equal(usualSecretMistake('s3cret', `${'\n'.repeat(500_000)}x`).reason, 'secret-wrong')
})
