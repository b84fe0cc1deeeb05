// RFC 6749 §5.2: errors and their characters.

import t from 'tap'
import { ERROR_CODES, OAuthError, describable, ensure, quoted } from '../../lib/protocol/error.js'

t.test('TK-11 a description keeps to the characters of the RFC, whatever the hint says', async (t) => {
  const everything = Array.from({ length: 0x250 }, (_, i) => String.fromCharCode(i)).join('')
  for (const text of [everything, '😀"\\\r\n\t\u2028', 'x'.repeat(5000)]) {
    t.match(describable(text), /^[\x20-\x21\x23-\x5b\x5d-\x7e]{1,300}$/)
  }
  t.equal(describable('say "no" \\ here'), "say 'no' / here")
})

t.test('a received value is shown shortened, with what cannot be printed made visible', async (t) => {
  t.equal(quoted('a\nb'), "'a%0Ab'")
  t.equal(quoted('abcdef', 3), "'abc...'")
})

t.test('every code has its status, and a status may be given', async (t) => {
  const diagnosis = { reason: 'x', hint: 'y' }
  t.equal(new OAuthError('invalid_client', diagnosis).status, 401)
  t.equal(new OAuthError('invalid_client', diagnosis, { status: 400 }).status, 400)
  for (const [code, status] of Object.entries(ERROR_CODES)) {
    t.match(code, /^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/)
    t.ok(status >= 400 && status < 600)
  }
})

t.test('a check that holds costs no diagnosis', async (t) => {
  let asked = 0
  const diagnose = () => ({ reason: 'x', hint: String((asked += 1)) })
  ensure(true, 'invalid_request', diagnose)
  t.equal(asked, 0)
  t.throws(() => ensure(undefined, 'invalid_request', diagnose), { code: 'invalid_request' })
})
