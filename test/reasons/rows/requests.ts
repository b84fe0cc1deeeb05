// Requests that are badly made: bodies, parameters, grant types, endpoints that are taken for each other.

import { Parameters } from '../../../lib/protocol/parameters.js'
import { BASIC, CHALLENGE, VERIFIER, WEB } from '../../support/realm.js'
import type { Answer, Staged } from '../../support/realm.js'
import type { Row, Rows } from '../row.js'

const CC = { grant_type: 'client_credentials', scope: 'read' }

/** A token request with this body. */
const body =
  (text: string, media_type: string, headers: Record<string, string> = {}): Row[0] =>
  (at) =>
    at.token(media_type.includes('urlencoded') ? Parameters.parse(text) : Parameters.none, {
      body: text,
      media_type: media_type.split(';')[0] ?? '',
      headers: { authorization: BASIC, ...(media_type !== '' && { 'content-type': media_type }), ...headers },
    })

const FORM = 'application/x-www-form-urlencoded'
const form =
  (text: string): Row[0] =>
  (at) =>
    at.token(Parameters.parse(text))

/** Granted by authorization code, with what the form says beside. */
const grant =
  (grant_type: string): Row[0] =>
  (at) =>
    at.token({ grant_type })

const authorize =
  (change: Record<string, string | undefined>): Row[0] =>
  (at) =>
    at.authorize(change)

const register = (at: Staged, text: string, media_type = 'application/json'): Promise<Answer> =>
  at.ask('registration', { method: 'POST', body: text, media_type })

export const BODIES: Rows = {
  'body-json': [body('{"grant_type":"client_credentials"}', 'application/json'), 'the body is JSON', FORM],
  'body-multipart': [body('--x--', 'multipart/form-data'), 'multipart/form-data', FORM],
  'body-content-type-missing': [body('grant_type=x', ''), 'no Content-Type', FORM],
  'body-content-type': [body('grant_type=x', 'text/plain'), "'text/plain'", FORM],
  'body-charset': [
    (at) => at.token(CC, { headers: { authorization: BASIC, 'content-type': `${FORM}; charset=iso-8859-1` } }),
    "'iso-8859-1'",
    'UTF-8',
  ],
  'body-is-json-labelled-form': [body('{"grant_type":"x"}', FORM), 'the body is JSON', 'form'],
  'body-object-object': [body('[object Object]', FORM), '[object Object]', 'without encoding'],
  'body-newline-separated': [body('grant_type=x\ncode=y', FORM), '2 lines', 'joined with &'],
  'body-empty-with-query': [
    (at) => at.token({}, { query: CC, headers: { authorization: BASIC } }),
    'in the URL',
    'the body alone',
  ],
  'body-not-json-object': [(at) => register(at, '[1]'), 'not a JSON object', 'a JSON array'],
  'param-duplicated': [form('grant_type=a&grant_type=b'), "'grant_type'", 'different values'],
  'param-too-many': [form('a=1&'.repeat(1001)), '1002', '1000'],
  'param-empty': [form('grant_type='), 'grant_type was sent', 'without a value'],
  'param-misspelled': [form('grantType=authorization_code'), "'grantType'", "'grant_type'"],
  'param-missing': [grant('authorization_code'), 'missing code', 'grant_type'],
  'param-undefined-string': [(at) => at.redeem('undefined'), "'undefined'", 'not set'],
  'percent-encoding-broken': [form('grant_type=%zz'), "'grant_type'", 'character 1'],
  'nul-byte': [form('grant_type=%00'), "'grant_type'", 'NUL'],
  'scope-repeated-parameter': [form('scope=a&scope=b'), "'scope'", 'different values'],
  'param-differs-query-body': [
    (at) => at.token(CC, { query: { scope: 'write' }, headers: { authorization: BASIC } }),
    'one value in the URL',
    'another in the body',
    { policy: { token_parameters: 'both' } },
  ],
  'parameters-in-query': [
    (at) => at.token({}, { query: CC, headers: { authorization: BASIC } }),
    'in the URL',
    'the body alone',
    { policy: { token_parameters: 'both' } },
  ],
  'parameters-in-body': [
    (at) => at.token(CC),
    'in the body: grant_type',
    'the URL alone',
    { policy: { token_parameters: 'query' } },
  ],
}

