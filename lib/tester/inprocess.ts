// The transport within this process: the control API's own handler, called without a socket.

import type { ControlRequest } from '../http/server.js'
import type { Reply } from '../protocol/messages.js'
import { Parameters } from '../protocol/parameters.js'
import { VERSIONED, queryText } from './transport.js'
import type { Answer, Question, Transport } from './transport.js'

/** What answers below `/_mock`. */
export type Control = (request: ControlRequest) => Promise<Reply>

const NEVER = new AbortController().signal
const NOTHING = new Uint8Array(0)

export class InProcess implements Transport {
  readonly token: string | undefined
  readonly #control: Control
  readonly #server: () => string
  readonly #realm: string

  /** @param server Its base URL, asked each time: it is known only after listening. */
  constructor(control: Control, server: () => string, token?: string, realm = '') {
    this.#control = control
    this.#server = server
    this.#realm = realm
    this.token = token
  }

  get url(): string {
    return this.#realm === '' ? this.#server() : `${this.#server()}/realms/${encodeURIComponent(this.#realm)}`
  }

  within(realm: string): Transport {
    return new InProcess(this.#control, this.#server, this.token, realm)
  }

  ask(question: Question): Promise<Answer> {
    return this.#control(this.#request(question)).then(answerOf)
  }

  #request({ method, path, query, body, accept = 'application/json' }: Question): ControlRequest {
    const search = queryText(query)
    const base = this.#server()
    return {
      method,
      url: `${VERSIONED}${path}${search}`,
      base,
      headers: { accept, host: new URL(base).host },
      authorizations: this.token === undefined ? [] : [`Bearer ${this.token}`],
      cookies: {},
      query: Parameters.parse(search.slice(1)),
      form: Parameters.none,
      media_type: body === undefined ? '' : 'application/json',
      body: body === undefined ? NOTHING : new TextEncoder().encode(JSON.stringify(body)),
      realm: this.#realm,
      path: `/v1${path}`,
      gone: NEVER,
    }
  }
}

/** As it would be after its way over a wire. */
function answerOf({ status, content }: Reply): Answer {
  if (content.kind === 'members') return { status, content: JSON.parse(JSON.stringify(content.members)) as unknown }
  return { status, content: content.kind === 'text' ? content.text : '' }
}
