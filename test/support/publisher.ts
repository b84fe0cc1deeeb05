// A web server on this machine where a client publishes things about itself; counts who asks.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Test } from 'tap'

export interface Published {
  readonly status?: number
  /** Beside Content-Type: application/json. */
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string
}

export interface Publisher {
  readonly url: string
  /** By path; may be changed while it runs. */
  readonly pages: Record<string, Published>
  /** The paths asked for, oldest first. */
  readonly asked: readonly string[]
}

/** Serves `pages` until the test is over. */
export async function published(t: Test, pages: Record<string, Published> = {}): Promise<Publisher> {
  const asked: string[] = []
  const server = createServer(({ url = '/' }, response) => {
    asked.push(url)
    const { status = 200, headers = {}, body } = pages[url] ?? { status: 404, body: '{}' }
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, pages, asked }
}