export const GRANT_TYPES: Rows = {
  'grant-type-misspelled': [grant('authorization-code'), "'authorization-code'", "'authorization_code'"],
  'grant-type-not-enabled': [grant('password'), "'password'", 'refresh_token'],
  'grant-type-not-for-client': [
    grant('refresh_token'),
    "'web'",
    'authorization_code',
    { clients: [{ ...WEB, grant_types: ['authorization_code'] }] },
  ],
  'endpoint-swapped': [(at) => at.token({ response_type: 'code' }), 'token endpoint', 'authorization endpoint'],
  'response-type-misspelled': [authorize({ response_type: 'authorization_code' }), "'authorization_code'", 'code'],
  'response-type-unsupported': [authorize({ response_type: 'token' }), "'token'", 'offers: code'],
  'response-type-not-for-client': [
    authorize({ response_type: 'token' }),
    "'web'",
    'implicit',
    { policy: { response_types: ['code', 'token'] } },
  ],
  'response-mode-unsupported': [authorize({ response_mode: 'jwt' }), "'jwt'", 'form_post'],
  'response-mode-query-with-token': [
    authorize({ response_type: 'token', response_mode: 'query' }),
    'query',
    'fragment',
    {
      clients: [{ ...WEB, response_types: ['token'], grant_types: ['implicit'] }],
      policy: { response_types: ['code', 'token'] },
    },
  ],
  'id-token-unsigned-in-front-channel': [
    authorize({ response_type: 'id_token', nonce: 'n' }),
    'unsigned ID Tokens',
    'through the browser',
    {
      clients: [
        { ...WEB, response_types: ['id_token'], grant_types: ['implicit'], id_token_signed_response_alg: 'none' },
      ],
      policy: { response_types: ['code', 'id_token'] },
    },
  ],
  'implicit-used': [
    authorize({ response_type: 'token' }),
    'response_type token',
    'code with PKCE',
    {
      clients: [{ ...WEB, response_types: ['token'], grant_types: ['implicit'] }],
      policy: { response_types: ['code', 'token'] },
    },
  ],
}

export const AUTHORIZATIONS: Rows = {
  'pkce-required': [
    authorize({ client_id: 'spa', redirect_uri: 'https://spa.example/cb' }),
    "'spa'",
    'code_challenge is missing',
  ],
  'pkce-method-case': [
    authorize({ code_challenge: CHALLENGE, code_challenge_method: 's256' }),
    "'s256'",
    'S256, plain',
  ],
  'pkce-method-unsupported': [
    authorize({ code_challenge: VERIFIER }),
    'which means plain',
    'S256',
    { policy: { pkce_methods: ['S256'] } },
  ],
  'pkce-challenge-length': [
    authorize({ code_challenge: 'short', code_challenge_method: 'S256' }),
    '5 characters',
    '43 characters',
  ],
  'redirect-uri-unregistered': [
    authorize({ redirect_uri: 'https://elsewhere.example/' }),
    'https://elsewhere.example/',
    'https://app.example/cb',
  ],
  'redirect-uri-missing': [authorize({ redirect_uri: undefined }), 'redirect_uri is missing', 'https://app.example/cb'],
  'redirect-uri-missing-several-registered': [
    authorize({ redirect_uri: undefined, scope: 'read' }),
    'https://app.example/one',
    'https://app.example/two',
    { clients: [{ ...WEB, redirect_uris: ['https://app.example/one', 'https://app.example/two'] }] },
  ],
  'redirect-uri-not-loopback': [
    authorize({ redirect_uri: 'https://elsewhere.example/' }),
    'https://elsewhere.example/',
    'http://localhost',
    { clients: [] },
  ],
  'client-id-missing-in-authorize': [authorize({ client_id: undefined }), 'missing client_id', 'redirect_uri'],
  'state-absent': [authorize({ state: undefined }), 'no state', 'forged'],
  'nonce-required': [
    authorize({ response_type: 'id_token' }),
    'nonce is missing',
    'id_token',
    {
      clients: [{ ...WEB, response_types: ['id_token'], grant_types: ['implicit'] }],
      policy: { response_types: ['code', 'id_token'] },
    },
  ],
  'prompt-unknown': [authorize({ prompt: 'logn' }), "'logn'", "'login'"],
  'prompt-none-combined': [authorize({ prompt: 'none login' }), 'none login', 'none alone'],
  'max-age-not-number': [authorize({ max_age: '1h' }), "'1h'", 'seconds'],
  'claims-not-json': [authorize({ claims: 'email' }), 'claims is not JSON', 'a JSON object'],
  'authorization-details-not-array': [authorize({ authorization_details: '{}' }), "'{}'", 'JSON array'],
  'registration-not-supported': [authorize({ registration: '{}' }), 'registration', 'beforehand'],
  'dpop-jkt-malformed': [authorize({ dpop_jkt: 'short' }), "'short'", '43 characters'],
  'host-mismatch': [
    (at) => at.ask('metadata', { base: 'http://127.0.0.1:2884' }),
    'http://127.0.0.1:2884',
    'http://localhost:2884',
  ],
}

