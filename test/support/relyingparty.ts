// A client that is told of logouts: a small server that verifies the logout tokens it gets as the specification says.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import * as jose from 'jose'
import type { Test } from 'tap'

export interface RelyingParty {
  readonly url: string
  /** What it was sent, in order. */
  readonly received: { readonly media_type: string | undefined; readonly form: URLSearchParams }[]
  /** What it answers; `undefined` lets it wait for ever. */
  status: number | undefined
}

/** Until the test is over. */
export async function relyingParty(t: Test): Promise<RelyingParty> {
  const party: RelyingParty & { url: string } = { url: '', received: [], status: 200 }
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk: Buffer) => (text += chunk.toString()))
    request.on('end', () => {
      party.received.push({
        media_type: request.headers['content-type']?.split(';')[0],
        form: new URLSearchParams(text),
      })
      if (party.status !== undefined)
        response.writeHead(party.status).end(party.status === 400 ? '{"error":"invalid_request"}' : '')
    })
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  })
  party.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/backchannel-logout`
  return party
}

/** Back-Channel Logout §2.6: throws unless the token is one that a client must act on. */
export async function verifiedLogout(
  logout_token: string,
  keys: jose.JSONWebKeySet,
  expected: { readonly issuer: string; readonly audience: string; readonly currentDate?: Date },
): Promise<jose.JWTPayload> {
  const { payload, protectedHeader } = await jose.jwtVerify(logout_token, jose.createLocalJWKSet(keys), {
    ...expected,
    typ: 'logout+jwt',
    requiredClaims: ['iat', 'exp', 'jti', 'events'],
  })
  if (protectedHeader.alg === 'none') throw new Error('it is not signed')
  if (payload.sub === undefined && payload['sid'] === undefined) throw new Error('it names neither sub nor sid')
  if ('nonce' in payload) throw new Error('it has a nonce')
  const events = payload['events'] as Record<string, unknown>
  const event = events['http://schemas.openid.net/event/backchannel-logout']
  if (JSON.stringify(event) !== '{}') throw new Error('the event is not an empty object')
  return payload
}
