// Placeholder.

import type { Endpoint } from '../endpoints/endpoint.js'
import { json } from '../protocol/messages.js'
import type { Drawer } from './drawer.js'

export function documentsEndpoint(_drawer: Drawer): Endpoint {
  return {
    name: 'documents',
    methods: ['GET', 'POST', 'PUT'],
    cors: true,
    async answer() {
      return json(404, { error: 'invalid_request' })
    },
  }
}
