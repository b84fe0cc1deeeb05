// Masks what must not stand in a log: of secrets and tokens the last four characters remain.

import type { Fixtures } from '../fixtures/index.js'

const SECRET_PARAMETERS =
  /^(?:code|code_verifier|password|token|assertion|\w*_(?:secret|token|assertion|code)|id_token_hint)$/
const SHORTEST = 8
const JWT = /\beyJ[\w-]{8,}\.[\w-]*\.[\w-]*/g

export type Mask = (text: string) => string

/** A mask for what these fixtures hold and for JWTs. Shorter secrets are words that may stand anywhere. */
export function masking(fixtures: Fixtures): Mask {
  const secrets = [...held(fixtures)].filter((secret) => secret.length >= SHORTEST).sort((a, b) => b.length - a.length)
  return (text) => secrets.reduce((masked, secret) => masked.replaceAll(secret, tail(secret)), text.replace(JWT, tail))
}

/** Path and query, the secret ones among the parameters masked. */
export function maskedUrl(url: string): string {
  const [path = '', query] = url.split(/\?(.*)/s)
  if (query === undefined) return path
  const pairs = query.split('&').map((pair) => {
    const [name = '', value] = pair.split(/=(.*)/s)
    return value !== undefined && SECRET_PARAMETERS.test(name) ? `${name}=${tail(value)}` : pair
  })
  return `${path}?${pairs.join('&')}`
}

export function tail(secret: string): string {
  return secret.length < SHORTEST ? '…' : `…${secret.slice(-4)}`
}

function* held(fixtures: Fixtures): Iterable<string> {
  for (const client of fixtures.clients ?? []) {
    if (client.client_secret !== undefined) yield client.client_secret
    for (const { value } of client.client_secrets ?? []) yield value
  }
  for (const user of fixtures.users ?? []) if (user.password !== undefined) yield user.password
  for (const token of fixtures.tokens ?? []) {
    if (token.access_token !== undefined) yield token.access_token
    if (token.refresh_token !== undefined) yield token.refresh_token
  }
}
