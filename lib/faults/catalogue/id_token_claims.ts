// ID Tokens of another issuer, for another client, about another user or of another login (OpenID Connect Core §3.1.3.7).

import type { Row } from './entry.js'
import { idt, CORE, reject, cope, claims, OIDF, FAPI2, CIBA, of, both } from './id_token_row.js'
import { TEST } from './written.js'

const ISSUED: readonly Row[] = [
  idt(
    'iss-wrong',
    claims({ iss: { append: '1' } }),
    'has the issuer with a 1 after it',
    reject(`${CORE} (2)`),
    'RR',
    both('invalid-iss'),
  ),
  idt(
    'iss-slash',
    claims({ iss: { slash: true } }),
    'has the issuer with a slash more, or less',
    reject(`${CORE} (2)`),
    'RR',
  ),
  idt('iss-missing', claims({ iss: null }), 'has no iss', reject(`${CORE} (2)`), 'RR', both('invalid-missing-iss')),
  idt(
    'aud-wrong',
    claims({ aud: { append: '1' } }),
    'has another audience',
    reject(`${CORE} (3)`),
    'RR',
    both('invalid-aud'),
  ),
  idt(
    'aud-missing',
    claims({ aud: null }),
    'has no aud',
    reject(`${CORE} (3)`),
    'RR',
    of(`${OIDF}missing-aud`, `${FAPI2}invalid-missing-aud`),
  ),
  idt(
    'aud-array-one',
    claims({ aud: { list: true } }),
    'has a list of one as its audience',
    cope('OpenID Connect Core §2'),
    'AA',
    of(`${FAPI2}valid-aud-as-array`, `${CIBA}valid-aud-as-array-test`),
  ),
  idt(
    'aud-extra-untrusted',
    claims({ aud: { more: 'somebody-else' } }),
    'has a second audience and no azp',
    reject(`${CORE} (3)`),
    'RR',
    both('invalid-secondary-aud'),
  ),
  idt(
    'azp-wrong',
    claims({ aud: { more: 'somebody-else' }, azp: 'somebody-else' }),
    'is for two, and was given to the other one',
    reject(`${CORE} (5)`),
    'RR',
  ),
  idt(
    'azp-wrong-single-aud',
    claims({ azp: 'somebody-else' }),
    'was given to somebody else',
    reject(`${CORE} (5)`),
    'AA',
  ),
  idt(
    'nonce-wrong',
    claims({ nonce: { append: '1' } }),
    'has the nonce with a 1 after it',
    reject(`${CORE} (11)`),
    'RR',
    of(`${OIDF}nonce-invalid`, `${FAPI2}invalid-nonce`),
  ),
  idt(
    'nonce-missing',
    claims({ nonce: null }),
    'has no nonce though one was sent',
    reject(`${CORE} (11)`),
    'RR',
    of(`${FAPI2}invalid-missing-nonce`),
  ),
  idt(
    'nonce-unasked',
    claims({ nonce: { add: 'never-asked-for' } }),
    'has a nonce though none was sent',
    ['undefined', TEST],
    'RR',
  ),
  idt('nonce-replayed', { nonce: 'earlier' }, 'has the nonce of an earlier login', reject(`${CORE} (11)`), 'RR'),
]

const SUBJECT: readonly Row[] = [
  idt(
    'sub-missing',
    claims({ sub: null }),
    'has no sub',
    reject('OpenID Connect Core §2'),
    'RR',
    of(`${OIDF}missing-sub`),
  ),
  idt('sub-empty', claims({ sub: '' }), 'has an empty sub', reject('OpenID Connect Core §2'), 'AA'),
  idt('sub-number', claims({ sub: 42 }), 'has the number 42 as its sub', reject('OpenID Connect Core §2'), 'RR'),
  idt(
    'sub-long',
    claims({ sub: { long: 300 } }),
    'has a sub of 300 characters',
    reject('OpenID Connect Core §2'),
    'AA',
  ),
  idt(
    'acr-unmet',
    claims({ acr: 'urn:example:weak' }),
    'has another acr than any that was asked for',
    reject(`${CORE} (12)`),
    'AA',
  ),
  idt(
    'hybrid-mismatch',
    claims({ sub: { append: '-other' } }),
    'has another sub than the authorization response said',
    reject('OpenID Connect Core §3.3.3.6'),
    'AA',
    { points: ['token'], part: 'authorization_code' },
  ),
  idt(
    'missing-email',
    claims({ email: null, email_verified: null }),
    'has no e-mail address',
    cope('OpenID Connect Core §5.1'),
    '',
  ),
  idt(
    'email-unverified',
    claims({ email: { add: 'alice@example.com' }, email_verified: false }),
    'has an e-mail address that is not verified',
    cope('OpenID Connect Core §5.1'),
    '',
  ),
  idt(
    'utf8-names',
    claims({ name: 'Zoë 山田 🙂', given_name: 'Zoë', family_name: '山田' }),
    'has a name beyond ASCII',
    cope('OpenID Connect Core §5.1'),
    '',
  ),
  idt(
    'claim-types',
    claims({ email_verified: 'true', updated_at: '2020-01-01', phone_number: 42, groups: 'admin' }),
    'has claims of the wrong types: email_verified "true"',
    cope('OpenID Connect Core §5.1'),
    '',
  ),
  idt('huge', claims({ groups: { many: 200 } }), 'has 200 groups, 60 KB', ['cope', TEST], 'AA'),
]

export const CLAIMS: readonly Row[] = [...ISSUED, ...SUBJECT]
