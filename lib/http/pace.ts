// How the bytes of a spoiled reply leave a socket: one by one, in chunks, fewer than promised, and what becomes of the
// connection then.

import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Delivery } from '../protocol/messages.js'
import type { Encoded } from './encode.js'

/** At once and whole, as nearly every reply leaves. */
export function sendWhole({ status, headers, body }: Encoded, wire: ServerResponse): void {
  if (hasLength(status)) headers['content-length'] = String(Buffer.byteLength(body))
  wire.writeHead(status, headers)
  wire.end(body)
}

/** RFC 9110 §8.6: no Content-Length with 204; 304 would have to tell the length of what it does not send. */
const hasLength = (status: number): boolean => status !== 204 && status !== 304

/** Sends a spoiled reply; answers what stops it, when it takes its time. */
export function send(
  { status, headers, body }: Encoded,
  wire: ServerResponse,
  delivery: Delivery,
): (() => void) | undefined {
  const bytes = Buffer.from(body)
  const { missing, drip, chunks, close } = delivery
  const all: OutgoingHttpHeaders = { ...headers }
  if (hasLength(status) && chunks === undefined) all['content-length'] = bytes.length + (missing ?? 0)
  if (delivery.headers?.['date'] === null) wire.sendDate = false
  wire.writeHead(status, all)
  if (missing !== undefined) return void wire.write(bytes, () => leave(wire, wire.socket))
  if (close) closeAfter(wire)
  if (drip !== undefined) return dripped(bytes, drip, wire)
  if (chunks === undefined) return void wire.end(bytes)
  for (let at = 0; at < bytes.length; at += chunks) wire.write(bytes.subarray(at, at + chunks))
  if (delivery.trailers) wire.addTrailers(delivery.trailers)
  wire.end()
  return undefined
}

/** The answer is whole and says keep-alive; the connection ends all the same. */
function closeAfter(wire: ServerResponse): void {
  const { socket } = wire
  wire.once('finish', () => leave(wire, socket))
}

/** Closes the connection once all that was written is out. An injected request has none; it ends. */
function leave(wire: ServerResponse, socket: Socket | null): void {
  if (typeof socket?.destroySoon === 'function') socket.destroySoon()
  else wire.end()
}

function dripped(bytes: Buffer, pause: number, wire: ServerResponse): () => void {
  let at = 0
  const timer = setInterval(() => {
    if (at < bytes.length) wire.write(bytes.subarray(at, (at += 1)))
    if (at < bytes.length) return
    clearInterval(timer)
    wire.end()
  }, pause)
  return () => clearInterval(timer)
}

/** Under TLS Node cannot send RST; there the connection ends without a farewell, which is an error to a client as well. */
export function reset(wire: ServerResponse): void {
  const { socket } = wire
  if (socket && !('encrypted' in socket) && typeof socket.resetAndDestroy === 'function') socket.resetAndDestroy()
  else wire.destroy()
}
