// Chromium, where there is one, and a client's callback that notes what the browser brings.

import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Test } from 'tap'
import { chromium } from 'playwright-core'
import type { Browser } from 'playwright-core'

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

const FLAGS = [
  ...['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  ...['--disable-component-update', '--disable-sync', '--disable-quic'],
]

/** Where Chromium is; `undefined`, told on the terminal, where there is none. */
export function findChromium(t: Test): string | undefined {
  const named = process.env['CHROMIUM_PATH']
  const found = named === undefined || named === '' ? PLACES.find((path) => existsSync(path)) : named
  if (found !== undefined && existsSync(found)) return found
  t.comment(NO_CHROMIUM)
  return undefined
}

export const NO_CHROMIUM = `no Chromium: CHROMIUM_PATH does not name one, and there is none at ${PLACES.join(', ')}`

export function launched(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, headless: true, args: FLAGS })
}

export interface Arrival {
  readonly method: string
  readonly parameters: URLSearchParams
  /** The fragment is not among the parameters: browsers keep it to themselves. */
  readonly origin: string | undefined
}

export interface Callback {
  readonly url: string
  /** What came in, oldest first. */
  readonly arrivals: readonly Arrival[]
}

/** A client that listens on a free port of 127.0.0.1 until the test is over. */
export async function callback(t: Test): Promise<Callback> {
  const arrivals: Arrival[] = []
  const server = createServer()
  server.on('request', async (request: IncomingMessage, response: ServerResponse) => {
    let body = ''
    for await (const piece of request.setEncoding('utf8')) body += String(piece)
    const { method = '', url = '/', headers } = request
    const query = url.split('?')[1] ?? ''
    if (url.startsWith('/callback'))
      arrivals.push({ method, parameters: new URLSearchParams(body === '' ? query : body), origin: headers.origin })
    response
      .setHeader('content-type', 'text/html')
      .end('<!doctype html><title>client</title><h1>Back at the client</h1>')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`, arrivals }
}
