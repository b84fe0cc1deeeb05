// Whose request it is: a tag of its own, one that it inherited with what it presents, or one that its user or client
// is bound to. So calls of an application that knows nothing of tags belong to the test that began them.

import { factsOf } from '../faults/rules/facts.js'
import type { Known } from '../faults/rules/facts.js'
import type { Ancestor } from '../interactions/lineage.js'
import type { Request } from '../protocol/messages.js'
import { TAG_COOKIE, TAG_HEADER, tagOf } from '../protocol/origin.js'
import type { Origin } from '../protocol/origin.js'
import type { AuthorizationServer } from '../state/authorization_server.js'

/**
 * The tag is looked for in the header `mock-oauth2-tag`, in the cookie `mock_oauth2_tag`, in the conversation that
 * the request goes on with, at the user and client that it names, and in the browser's session.
 *
 * @param id The journal's, of this request.
 */
export function attributed(
  as: AuthorizationServer,
  request: Request,
  id: string,
  ancestor: Ancestor | undefined,
): Origin {
  const { origin, family, begins } = ancestor ?? {}
  const own = tagOf(request.headers[TAG_HEADER]) ?? tagOf(request.cookies[TAG_COOKIE])
  const inherited = begins ? undefined : origin?.tag
  const tag = own ?? inherited ?? bound(as, request, ancestor) ?? origin?.tag
  return {
    id,
    flow: (begins ? undefined : (origin?.flow ?? family)) ?? id,
    ...(origin && !begins && { parent: origin.id }),
    ...(tag !== undefined && { tag }),
  }
}

function bound(as: AuthorizationServer, request: Request, ancestor: Ancestor | undefined): string | undefined {
  return (
    (as.users.tagged ? ofUser(as, request, ancestor?.sub) : undefined) ??
    (as.clients.tagged ? ofClient(as, request) : undefined)
  )
}

function ofUser({ users }: AuthorizationServer, { form, query }: Request, sub: string | undefined): string | undefined {
  const named = form.peek('username') ?? form.peek('login_hint') ?? query.peek('login_hint')
  const user = sub !== undefined ? users.bySub(sub) : named === undefined ? undefined : users.find(named)
  return user?.tag
}

function ofClient({ clients }: AuthorizationServer, request: Request): string | undefined {
  const names = factsOf(request).client
  return names.map((client_id) => clients.find(client_id)?.tag).find((tag) => tag !== undefined)
}

const NOTHING: Known = Object.freeze({})

/** What faults may ask about a request and cannot read in it: the user of what it presents, where that is told, and its tag. */
export function knownOf(as: AuthorizationServer, { origin }: Request, ancestor: Ancestor | undefined): Known {
  const user = ancestor?.sub === undefined ? undefined : as.users.bySub(ancestor.sub)
  if (!user && origin?.tag === undefined) return NOTHING
  return { ...(user && { user: [user.username, user.sub] }), tag: origin?.tag }
}

/** The same now that it has been judged: a login too says whose it was. */
export function learned(as: AuthorizationServer, { trace }: Request, known: Known): Known {
  const { client_id, sub, scope, tag } = trace.understood
  const user = sub === undefined ? undefined : as.users.bySub(sub)
  return {
    ...known,
    ...(client_id !== undefined && { client: client_id }),
    ...(scope !== undefined && { scope }),
    ...(tag !== undefined && { tag }),
    ...(user && { user: [user.username, user.sub] }),
  }
}
