// Which endpoint answers at which path of a realm. Metadata has several addresses: appended to the
// issuer (OpenID Connect Discovery §4.1) and inserted before its path (RFC 8414 §3.1).

import type { EndpointName } from '../protocol/messages.js'

interface Located {
  readonly endpoint: EndpointName
  readonly rest: string
}

/** Without its query, which a path may have (RFC 6749 §3.1) and which decides nothing here. */
const bare = (path: string): string => path.replace(/\?.*$/, '')

export class Paths {
  readonly all: ReadonlyMap<string, EndpointName>
  /** One path an endpoint: what metadata tells. */
  readonly advertised: Readonly<Partial<Record<EndpointName, string>>>
  readonly #wild: readonly { readonly prefix: string; readonly endpoint: EndpointName }[]
  readonly #mount: string
  readonly #issuer: () => string

  constructor(
    profile: Readonly<Record<string, EndpointName>>,
    own: Readonly<Record<string, EndpointName>>,
    mount: string,
    issuer: () => string,
  ) {
    const entries = [...Object.entries(own), ...Object.entries(profile).filter(([path]) => !Object.hasOwn(own, path))]
    this.all = new Map(entries.filter(([path]) => !path.endsWith('/*')).map(([path, name]) => [bare(path), name]))
    this.#wild = entries
      .filter(([path]) => path.endsWith('/*'))
      .map(([path, endpoint]) => ({ prefix: path.slice(0, -2), endpoint }))
    this.advertised = Object.fromEntries<string>(entries.map(([path, endpoint]) => [endpoint, path] as const).reverse())
    this.#mount = mount
    this.#issuer = issuer
  }

  locate(path: string): Located | undefined {
    return this.#exact(path) ?? this.#below(path)
  }

  #exact(path: string): Located | undefined {
    const endpoint = this.all.get(path)
    if (endpoint) return { endpoint, rest: '' }
    for (const { prefix, endpoint: wild } of this.#wild) {
      if (path.startsWith(`${prefix}/`)) return { endpoint: wild, rest: path.slice(prefix.length).replace(/^\/+/, '/') }
    }
    return undefined
  }

  /** The same below the path of a configured issuer, in front of it or behind `.well-known`. */
  #below(path: string): Located | undefined {
    const own = this.#issuerPath()
    if (own === '') return undefined
    if (path === own || path.startsWith(`${own}/`)) return this.#exact(path.slice(own.length) || '/')
    if (path.startsWith('/.well-known/') && path.endsWith(own)) return this.#exact(path.slice(0, -own.length))
    return undefined
  }

  #issuerPath(): string {
    const issuer = this.#issuer()
    if (!URL.canParse(issuer)) return ''
    const { pathname } = new URL(issuer)
    const path = pathname.replace(/\/$/, '')
    return path === this.#mount ? '' : path
  }
}
