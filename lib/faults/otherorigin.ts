// RFC 8414 §2: endpoints in a metadata document that are not where one would look for them.

import type { Members } from '../protocol/messages.js'

export const MOVES = ['foreign', 'http', 'other-name', 'gone', 'mtls'] as const
export type Move = (typeof MOVES)[number]

const FOREIGN = 'https://issuer.example'

/** Moves the URLs among the members: those named, or all. */
export function moved(members: Members, move: Move, named: readonly string[] | undefined): Members {
  if (move === 'mtls') return { ...members, mtls_endpoint_aliases: aliases(members) }
  const names =
    named ?? Object.keys(members).filter((name) => isPlace(name) || (move === 'foreign' && name === 'issuer'))
  const next: Record<string, unknown> = { ...members }
  for (const name of names) {
    const url = members[name]
    if (typeof url === 'string' && URL.canParse(url)) next[name] = elsewhere(url, move)
  }
  return next
}

const isPlace = (name: string): boolean => name.endsWith('_endpoint') || name === 'jwks_uri'

/** RFC 8705 §5. */
function aliases(members: Members): Members {
  const names = Object.keys(members).filter((name) => name.endsWith('_endpoint') && name !== 'authorization_endpoint')
  return Object.fromEntries(names.map((name) => [name, elsewhere(String(members[name]), 'other-name')]))
}

function elsewhere(url: string, move: Exclude<Move, 'mtls'>): string {
  const { pathname, search } = new URL(url)
  switch (move) {
    case 'foreign': // another server, with paths like ours
      return `${FOREIGN}${pathname === '/' ? '' : pathname}${search}`
    case 'http':
      return url.replace(/^https:/, 'http:')
    case 'other-name':
      return renamed(url)
    case 'gone': // where it was before it moved
      return url.replace(/(?=\?|$)/, '-before')
  }
}

/** Another origin that leads to the same server, where there is one. */
function renamed(url: string): string {
  const { hostname } = new URL(url)
  const names: Readonly<Record<string, string>> = {
    localhost: '127.0.0.1',
    '127.0.0.1': 'localhost',
    '[::1]': 'localhost',
  }
  return url.replace(hostname, names[hostname] ?? `elsewhere.${hostname}`)
}
