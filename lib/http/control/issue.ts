// Routes of codes and tokens that nobody asked for in a browser, in any state, and of what becomes of them.

import { json } from '../../protocol/messages.js'
import type { Members } from '../../protocol/messages.js'
import { ControlProblem } from './problem.js'
import type { Call, Route } from './route.js'

const MATCH = {
  type: 'string',
  description: 'A kind, and conditions client:, user:, scope:, tag: and state:, joined by +.',
  examples: ['refresh_token+client:web'],
}

export const ISSUE_ROUTES: readonly Route[] = [
  {
    method: 'POST',
    path: '/v1/codes',
    id: 'issueCode',
    summary: 'Issues an authorization code without a browser',
    body: { schema: 'CodeRequest', example: { client_id: 'web', username: 'alice', scope: 'openid' } },
    answers: { 201: 'IssuedCode' },
    handle: async ({ realm, body, request, backstage }) => json(201, await backstage.mint.code(realm, body, request)),
  },
  {
    method: 'POST',
    path: '/v1/tokens',
    id: 'issueTokens',
    summary: 'Issues tokens in any state without a grant',
    body: { schema: 'TokenRequest', example: { client_id: 'web', username: 'alice', scope: 'openid', ttl: '-5m' } },
    answers: { 201: 'IssuedTokens' },
    handle: async ({ realm, body, request, backstage }) => json(201, await backstage.mint.tokens(realm, body, request)),
  },
  {
    method: 'GET',
    path: '/v1/tokens',
    id: 'listTokens',
    summary: 'Lists codes and tokens, dead ones too',
    query: { match: MATCH },
    answers: { 200: 'Tokens' },
    handle: ({ realm, query, backstage }) => json(200, { tokens: backstage.mint.list(realm, query['match']) }),
  },
  {
    method: 'POST',
    path: '/v1/tokens/expire',
    id: 'expireTokens',
    summary: 'Lets codes and tokens expire now',
    body: { schema: 'WhichTokens', example: { match: 'access_token+client:web' } },
    answers: { 200: 'Tokens' },
    handle: async (call) => json(200, { tokens: known(call, await call.backstage.mint.expire(call.realm, call.body)) }),
  },
  {
    method: 'POST',
    path: '/v1/tokens/revoke',
    id: 'revokeTokens',
    summary: 'Revokes codes and tokens',
    body: { schema: 'WhichTokens', example: { match: 'user:alice' } },
    answers: { 200: 'Tokens' },
    handle: async (call) => json(200, { tokens: known(call, await call.backstage.mint.revoke(call.realm, call.body)) }),
  },
]

/** A match may find nothing; a token that is named must be there. */
function known({ body }: Call, changed: readonly Members[]): readonly Members[] {
  if (changed.length > 0 || body['token'] === undefined) return changed
  throw new ControlProblem(404, 'this realm did not issue that token', 'GET /_mock/v1/tokens lists what it issued', {
    code: 'token-unknown',
    pointer: '/token',
  })
}
