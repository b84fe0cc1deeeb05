// Metadata documents that mislead, lack something, are malformed or are not there (RFC 8414, OpenID Connect Discovery).

import { DISCOVERY_TRANSPORT } from './discovery_transport.js'
import type { Row } from './entry.js'
import { disc, FOUND, DEFINED, reject, cope, bait, members } from './discovery_row.js'
import { TEST } from './written.js'

const MISMATCH = [
  'oidcc-client-test-discovery-issuer-mismatch',
  'fapi2-security-profile-final-client-test-discovery-issuer-mismatch',
  'fapi1-advanced-final-client-test-discovery-issuer-mismatch',
  'auth/metadata-issuer-mismatch',
]

export const DISCOVERY: readonly Row[] = [
  disc(
    'issuer-mismatch',
    members({ issuer: { append: 'INVALID' } }),
    'names an issuer that it was not asked for',
    reject(FOUND),
    'RR',
    { module: MISMATCH },
  ),
  disc(
    'issuer-trailing-slash',
    members({ issuer: { slash: true } }),
    'names the issuer with a slash more, or less',
    reject(FOUND),
    'AA',
  ),
  disc('issuer-foreign', { move: 'foreign' }, 'is the document of another server', reject(FOUND), 'RR', {
    module: ['auth/metadata-issuer-mismatch'],
  }),
  disc(
    'http-downgrade',
    { move: 'http' },
    'names http endpoints where the issuer is https',
    reject('RFC 8414 §6.1'),
    'AA',
  ),
  disc(
    'endpoint-other-origin',
    { move: 'other-name', moved: ['token_endpoint'] },
    'names a token endpoint at another origin',
    ['undefined', TEST, 'RFC 9700 §4.4'],
    'AA',
  ),
  ...(['token_endpoint', 'authorization_endpoint', 'jwks_uri'] as const).map((name) =>
    disc(
      `missing-${name.replaceAll('_', '-')}`,
      members({ [name]: null }),
      `does not name ${name}`,
      reject(DEFINED),
      'AA',
    ),
  ),
  disc(
    'missing-pkce-methods',
    members({ code_challenge_methods_supported: null }),
    'does not say that it knows PKCE',
    cope(DEFINED),
    'AA',
  ),
  disc(
    'pkce-plain-only',
    members({ code_challenge_methods_supported: ['plain'] }),
    'knows PKCE with plain only',
    ['reject', TEST, 'RFC 9700 §2.1.1'],
    'AA',
  ),
  disc(
    'missing-iss-flag',
    members({ authorization_response_iss_parameter_supported: null }),
    'does not say that responses carry iss',
    cope('RFC 9207 §3'),
    'AA',
    { module: ['auth/iss-not-advertised'] },
  ),
  ...(
    [
      ['post', 'client_secret_post'],
      ['basic', 'client_secret_basic'],
      ['none', 'none'],
      ['private-key-jwt', 'private_key_jwt'],
    ] as const
  ).map(([name, method]) =>
    disc(
      `auth-methods-only-${name}`,
      members({ token_endpoint_auth_methods_supported: [method] }),
      `takes ${method} only`,
      cope(DEFINED),
      'AA',
      name === 'private-key-jwt' ? {} : { module: [`auth/token-endpoint-auth-${name}`] },
    ),
  ),
  disc(
    'auth-methods-absent',
    members({ token_endpoint_auth_methods_supported: null }),
    'does not say how clients authenticate, which means client_secret_basic',
    cope(DEFINED),
    'AA',
  ),
  disc(
    'grant-types-absent',
    members({ grant_types_supported: null }),
    'does not say which grants it has, which means authorization_code and implicit',
    cope(DEFINED),
    'AA',
  ),
  disc(
    'empty-arrays',
    members({ scopes_supported: [], response_modes_supported: [], grant_types_supported: [], claims_supported: [] }),
    'has empty lists',
    ['undefined', TEST, 'RFC 8414 §3.2'],
    'AA',
  ),
  disc(
    'null-members',
    { nulls: true },
    'has null for all that is optional',
    ['undefined', TEST, 'RFC 8414 §3.2'],
    'AA',
  ),
  disc(
    'wrong-types',
    members({
      scopes_supported: 'openid',
      response_types_supported: 'code',
      grant_types_supported: { set: { code: true } },
      token_endpoint_auth_methods_supported: 'none',
    }),
    'has texts and objects where lists should be',
    ['undefined', TEST, DEFINED],
    'AA',
  ),
  disc(
    'unknown-members',
    members({ x_vendor: { set: { deep: [1, null] } }, mtls_only: false, 'urn:example:extension': 'yes' }),
    'has members that nobody knows',
    cope(DEFINED),
    'AA',
  ),
  disc(
    'scopes-without-openid',
    members({ scopes_supported: ['profile', 'email'] }),
    'does not name the scope openid',
    bait,
    'AA',
  ),
  disc(
    'algs-none-only',
    members({ id_token_signing_alg_values_supported: ['none'] }),
    'says that ID Tokens are not signed',
    bait,
    'AA',
  ),
  disc(
    'mtls-aliases',
    { move: 'mtls' },
    'names other endpoints for clients with certificates',
    cope('RFC 8705 §5'),
    'AA',
    { module: ['oidcc-client-test-mtls-endpoint-aliases'] },
  ),
  ...DISCOVERY_TRANSPORT,
]
