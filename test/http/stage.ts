// A realm that remembers what it was asked and answers what it was told to.

import { connect } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { listen } from '../../lib/http/listen.js'
import type { Listening } from '../../lib/http/listen.js'
import type { Door, Miss, Stage } from '../../lib/http/place.js'
import { createServer } from '../../lib/http/server.js'
import type { ServerOptions } from '../../lib/http/server.js'
import { json } from '../../lib/protocol/messages.js'
import type { EndpointName, Reply, Request } from '../../lib/protocol/messages.js'

const PATHS: Readonly<Record<string, EndpointName>> = {
  '/': 'index',
  '/healthz': 'health',
  '/authorize': 'authorization',
  '/login': 'login',
  '/consent': 'consent',
  '/token': 'token',
  '/userinfo': 'userinfo',
  '/introspect': 'introspection',
  '/revoke': 'revocation',
  '/jwks': 'jwks',
  '/.well-known/openid-configuration': 'metadata',
  '/.well-known/oauth-authorization-server': 'metadata',
  '/api/v1/*': 'documents',
}

const OPEN = (...methods: string[]): Door => ({ methods, cors: true })
const SHUT = (...methods: string[]): Door => ({ methods, cors: false })

const DOORS: Record<EndpointName, Door> = {
  index: SHUT('GET'),
  health: OPEN('GET'),
  authorization: SHUT('GET', 'POST'),
  login: SHUT('POST'),
  consent: SHUT('POST'),
  device_authorization: OPEN('POST'),
  device: SHUT('GET', 'POST'),
  end_session: SHUT('GET', 'POST'),
  pushed_authorization_request: OPEN('POST'),
  token: OPEN('POST'),
  userinfo: OPEN('GET', 'POST'),
  introspection: OPEN('POST'),
  revocation: OPEN('POST'),
  registration: OPEN('POST'),
  client_configuration: OPEN('GET', 'PUT', 'DELETE'),
  jwks: OPEN('GET'),
  metadata: OPEN('GET'),
  resource: OPEN('GET', 'POST', 'PUT', 'PATCH', 'DELETE'),
  protected_resource_metadata: OPEN('GET'),
  documents: OPEN('GET', 'POST', 'PUT', 'DELETE'),
}

export class FakeStage implements Stage {
  readonly endpoints = DOORS
  readonly paths = PATHS
  readonly requests: Request[] = []
  readonly misses: Miss[] = []
  reply: Reply | ((request: Request) => Reply | Promise<Reply>)

  constructor(reply: FakeStage['reply'] = json(200, { fine: true })) {
    this.reply = reply
  }

  locate(path: string): ReturnType<Stage['locate']> {
    const endpoint = PATHS[path]
    if (endpoint) return { endpoint, rest: '' }
    return path.startsWith('/api/v1/') ? { endpoint: 'documents', rest: path.slice('/api/v1'.length) } : undefined
  }

  async handle(request: Request): Promise<Reply> {
    this.requests.push(request)
    const { problem } = request
    if (problem) return json(problem.status, { error: problem.code, reason: problem.diagnosis.reason }, problem.headers)
    return typeof this.reply === 'function' ? this.reply(request) : this.reply
  }

  missed(miss: Miss): void {
    this.misses.push(miss)
  }

  get last(): Request {
    return this.requests.at(-1)!
  }
}

interface Closing {
  teardown(act: () => unknown): unknown
}

export interface Stand {
  readonly app: FastifyInstance
  readonly stage: FakeStage
}

/** A server with one realm, to be asked with `inject`. */
export async function stand(
  t: Closing,
  reply?: FakeStage['reply'],
  options: Partial<ServerOptions> = {},
): Promise<Stand> {
  const stage = new FakeStage(reply)
  const app = await createServer({ realms: (id) => (id === '' ? stage : undefined), ...options })
  t.teardown(() => app.close())
  return { app, stage }
}

/** The same on a port that the system picks. */
export async function open(
  t: Closing,
  reply?: FakeStage['reply'],
): Promise<Stand & { url: string; listening: Listening }> {
  const { app, stage } = await stand(t, reply)
  const listening = await listen(app, { host: 'localhost', port: 0 })
  t.teardown(() => listening.close())
  return { app, stage, listening, url: `http://127.0.0.1:${listening.port}` }
}

/** Sends bytes and answers all that came back until the connection ended. */
export function talk(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(text, 'latin1'))
    socket.setEncoding('latin1')
    socket.on('data', (part: string) => (received += part))
    socket.on('error', reject)
    socket.on('close', () => resolve(received))
  })
}
