// The answer at a path that has no endpoint. Most often a client was given another provider's paths,
// so it says which path was meant.

import { OAuthError, quoted } from '../protocol/error.js'
import type { EndpointName } from '../protocol/messages.js'
import { nearest } from '../protocol/spelling.js'
import type { Place } from './place.js'

type Nowhere = Extract<Place, { kind: 'nowhere' }>
type Paths = Readonly<Record<string, EndpointName>>

export function noEndpoint({ stage, realm, path }: Nowhere): OAuthError {
  const wire = { status: 404 }
  if (!stage) {
    const hint = `no realm ${quoted(realm, 60)}; the default realm is at / and the others are at /realms/{id}; POST /_mock/v1/realms makes one`
    return new OAuthError('invalid_request', { reason: 'realm-unknown', hint, received: path }, wire)
  }
  const near = meantBy(path.slice(0, 200), stage.paths ?? {})
  const meant = near
    ? `the ${near.endpoint} endpoint is ${near.path}`
    : 'the endpoints are listed at / and in /.well-known/openid-configuration'
  return new OAuthError(
    'invalid_request',
    {
      reason: 'endpoint-unknown',
      hint: `no endpoint at ${path.slice(0, 120)}; ${meant}`,
      ...(near ? { expected: near.path } : {}),
      received: path.slice(0, 500),
      fix: near ? `point the client at ${near.path}, or let it read the metadata` : 'let the client read the metadata',
      spec: 'RFC 8414 §2',
    },
    wire,
  )
}

/** How other providers end the paths of these endpoints. */
const ENDINGS: Partial<Record<EndpointName, RegExp>> = {
  pushed_authorization_request: /(^|[/_.-])(par|pushed[_-]?authori[sz]ation[_-]?requests?)$/,
  device_authorization: /device[/_-]?(authori[sz](e|ation)|code)$/,
  token: /(^|[/_.-])(access_?)?tokens?(\.\w+)?$/,
  authorization: /(^|[/_.-])(authori[sz](e|ation)|auth|login|signin|dialog)$/,
  userinfo: /(^|[/_.-])(user_?info|me|profile)$/,
  introspection: /(introspect(ion)?|tokeninfo|check_token)$/,
  revocation: /(revoke|revocation)$/,
  jwks: /(jwks?|keys|certs|jwks\.json|jwks_uri)$/,
  metadata: /(\.well-known(\/.*)?|openid-configuration|oauth-authorization-server)$/,
  health: /(health|healthz|ready|readyz|livez|ping|status)$/,
}

function meantBy(path: string, paths: Paths): { path: string; endpoint: EndpointName } | undefined {
  const asked = path.toLowerCase().replace(/\/+$/, '')
  const entries = Object.entries(paths).map(([known, endpoint]) => ({ path: known.replace(/\/\*$/, ''), endpoint }))
  const twin = entries.find((entry) => entry.path.toLowerCase() === asked)
  if (twin) return twin
  const kind = Object.entries(ENDINGS).find(([, ending]) => ending.test(asked))?.[0]
  const kin = entries.find((entry) => entry.endpoint === kind)
  if (kin) return kin
  const likely = nearest(
    asked,
    entries.map((entry) => entry.path),
  )
  return entries.find((entry) => entry.path === likely)
}
