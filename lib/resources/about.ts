// The calls about the service itself: serviceInfo, and the custom actions that it offers.

import { quoted } from '../protocol/error.js'
import { json } from '../protocol/messages.js'
import { nearest } from '../protocol/spelling.js'
import { notFound, required } from './call.js'
import type { Call } from './call.js'

const ACTIONS = [{ name: 'archive', displayName: 'Archive' }] as const

/** @param endpoints The names of all calls that a client may make. */
export function about(endpoints: readonly string[]): readonly Call[] {
  return [
    {
      name: 'serviceInfo',
      method: 'GET',
      protected: false,
      answer: () =>
        json(200, {
          webhookVersion: '1.2',
          version: '1.0',
          publisher: 'mock-oauth2-provider',
          availableEndpoints: endpoints,
          customActions: ACTIONS,
        }),
    },
    {
      name: 'customAction',
      method: 'GET',
      protected: true,
      failure: { status: 'failure' },
      // documentId is Workfront's own id of the document, so there is nothing to look it up in.
      answer(visit) {
        const name = required(visit, 'name')
        if (!ACTIONS.some((action) => action.name === name)) throw unknownAction(name)
        return json(200, { status: 'success' })
      },
    },
  ]
}

function unknownAction(name: string) {
  const names = ACTIONS.map((action) => action.name)
  const near = nearest(name, names)
  return notFound(
    'action-unknown',
    `there is no action ${quoted(name)}; ${near === undefined ? `serviceInfo lists ${names.join(', ')}` : `did you mean '${near}'?`}`,
  )
}
