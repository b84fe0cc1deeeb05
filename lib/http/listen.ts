// Binding addresses. `localhost` is two of them: clients differ in which they try, so both are bound
// to one port or neither is.

import { createServer as createHttpServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { Certificate } from './certificate.js'
import { explained } from './occupied.js'
import { Outage } from './outage.js'
import { refuseSocket } from './problem.js'
import { departuresOf } from './server.js'

export { CannotListen } from './occupied.js'
export type { Occupant } from './occupied.js'

export interface Where {
  /** 0 picks a free one. */
  readonly port: number
  /** `localhost` means 127.0.0.1 and ::1. */
  readonly host: string
  /** Speaks TLS with it. */
  readonly tls?: Certificate | undefined
}

export interface Listening {
  readonly port: number
  /** The addresses bound; without ::1 on machines that have no IPv6 loopback. */
  readonly addresses: readonly string[]
  /** Takes no more connections, answers what is under way, releases replies that are held back, ends every connection. */
  close(): Promise<void>
}

const FREE_PORT_TRIES = 50
/** Milliseconds that what is under way has to be answered when the server closes. */
const GRACE = 1_000
/** Node's own 5 seconds make a client that reuses a connection meet a closing one now and then. */
const KEEP_ALIVE = 72_000
/** Authorization requests carry long values in their URL. */
const HEADERS_LIMIT = 64 * 1024

/**
 * Binds `app`, which must be ready.
 * @throws CannotListen when the port is taken, forbidden, or the host is not this machine's.
 */
export async function listen(app: FastifyInstance, where: Where): Promise<Listening> {
  const [first = where.host, ...others] = where.host === 'localhost' ? ['127.0.0.1', '::1'] : [where.host]
  for (let tries = 1; ; tries += 1) {
    const servers = [await bindOr(app, first, where)]
    const { port } = servers[0]?.address() as AddressInfo
    try {
      for (const host of others) {
        const server = await bindIfExists(app, { ...where, host, port })
        if (server) servers.push(server)
      }
      return listening(app, servers, where)
    } catch (error) {
      await Promise.all(servers.map(end))
      const taken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
      if (!(taken && where.port === 0 && tries < FREE_PORT_TRIES))
        throw await explained(error, { host: others[0] ?? first, port })
    }
  }
}

function listening(app: FastifyInstance, servers: readonly Server[], { tls }: Where): Listening {
  const bound = servers.map((server) => server.address() as AddressInfo)
  const outage = new Outage(servers, tls)
  const departures = departuresOf(app)
  if (departures) departures.door = outage
  return {
    port: bound[0]?.port ?? 0,
    addresses: bound.map(({ address }) => address),
    async close() {
      outage.end()
      const closed = servers.map(stop)
      await departures?.settle(GRACE)
      for (const server of servers) server.closeAllConnections()
      await Promise.all(closed)
      await app.close()
    },
  }
}

async function bindOr(app: FastifyInstance, host: string, where: Where): Promise<Server> {
  try {
    return await bind(app, { ...where, host })
  } catch (error) {
    throw await explained(error, { host, port: where.port })
  }
}

/** Only a machine without that address is excused. */
async function bindIfExists(app: FastifyInstance, where: Where): Promise<Server | undefined> {
  try {
    return await bind(app, where)
  } catch (error) {
    if (['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined
    throw error
  }
}

function bind(app: FastifyInstance, { host, port, tls }: Where): Promise<Server> {
  const answer = (wire: IncomingMessage, out: ServerResponse): void => app.routing(wire, out)
  const settings = { maxHeaderSize: HEADERS_LIMIT, keepAliveTimeout: KEEP_ALIVE, requireHostHeader: false }
  const { cert, key } = tls ?? {}
  const server =
    cert === undefined ? createHttpServer(settings, answer) : createHttpsServer({ ...settings, cert, key }, answer)
  server.on('clientError', refuseSocket)
  // Node would answer an unknown Expect with a bare 417, and CONNECT with nothing at all.
  server.on('checkExpectation', answer)
  server.on('connect', (_wire, socket) => refuseSocket(new Error('CONNECT is for proxies'), socket))
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port, ipv6Only: host === '::1' }, () => {
      server.removeListener('error', reject)
      resolve(server)
    })
  })
}

/** Takes no more connections; resolves when the last one is gone. */
function stop(server: Server): Promise<void> {
  return new Promise((resolve) => void server.close(() => resolve()))
}

function end(server: Server): Promise<void> {
  const stopped = stop(server)
  server.closeAllConnections()
  return stopped
}