const PAR = { clients: [WEB, { client_id: 'other', client_secret: 'o', redirect_uris: ['https://app.example/cb'] }] }

async function pushed(at: Staged): Promise<string> {
  const sent = { redirect_uri: 'https://app.example/cb', response_type: 'code', state: 'xyz' }
  const { body } = await at.ask('pushed_authorization_request', { headers: { authorization: BASIC }, form: sent })
  return String(body['request_uri'])
}

const follow = (at: Staged, request_uri: string, client_id = 'web'): Promise<Answer> =>
  at.ask('authorization', { query: { client_id, request_uri } })

export const PUSHED: Rows = {
  'request-uri-unknown': [
    (at) => follow(at, 'urn:ietf:params:oauth:request_uri:nothing'),
    'request_uri:nothing',
    'gave out no',
  ],
  'request-uri-other-client': [async (at) => follow(at, await pushed(at), 'other'), "'other'", "'web'", PAR],
  'request-uri-used': [
    async (at) => {
      const request_uri = await pushed(at)
      await follow(at, request_uri)
      at.advance(5)
      await follow(at, request_uri)
    },
    '5s ago',
    'works once',
  ],
  'request-uri-expired': [
    async (at) => {
      const request_uri = await pushed(at)
      at.advance(75)
      await follow(at, request_uri)
    },
    '1m15s ago',
    'lives 1m',
  ],
  'request-uri-not-par': [(at) => follow(at, 'nonsense'), "'nonsense'", 'pushed here'],
  'request-uri-unregistered': [
    (at) => follow(at, 'https://elsewhere.example/r.jwt'),
    'https://elsewhere.example/r.jwt',
    "'web'",
  ],
  'request-uri-unreachable': [
    (at) => follow(at, 'http://127.0.0.1:9/r.jwt'),
    'http://127.0.0.1:9/r.jwt',
    'cannot be had',
  ],
  'request-uri-parameter-off': [
    (at) => follow(at, 'http://127.0.0.1:9/r.jwt'),
    'fetches no request objects',
    'pushed here',
    { policy: { request_uri_parameter: 'refuse' } },
  ],
  'request-uri-in-par': [
    (at) =>
      at.ask('pushed_authorization_request', { headers: { authorization: BASIC }, form: { request_uri: 'urn:x' } }),
    'request_uri was sent',
    'gives out',
  ],
  'request-and-request-uri': [
    (at) => at.ask('authorization', { query: { client_id: 'web', request: 'x', request_uri: 'y' } }),
    'both request and request_uri',
    'one of them',
  ],
  'par-required': [
    (at) => at.authorize(),
    'push its authorization requests',
    'request_uri',
    { policy: { require_pushed_authorization_requests: true } },
  ],
  'dpop-key': [
    async (at) => {
      const { holder } = await import('../../support/dpop.js')
      const [one, other] = [await holder(), await holder()]
      const sent = { redirect_uri: 'https://app.example/cb', response_type: 'code', dpop_jkt: one.jkt }
      const dpop = await other.proof({ htu: 'http://localhost:2884/par' })
      const headers = { authorization: BASIC, dpop }
      await at.ask('pushed_authorization_request', { url: '/par', headers, form: sent })
    },
    'dpop_jkt is',
    'made with the key',
  ],
}
