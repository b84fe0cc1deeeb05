// For probes: 200 as soon as the server is seeded and listening.

import { json } from '../protocol/messages.js'
import type { Endpoint } from './endpoint.js'

export const health: Endpoint = {
  name: 'health',
  methods: ['GET'],
  cors: true,

  async answer(as, request) {
    return json(200, { status: 'ready', ...as.about, issuer: as.issuer(request) })
  },
}
