// RFC 6749 §2.3.1: what is usually wrong with a secret that does not match. Sentences tell lengths and
// the kind of difference, never the secret.

import { createHash } from 'node:crypto'
import { LONGEST, likeness } from './difference.js'

export interface SecretMistake {
  readonly reason: string
  readonly words: string
}

const PLACEHOLDER =
  /^(undefined|null|none|changeme|change-me|todo|\$\{.*\}|\$[A-Z_]+|<.*>|\{\{.*\}\}|process\.env\..*)$/i

/** Why `received` is not `expected`, as far as it can be told. */
export function usualSecretMistake(expected: string, received: string): SecretMistake {
  const lengths = `${received.length} characters sent, ${expected.length} expected`
  if (received.length > LONGEST) return { reason: 'secret-wrong', words: lengths }
  const same = likeness(expected, received)
  if (same?.kind === 'trailing-newline')
    return {
      reason: 'secret-trailing-newline',
      words: `it ends with a line feed (${lengths}); check how the variable or file is read`,
    }
  if (same?.kind === 'whitespace') return { reason: 'secret-whitespace', words: `it has blanks around it (${lengths})` }
  if (same?.kind === 'surrounding-quotes')
    return {
      reason: 'secret-surrounding-quotes',
      words: `it is sent with the quotes of the configuration file around it (${lengths})`,
    }
  if (PLACEHOLDER.test(received))
    return { reason: 'secret-literal-placeholder', words: 'it is a placeholder: a variable was not resolved' }
  if (received !== '' && expected.startsWith(received) && /^[#$]/.test(expected.slice(received.length)))
    return {
      reason: 'secret-truncated-at-hash-or-dollar',
      words: `it stops before a ${expected.charAt(received.length)} (${lengths}): a shell or .env file cut it; quote the value`,
    }
  if (percentDecoded(received) === expected)
    return { reason: 'basic-double-encoded', words: `it is percent-encoded once too often (${lengths})` }
  if (hashes(expected).includes(received.toLowerCase()) || Buffer.from(expected).toString('base64') === received)
    return {
      reason: 'secret-is-hash',
      words: 'the hashed or encoded form of the secret was sent; send the secret itself',
    }
  if (/^\$(2[aby]|argon2\w*|scrypt)\$/.test(received))
    return { reason: 'secret-is-hash', words: 'a password hash was sent; send the secret itself' }
  if (same?.kind === 'case') return { reason: 'secret-case', words: 'it differs in upper and lower case only' }
  return { reason: 'secret-wrong', words: same ? `${same.words} (${lengths})` : lengths }
}

function hashes(secret: string): readonly string[] {
  const digest = createHash('sha256').update(secret).digest()
  return [digest.toString('hex'), digest.toString('base64').toLowerCase(), digest.toString('base64url').toLowerCase()]
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}
