// connectProvider: the handle of a provider that runs somewhere else.

import { asking } from './ask.js'
import { Facade } from './facade.js'
import type { Provider } from './provider.js'
import { Remote } from './remote.js'
import { ControlError } from './refusal.js'

export interface ConnectOptions {
  /** Wanted by the control API off loopback; `MOCK_OAUTH2_CONTROL_TOKEN` when absent. */
  readonly controlToken?: string
}

/**
 * Takes hold of a running provider: started by `exec`, by `start`, or in a container. `close()` leaves it running.
 *
 * @param url Of the provider, or of one of its realms; `MOCK_OAUTH2_URL` when absent.
 * @throws ControlError when nothing answers there, or something else than a mock-oauth2-provider.
 * @example
 * const provider = await connectProvider() // inside `mock-oauth2-provider exec -- vitest`
 * await provider.fail('token=503@1')
 */
export async function connectProvider(url?: string, options: ConnectOptions = {}): Promise<Provider> {
  const { env } = process
  const where = url ?? env['MOCK_OAUTH2_URL']
  if (where === undefined || where === '')
    throw new ControlError('connectProvider was told no URL, and MOCK_OAUTH2_URL is not set', {
      status: 0,
      hint: "write connectProvider('http://localhost:2884'), or run the tests with: npx mock-oauth2-provider exec -- …",
    })
  if (!URL.canParse(where))
    throw new ControlError(`'${where}' is not a URL`, { status: 0, hint: 'write http://localhost:2884' })
  const token = options.controlToken ?? env['MOCK_OAUTH2_CONTROL_TOKEN']
  const transport = new Remote(where, token)
  const issuer = await issuerAt(transport)
  return new Facade({ transport, issuer: () => issuer, close: async () => undefined })
}

async function issuerAt(transport: Remote): Promise<string> {
  const health = await asking(transport)('GET', '/health').catch(notOurs)
  const { issuer } = health as { readonly issuer?: unknown }
  if (typeof issuer !== 'string') return notOurs(new ControlError('no issuer', { status: 404 }))
  return issuer === 'request' ? transport.url : issuer

  function notOurs(error: unknown): never {
    if (!(error instanceof ControlError) || error.status === 0 || isProblem(error)) throw error
    throw new ControlError(`what answers at ${transport.url} is no mock-oauth2-provider`, { status: error.status })
  }
}

function isProblem({ problem }: ControlError): boolean {
  return typeof problem['title'] === 'string'
}
