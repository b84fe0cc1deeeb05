// Where a rule bites: the selector's words for endpoints. A point without an endpoint of this version
// is not listed; a new endpoint is one row here.

import type { EndpointName } from '../protocol/messages.js'

const FRONT = ['authorization', 'login', 'consent'] as const satisfies readonly EndpointName[]

/** Where an authorization response may leave from, and where a token response does. */
const RESPONDING = [...FRONT, 'token'] as const satisfies readonly EndpointName[]

/** Point to the endpoints it stands for. `index` and `health` are never spoiled. */
const POINTS = {
  discovery: ['metadata'],
  jwks: ['jwks'],
  authorize: ['authorization'],
  login: ['login'],
  consent: ['consent'],
  par: ['pushed_authorization_request'],
  device: ['device_authorization'],
  token: ['token'],
  userinfo: ['userinfo'],
  introspect: ['introspection'],
  revoke: ['revocation'],
  register: ['registration', 'client_configuration'],
  logout: ['end_session'],
  resource: ['resource'],
  prm: ['protected_resource_metadata'],
  documents: ['documents'],
  any: [
    ...FRONT,
    'metadata',
    'jwks',
    'pushed_authorization_request',
    'device_authorization',
    'device',
    'token',
    'userinfo',
    'introspection',
    'revocation',
    'registration',
    'client_configuration',
    'end_session',
    'resource',
    'protected_resource_metadata',
    'documents',
  ],
  // What leaves in a reply, wherever that is: a rule on one of these counts the replies that carry it.
  code: FRONT,
  access_token: RESPONDING,
  refresh_token: ['token'],
  id_token: RESPONDING,
  // Leaves in a request of ours to the client.
  logout_token: ['end_session'],
} as const satisfies Record<string, readonly EndpointName[]>

export type Point = keyof typeof POINTS

export const POINT_NAMES = Object.keys(POINTS) as readonly Point[]

const ARTIFACTS = ['code', 'access_token', 'refresh_token', 'id_token', 'logout_token'] as const
export type ArtifactPoint = (typeof ARTIFACTS)[number]

/** Is this point something that leaves in a reply, and not a call? */
export function isArtifact(point: Point): point is ArtifactPoint {
  return (ARTIFACTS as readonly Point[]).includes(point)
}

/** The points that are calls. */
export const CALLS = POINT_NAMES.filter((point) => !isArtifact(point))

/** What people write for a point, so that a refusal can name the point. */
export const POINT_ALIASES: Readonly<Record<string, Point>> = {
  metadata: 'discovery',
  'well-known': 'discovery',
  'openid-configuration': 'discovery',
  keys: 'jwks',
  certs: 'jwks',
  authorization: 'authorize',
  authorisation: 'authorize',
  auth: 'authorize',
  signin: 'login',
  device_authorization: 'device',
  devicecode: 'device',
  tokens: 'token',
  user_info: 'userinfo',
  introspection: 'introspect',
  revocation: 'revoke',
  registration: 'register',
  dcr: 'register',
  end_session: 'logout',
  signout: 'logout',
  document: 'documents',
  protected_resource: 'resource',
  protected_resource_metadata: 'prm',
  'oauth-protected-resource': 'prm',
  api: 'documents',
  all: 'any',
  '*': 'any',
}

/** Parts of the token endpoint: the word in a selector, and the grant_type it means. */
export const TOKEN_PARTS: Readonly<Record<string, string>> = {
  code: 'authorization_code',
  refresh: 'refresh_token',
  cc: 'client_credentials',
  device: 'urn:ietf:params:oauth:grant-type:device_code',
  exchange: 'urn:ietf:params:oauth:grant-type:token-exchange',
  jwt: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
  password: 'password',
}

const RESPONSE_TYPES = new Set(['code', 'token', 'id_token', 'none'])

export function isPoint(word: string): word is Point {
  return Object.hasOwn(POINTS, word)
}

export function covers(point: Point, endpoint: EndpointName): boolean {
  return (POINTS[point] as readonly EndpointName[]).includes(endpoint)
}

/** Is this endpoint one a browser is sent to, whose errors travel by redirection? */
export function isFront(endpoint: EndpointName): boolean {
  return (FRONT as readonly EndpointName[]).includes(endpoint)
}

/** Is this endpoint a protected resource, which answers errors as RFC 6750 §3 says? */
export function isResource(endpoint: EndpointName): boolean {
  return endpoint === 'userinfo' || endpoint === 'resource' || endpoint === 'documents'
}

/** `code id_token` and `id_token code` are the same response_type (OAuth 2.0 Multiple Response Types §3). */
export function responseType(text: string): string | undefined {
  const words = text.split(' ')
  return words.every((word) => RESPONSE_TYPES.has(word)) ? words.sort().join(' ') : undefined
}

/** `the token endpoint`, as the subject of a sentence. */
export function theEndpoint(point: Point): string {
  if (isArtifact(point)) return `the ${point}`
  return point === 'any' ? 'the point "any"' : `the ${point} endpoint`
}
