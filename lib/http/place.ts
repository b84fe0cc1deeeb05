// Which realm and which of its endpoints a request target means. A lookup of our own: a router would
// decode, normalise, and answer in its own words what it cannot route.

import type { EndpointName, Reply, Request } from '../protocol/messages.js'

/** What `http` asks of an endpoint before the realm is bothered. */
export interface Door {
  /** Upper-case methods; HEAD follows from GET, OPTIONS is always answered. */
  readonly methods: readonly string[]
  /** Whether scripts of other origins may read it (RFC 9700 §2.6 forbids it at the authorization endpoint). */
  readonly cors: boolean
}

/** A request that reached no endpoint, for whoever keeps a journal. */
export interface Miss {
  readonly method: string
  /** Path and query as received. */
  readonly url: string
  readonly status: number
  /** Why, and what was probably meant. */
  readonly hint: string
  readonly reason: string
}

/** What `http` needs of a realm, and no more. */
export interface Stage {
  readonly endpoints: Readonly<Record<EndpointName, Door>>
  /** Path to endpoint, to name the right path to whoever asks a wrong one. */
  readonly paths?: Readonly<Record<string, EndpointName>>
  /** @param path Without query and without the realm's prefix, exactly as received. */
  locate(path: string): { readonly endpoint: EndpointName; readonly rest: string } | undefined
  /** Must not reject. */
  handle(request: Request): Promise<Reply>
  readonly faults?: { readonly looksAhead: boolean }
  /** Answers what comes before a call, when a fault wants that: a preflight, or a call whose body has not been read. */
  ahead?(request: Request): Promise<Reply | undefined>
  /** Told of requests to paths that this realm does not have. */
  missed?(miss: Miss): void
}

/** A realm by its id; `''` is the default realm at the root. `path` is what follows the realm's own, where there is one. */
export type Stages = (id: string, path?: string) => Stage | undefined

export type Place =
  | { readonly kind: 'endpoint'; readonly stage: Stage; readonly endpoint: EndpointName; readonly rest: string }
  | { readonly kind: 'control'; readonly realm: string; readonly path: string }
  | { readonly kind: 'nowhere'; readonly stage: Stage | undefined; readonly realm: string; readonly path: string }

/** A request target (RFC 9112 §3.2) taken apart; nothing is decoded. */
export interface Target {
  /** Only in absolute-form, as proxies send it: `http://localhost:2884`. */
  readonly origin: string
  readonly path: string
  readonly query: string
}

const ORIGIN = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i

export function parseTarget(url: string): Target {
  const origin = url.startsWith('/') ? '' : (ORIGIN.exec(url)?.[0] ?? '')
  const fragment = url.indexOf('#')
  const rest = url.slice(origin.length, fragment < 0 ? undefined : fragment)
  const mark = rest.indexOf('?')
  if (mark < 0) return { origin, path: rest === '' ? '/' : rest, query: '' }
  return { origin, path: mark === 0 ? '/' : rest.slice(0, mark), query: rest.slice(mark + 1) }
}

const REALM = /^\/realms\/([^/]+)(\/.*)?$/
// RFC 8414 §3.1 puts the well-known part before the path of an issuer, OpenID Connect behind it.
// Behind that path, that of a protected resource may follow (RFC 9728 §3.1).
const INSERTED = /^(\/\.well-known\/[^/]+)\/realms\/([^/]+)(\/.*)?$/
/** All but the mock resource, which is an endpoint of its realm. */
const CONTROL = /^\/_mock(?!\/resource(?:\/|$))(?:\/|$)/

/** Never throws: a path that means nothing is `nowhere`. */
export function placeOf(path: string, stages: Stages): Place {
  const inserted = path.startsWith('/.well-known/') ? INSERTED.exec(path) : null
  const [id, within] = inserted
    ? [inserted[2], `${inserted[1]}${(inserted[3] ?? '').replace(/\/$/, '')}`]
    : (REALM.exec(path)?.slice(1) ?? [])
  const realm = id === undefined ? '' : decoded(id)
  const own = realm === '' ? undefined : stages(realm, within ?? '/')
  if (own) return placeIn(own, realm, within ?? '/')
  // A path below /realms/ may be one that the default realm was given, to look like Keycloak.
  const root = placeIn(stages(''), '', path)
  return root.kind === 'nowhere' && realm !== '' ? { ...root, stage: undefined, realm } : root
}

function placeIn(stage: Stage | undefined, realm: string, path: string): Place {
  if (CONTROL.test(path)) return { kind: 'control', realm, path: path.slice('/_mock'.length) || '/' }
  const found = stage?.locate(path) ?? documentsAt(stage, path)
  return stage && found ? { kind: 'endpoint', stage, ...found } : { kind: 'nowhere', stage, realm, path }
}

/** Document connectors join a base URL that ends in a slash with `/metadata`. */
function documentsAt(stage: Stage | undefined, path: string): ReturnType<Stage['locate']> {
  if (!path.includes('//')) return undefined
  const found = stage?.locate(path.replace(/\/{2,}/g, '/'))
  return found?.endpoint === 'documents' ? found : undefined
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
