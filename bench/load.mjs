// @ts-check
// The load, in a process of its own: `node bench/load.mjs URL STORY CONNECTIONS (MILLISECONDS | COUNTx)` plays one
// story over and over on each connection, and prints how many tokens it got and how long that took, as JSON.
import { connect } from 'node:net'

const [url = '', story = '', connections = '', limit = ''] = process.argv.slice(2)
const { hostname, port, host } = new URL(url)

/** One connection that is kept open. Our own few lines, since a client library costs more than a server. */
class Connection {
  #socket = connect(Number(port), hostname === 'localhost' ? '127.0.0.1' : hostname).setNoDelay(true)
  #received = ''
  /** @type {{ resolve(answer: Answer): void, reject(error: Error): void } | undefined} */
  #waiting

  constructor() {
    this.#socket.setEncoding('latin1')
    this.#socket.on('data', (piece) => this.#receive(String(piece)))
    this.#socket.on('error', (error) => this.#waiting?.reject(error))
    this.#socket.on('close', () => this.#waiting?.reject(new Error('the server closed the connection')))
  }

  /**
   * @param {string} target
   * @returns {Promise<Answer>}
   */
  get(target) {
    return this.#send(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\n\r\n`)
  }

  /**
   * @param {string} target
   * @param {Record<string, string>} parameters
   * @returns {Promise<Answer>}
   */
  post(target, parameters) {
    const body = new URLSearchParams(parameters).toString()
    const fields = `Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}`
    return this.#send(`POST ${target} HTTP/1.1\r\nHost: ${host}\r\n${fields}\r\n\r\n${body}`)
  }

  close() {
    this.#socket.destroy()
  }

  /** @param {string} text */
  #send(text) {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
      this.#socket.write(text)
    })
  }

  /** @param {string} piece */
  #receive(piece) {
    this.#received += piece
    const end = this.#received.indexOf('\r\n\r\n')
    if (end === -1) return
    const head = this.#received.slice(0, end)
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0)
    if (this.#received.length < end + 4 + length) return
    const body = this.#received.slice(end + 4, end + 4 + length)
    this.#received = ''
    this.#waiting?.resolve({ status: Number(head.slice(9, 12)), head, body })
  }
}

/** @typedef {{ status: number, head: string, body: string }} Answer */

const WEB = { client_id: 'web', client_secret: 's3cret' }
const redirect_uri = 'http://localhost:3000/callback'
const AUTHORIZE = `/authorize?${new URLSearchParams({
  ...{ response_type: 'code', client_id: 'web', redirect_uri, scope: 'email offline_access', state: 'af0ifjsldkj' },
})}`

/**
 * A story gets one token each time it is played, and may remember something for the next time.
 * @type {Record<string, (connection: Connection, before: string | undefined) => Promise<string | undefined>>}
 */
const STORIES = {
  'client_credentials, opaque': (connection) => clientCredentials(connection, 'opaque'),
  'client_credentials, JWT': (connection) => clientCredentials(connection, 'jwt'),
  authorization_code: async (connection) => {
    const { head } = await connection.get(AUTHORIZE)
    const code = /\r\nlocation: [^\r]*[?&]code=([^&\r]+)/i.exec(head)?.[1]
    if (code === undefined) throw new Error(`no code in ${head}`)
    const grant = { grant_type: 'authorization_code', code, redirect_uri }
    return granted(await connection.post('/token', { ...WEB, ...grant })).refresh_token
  },
  refresh_token: async (connection, before) => {
    const refresh_token = before ?? (await STORIES['authorization_code']?.(connection, undefined)) ?? ''
    const again = granted(await connection.post('/token', { ...WEB, grant_type: 'refresh_token', refresh_token }))
    return again.refresh_token ?? refresh_token
  },
}

/**
 * @param {Connection} connection
 * @param {string} client_id
 */
async function clientCredentials(connection, client_id) {
  const grant = { grant_type: 'client_credentials', client_id, client_secret: 's3cret' }
  granted(await connection.post('/token', grant))
  return undefined
}

/** @param {Answer} answer */
function granted({ status, body }) {
  if (status !== 200) throw new Error(`${status} ${body}`)
  return JSON.parse(body)
}

const play = STORIES[story]
if (play === undefined) throw new Error(`no story is called ${story}: ${Object.keys(STORIES).join('; ')}`)
const wanted = limit.endsWith('x') ? Number(limit.slice(0, -1)) : Infinity
const begin = performance.now()
const end = limit.endsWith('x') ? Infinity : begin + Number(limit)
let tokens = 0

await Promise.all(
  Array.from({ length: Number(connections) }, async () => {
    const connection = new Connection()
    let before
    while (tokens < wanted && performance.now() < end) {
      tokens += 1
      before = await play(connection, before)
    }
    connection.close()
  }),
)
console.log(JSON.stringify({ tokens, seconds: (performance.now() - begin) / 1000 }))
