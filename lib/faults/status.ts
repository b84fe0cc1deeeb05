// RFC 9110 §15: answers with an HTTP status, as a server in trouble or a gateway before it would.

import { json, type Request } from '../protocol/messages.js'
import { challenge } from './challenge.js'
import type { Fault } from './fault.js'
import { OptionError, readDuration, readNumber } from './options.js'
import { isResource } from './points.js'

export const status: Fault = {
  name: 'status',
  summary: 'answers with the HTTP status given, as JSON, with Retry-After when asked for',
  arm(options) {
    const code = readNumber(options, 'status')
    if (code === undefined || !(Number.isInteger(code) && code >= 400 && code <= 599))
      throw new OptionError('status', `"${code}" is not an HTTP status that a fault may send`, 'write 400 to 599')
    const wait = readDuration(options, 'retry_after')
    const seconds = wait === undefined ? undefined : Math.ceil(wait / 1000)
    return {
      explain: () => `is answered with HTTP ${code}${seconds === undefined ? '' : ` and Retry-After: ${seconds}`}`,
      wrap:
        ({ cause }) =>
        async (request) => {
          const error = errorFor(code, request)
          const error_description = `HTTP ${code} requested by fault ${cause}`
          const headers = code === 401 ? challenge(request, error, error_description) : {}
          const retry = seconds === undefined ? {} : { 'retry-after': String(seconds) }
          return json(code, { error, error_description }, { ...headers, ...retry })
        },
    }
  },
}

/** Statuses that say "later" rather than "broken" (RFC 9110 §15, RFC 6585 §4). */
const LATER = new Set([408, 425, 429, 503, 504])

function errorFor(status: number, request: Request): string {
  if (LATER.has(status)) return 'temporarily_unavailable'
  if (status >= 500) return 'server_error'
  if (status === 401) return isResource(request.endpoint) ? 'invalid_token' : 'invalid_client'
  if (status === 403) return isResource(request.endpoint) ? 'insufficient_scope' : 'access_denied'
  return 'invalid_request'
}
