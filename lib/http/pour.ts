// A reply that is sent as it comes: events, until nobody reads any more or there are no more.

import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { Encoded } from './encode.js'

/** Waits for a slow reader, so that what is sent never piles up here. Never rejects. */
export async function pour(
  { status, headers }: Encoded,
  chunks: AsyncIterable<string>,
  wire: ServerResponse,
): Promise<void> {
  if (wire.destroyed || wire.headersSent) return
  wire.writeHead(status, { ...headers, 'x-accel-buffering': 'no' })
  wire.flushHeaders()
  if (wire.req.method === 'HEAD') return void wire.end()
  const gone = once(wire, 'close').catch(() => undefined)
  try {
    for await (const chunk of chunks) {
      if (!wire.write(chunk)) await Promise.race([once(wire, 'drain'), gone])
      if (wire.destroyed) break
    }
    wire.end()
  } catch {
    wire.destroy()
  }
}
