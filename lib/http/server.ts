// The HTTP server: one Fastify instance for all realms. Fastify reads bodies and keeps their limits;
// which realm and endpoint a path means, and every answer, is ours (`reception`).

import { METHODS } from 'node:http'
import formbody from '@fastify/formbody'
import Fastify from 'fastify'
import type { FastifyError, FastifyInstance } from 'fastify'
import type { Departures } from './deliver.js'
import { LIMITS, Reception } from './reception.js'
import type { Lane, ServerOptions } from './reception.js'
import { FormBody } from './receive.js'

export type { ControlRequest, ServerOptions } from './reception.js'
export type { Door, Miss, Stage, Stages } from './place.js'
export type { Arrival } from './receive.js'

/** Ready for `inject` and for `listen` of this room; never listens by itself. */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const reception = new Reception(options)
  const app = Fastify({
    logger: false,
    exposeHeadRoutes: true,
    forceCloseConnections: true,
    return503OnClosing: false,
    // The router sees two paths only, so that it has nothing to decode, to refuse or to call not found.
    rewriteUrl: (wire) => reception.admit(wire),
  })
  for (const method of METHODS) {
    if (method !== 'CONNECT' && !app.supportedMethods.includes(method)) app.addHttpMethod(method, { hasBody: true })
  }
  await readBodies(app)
  app.setErrorHandler((error: FastifyError, wire, out) => reception.answer(wire, out, error))
  app.addHook('onRequest', (wire, out, done) => {
    const early = reception.early(wire, out)
    if (early === false) done()
    else early.then((answered) => answered || done(), done)
  })
  for (const lane of Object.keys(LIMITS) as Lane[]) {
    app.all(lane, { bodyLimit: LIMITS[lane] }, (wire, out) => reception.answer(wire, out))
  }
  app.addHook('preClose', async () => reception.departures.release())
  await app.ready()
  DEPARTURES.set(app, reception.departures)
  return app
}

const DEPARTURES = new WeakMap<FastifyInstance, Departures>()

/** The replies of a server on their way, for whoever listens: some faults close the door. */
export function departuresOf(app: FastifyInstance): Departures | undefined {
  return DEPARTURES.get(app)
}

/** Forms as text to `Parameters`, everything else as bytes: what JSON means is for the endpoint to say. */
async function readBodies(app: FastifyInstance): Promise<void> {
  app.removeAllContentTypeParsers()
  await app.register(formbody, { parser: (text) => new FormBody(text) as unknown as Record<string, unknown> })
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_wire, body, done) => done(null, body))
}
