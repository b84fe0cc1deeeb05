// `GET /`: what this is and where its endpoints are, for a person; JSON for anybody else.

import { json, page } from '../protocol/messages.js'
import type { EndpointName, Request } from '../protocol/messages.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import type { Endpoint } from './endpoint.js'

const SHOWN: readonly EndpointName[] = [
  'metadata',
  'authorization',
  'token',
  'device_authorization',
  'device',
  'userinfo',
  'jwks',
  'introspection',
  'revocation',
  'registration',
  'end_session',
  'resource',
  'documents',
  'health',
]

export const home: Endpoint = {
  name: 'index',
  methods: ['GET'],
  cors: true,

  async answer(as, request) {
    const issuer = as.issuer(request)
    const entries = endpoints(as, request)
    if ((request.headers['accept'] ?? '').includes('text/html')) return page(200, { name: 'index', issuer, entries })
    return json(200, { issuer, ...Object.fromEntries(entries.map(({ title, href }) => [title, href])) })
  },
}

function endpoints(
  as: AuthorizationServer,
  request: Request,
): readonly { readonly title: string; readonly href: string }[] {
  return SHOWN.flatMap((name) => {
    const href = as.url(name, request)
    return href === undefined ? [] : [{ title: name, href: href.replace(/\/\*$/, '') }]
  })
}
