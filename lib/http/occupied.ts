// Why an address cannot be bound, in a sentence that says what to do; a taken port is asked who has it.

import { get } from 'node:http'

/** Another mock-oauth2-provider that answers on the wanted port. */
export interface Occupant {
  readonly version: string
  readonly pid: number | undefined
  readonly issuer: string | undefined
}

/** The message says what is wrong, and in indented lines what to do. */
export class CannotListen extends Error {
  readonly code: string
  readonly host: string
  readonly port: number
  readonly occupant: Occupant | undefined

  constructor(message: string, where: Address & { readonly code: string; readonly occupant?: Occupant | undefined }) {
    super(message)
    this.name = 'CannotListen'
    this.code = where.code
    this.host = where.host
    this.port = where.port
    this.occupant = where.occupant
  }
}

interface Address {
  readonly host: string
  readonly port: number
}

export async function explained(error: unknown, { host, port }: Address): Promise<CannotListen> {
  const { code = '', message } = error as NodeJS.ErrnoException
  const refuse = (text: string, occupant?: Occupant): CannotListen =>
    new CannotListen(text, { code, host, port, occupant })
  switch (code) {
    case 'EADDRINUSE': {
      const occupant = await askOccupant({ host, port })
      return refuse(inUse({ host, port }, occupant), occupant)
    }
    case 'EACCES':
      return refuse(
        `port ${port} on ${host} may not be bound by this user\n  pick one from 1024 up, or a free one with port 0`,
      )
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT':
      return refuse(
        `${host} is not an address of this machine\n  use localhost, or 0.0.0.0 to be reached from elsewhere`,
      )
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return refuse(
        `the host name ${host} is not known to this machine\n  use localhost, or an address of this machine`,
      )
    case 'ERR_SOCKET_BAD_PORT':
      return refuse(`${port} is not a port\n  use a whole number from 0 to 65535; 0 picks a free one`)
  }
  return refuse(`cannot listen on ${host} port ${port}: ${message}`)
}

function inUse({ host, port }: Address, occupant: Occupant | undefined): string {
  if (!occupant) {
    return (
      `port ${port} on ${host} is in use by another program\n` +
      `  pick a free one with --port 0 (the URL is printed), or find the owner: lsof -iTCP:${port} -sTCP:LISTEN`
    )
  }
  const { version, pid, issuer } = occupant
  const use = issuer === undefined ? [] : [`\n  use it:     ${issuer}`]
  const stop = pid === undefined ? [] : [`\n  stop it:    kill ${pid}`]
  const who = `mock-oauth2-provider ${version}${pid === undefined ? '' : ` (pid ${pid})`}`
  return [`port ${port} is in use by ${who}`, ...use, ...stop, '\n  or pick:    --port 0'].join('')
}

const PATIENCE = 500
const ENOUGH = 16_384

/** Asks whoever has the port whether it is one of us; whatever goes wrong means no. */
function askOccupant({ host, port }: Address): Promise<Occupant | undefined> {
  const asked = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
  return new Promise((resolve) => {
    const request = get({ host: asked, port, path: '/healthz', agent: false }, (reply) => {
      let text = ''
      reply.setEncoding('utf8')
      reply.on('data', (part: string) => {
        text += part
        if (text.length > ENOUGH) request.destroy()
      })
      reply.on('close', () => resolve(occupantIn(text)))
    })
    const impatience = setTimeout(() => request.destroy(), PATIENCE)
    request.on('error', () => resolve(undefined))
    request.on('close', () => {
      clearTimeout(impatience)
      resolve(undefined)
    })
  })
}

function occupantIn(text: string): Occupant | undefined {
  try {
    const body = JSON.parse(text) as Record<string, unknown> | null
    if (body?.['name'] !== 'mock-oauth2-provider') return undefined
    const { version, pid, issuer } = body
    return {
      version: String(version),
      pid: typeof pid === 'number' ? pid : undefined,
      issuer: typeof issuer === 'string' ? issuer : undefined,
    }
  } catch {
    return undefined
  }
}
