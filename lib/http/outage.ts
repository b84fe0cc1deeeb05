// Faults of the door itself: the port is closed for a while, or shows a certificate that no client may trust.

import type { Server } from 'node:http'
import { Server as HttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { BadCertificate, Delivery } from '../protocol/messages.js'
import { selfSigned } from './certificate.js'
import type { Certificate } from './certificate.js'
import type { DoorFaults } from './deliver.js'

/** Another process may have taken the port meanwhile; it is asked for again after so many milliseconds. */
const AGAIN = 100

export class Outage implements DoorFaults {
  readonly #servers: readonly Server[]
  readonly #addresses: readonly AddressInfo[]
  readonly #tls: Certificate | undefined
  readonly #timers = new Map<object, NodeJS.Timeout>()

  /** @param servers All of them listen. */
  constructor(servers: readonly Server[], tls: Certificate | undefined) {
    this.#servers = servers
    this.#addresses = servers.map((server) => server.address() as AddressInfo)
    this.#tls = tls
  }

  /** Closes the port: whoever connects is refused, and open connections end. */
  refuse(milliseconds: number): void {
    for (const [at, server] of this.#servers.entries()) {
      server.close()
      server.closeAllConnections()
      this.#in(milliseconds, server, () => this.#reopen(server, this.#addresses[at]))
    }
  }

  present({ kind, during }: NonNullable<Delivery['certificate']>): void {
    const secure = this.#servers.filter((server) => server instanceof HttpsServer)
    const good = this.#tls
    if (good === undefined || secure.length === 0) return
    const bad = flawed(good, kind)
    for (const server of secure) {
      server.setSecureContext(bad)
      server.closeIdleConnections()
      const { cert, key } = good
      this.#in(during, bad, () => secure.forEach((one) => one.setSecureContext({ cert, key })))
    }
  }

  /** Nothing is opened again. */
  end(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer)
    this.#timers.clear()
  }

  #reopen(server: Server, address: AddressInfo | undefined): void {
    if (server.listening || address === undefined) return
    const failed = (): void => this.#in(AGAIN, server, () => this.#reopen(server, address))
    server.once('error', failed)
    const { address: host, port } = address
    server.listen({ host, port, ipv6Only: host === '::1' }, () => server.removeListener('error', failed))
  }

  #in(milliseconds: number, what: object, act: () => void): void {
    clearTimeout(this.#timers.get(what))
    const timer = setTimeout(() => {
      this.#timers.delete(what)
      act()
    }, milliseconds)
    this.#timers.set(what, timer)
  }
}

/** For a certificate that the tester brought there is no authority to sign a flawed one; the authority is the flaw then. */
function flawed(good: Certificate, kind: BadCertificate): Pick<Certificate, 'cert' | 'key'> {
  return good.flawed?.(kind) ?? selfSigned().flawed?.(kind) ?? good
}
