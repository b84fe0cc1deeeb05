// login: an authorization code flow from the first redirect to the tokens, every hop told. Or who logs in next.

import { createHash, randomBytes } from 'node:crypto'
import type { ClientEntry } from '../tester/collections.js'
import type { Provider } from '../tester/provider.js'
import type { LOGIN } from './flags.js'
import { follow, redeem, type Hop } from './hops.js'
import { EXIT, Mistake } from './mistake.js'
import { answer, reach } from './running.js'
import { meant } from './values.js'
import type { Call } from './verb.js'

type Values = Call<typeof LOGIN>['values']

export async function login({ values, operands, terminal }: Call<typeof LOGIN>): Promise<number> {
  const { mode, next } = values
  if ([mode, next, operands[0]].filter((one) => one !== undefined).length > 1)
    throw new Mistake('login does one thing at a time', ['log a user in, or --next USER, or --mode MODE'])
  const provider = await reach(values, terminal)
  if (mode) answer(values, terminal, { login: await provider.login.set(mode.value) }, '')
  else if (next) {
    await provider.login.next(next.value === 'deny' ? { deny: true } : next.value)
    answer(values, terminal, { next: next.value }, '')
  } else {
    const told = await flow(provider, values, operands[0])
    answer(values, terminal, told, [...told.hops.map(line), JSON.stringify(told.tokens, null, 2)].join('\n'))
  }
  return EXIT.done
}

async function flow(provider: Provider, { client, scope, tag }: Values, user: string | undefined) {
  const { authorization_endpoint, token_endpoint } = await endpointsOf(provider)
  const {
    client_id,
    client_secret,
    redirect_uris = [],
    token_endpoint_auth_method,
  } = await clientOf(provider, client?.value)
  const redirect_uri = redirect_uris[0] ?? 'http://localhost/callback'
  const [state, code_verifier] = [random(), random()]
  const query = new URLSearchParams({
    ...{ response_type: 'code', client_id, redirect_uri, scope: scope?.value ?? 'openid', state, nonce: random() },
    ...{
      code_challenge: createHash('sha256').update(code_verifier).digest('base64url'),
      code_challenge_method: 'S256',
    },
    ...(user !== undefined && { login_hint: user }),
  })
  const headers = tag === undefined ? {} : { 'mock-oauth2-tag': tag.value }
  const { hops, landed } = await follow(`${authorization_endpoint}?${query.toString()}`, redirect_uri, headers)
  const code = landed.searchParams.get('code')
  if (code === null) throw refused(hops, landed)
  const form = { grant_type: 'authorization_code', code, redirect_uri, code_verifier }
  const identity = { client_id, secret: client_secret, method: token_endpoint_auth_method }
  const { hop, tokens } = await redeem(token_endpoint, form, identity, headers)
  return { hops: [...hops, hop], tokens }
}

/** Where this server really is, whatever issuer it claims. */
async function endpointsOf({
  url,
  issuer,
}: Provider): Promise<Record<'authorization_endpoint' | 'token_endpoint', string>> {
  const response = await fetch(`${url}/.well-known/openid-configuration`)
  const metadata = (await response.json()) as Readonly<Record<string, unknown>>
  const here = (name: string): string => {
    const endpoint = String(metadata[name])
    return endpoint.startsWith(issuer) ? url + endpoint.slice(issuer.replace(/\/$/, '').length) : endpoint
  }
  return { authorization_endpoint: here('authorization_endpoint'), token_endpoint: here('token_endpoint') }
}

/** Without configured clients any name is taken. */
async function clientOf({ clients }: Provider, name: string | undefined): Promise<ClientEntry> {
  const known = await clients.list()
  const able = known.filter(({ redirect_uris }) => (redirect_uris ?? []).length > 0)
  const found = name === undefined ? able[0] : known.find(({ client_id }) => client_id === name)
  if (found) return found
  if (known.length === 0) return { client_id: name ?? 'any' }
  const names = known.map(({ client_id }) => client_id)
  const advice = [...meant(name ?? '', names), `the clients are ${names.join(', ')}`]
  throw new Mistake(name === undefined ? 'no client has a redirect_uri' : `there is no client "${name}"`, advice)
}

function refused(hops: readonly Hop[], landed: URL): Mistake {
  const [error, description] = ['error', 'error_description'].map((name) => landed.searchParams.get(name))
  return new Mistake(`the login ended with ${error ?? 'no code'}`, [
    ...hops.map(line),
    ...(description ? [description] : []),
  ])
}

const line = ({ method, url, status, to }: Hop): string =>
  `${method.padEnd(4)} ${url}  ${status}${to === undefined ? '' : `  → ${to}`}`
const random = (): string => randomBytes(32).toString('base64url')
