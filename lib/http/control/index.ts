// The control API: the tester's verbs over HTTP, under `/_mock/v1` of every realm, and the explanations behind
// `error_uri` under `/_mock/why`. What lives here: routes, their guard and their document. What does not: what the
// verbs do; that is the realm's, and the provider's behind `Backstage`.

import type { Reply } from '../../protocol/messages.js'
import type { ControlRequest } from '../server.js'
import { answer } from './answer.js'
import type { Backstage } from './backstage.js'

export { Mistaken } from './backstage.js'
export type * from './backstage.js'

/** The handler of everything below `/_mock`. Never rejects. */
export function controlOf(backstage: Backstage): (request: ControlRequest) => Promise<Reply> {
  return (request) => answer(request, backstage)
}
