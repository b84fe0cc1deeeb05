// Faults of the body at any endpoint. What comes instead of an answer leaves the server as it was; the others spoil the
// answer of work that was done.

import type { Row } from './entry.js'
import { ACCEPTED, NO_USE, REJECTED, TEST, http } from './http_row.js'

const JSON_TYPE = { media_type: 'application/json' }

export const HTTP_BODY: readonly Row[] = [
  http('html-200', 'is answered with 200 and an HTML login page', 'html', {}, ['reject', NO_USE], REJECTED),
  http(
    'html-as-json',
    'is answered with an HTML page labelled application/json',
    'html',
    JSON_TYPE,
    ['reject', TEST],
    REJECTED,
  ),
  http('empty-200', 'gets no bytes under the honest status and headers', 'empty', {}, ['reject', TEST], REJECTED),
  http(
    'wrong-content-type',
    'gets its JSON labelled text/plain',
    'wire',
    { headers: { 'content-type': 'text/plain' } },
    ['undefined', TEST, 'RFC 6749 §5.1'],
    { arguments: ['value'], ...ACCEPTED },
  ),
  http(
    'no-content-type',
    'gets its answer without Content-Type',
    'wire',
    { headers: { 'content-type': null } },
    ['undefined', TEST, 'RFC 9110 §8.3'],
    ACCEPTED,
  ),
  http(
    'content-type-case',
    'gets its JSON as Application/JSON; charset=utf-8',
    'wire',
    { headers: { 'content-type': 'Application/JSON; charset=utf-8' } },
    ['cope', TEST, 'RFC 9110 §8.3.1'],
    ACCEPTED,
  ),
  http(
    'bom',
    'gets a byte order mark before its JSON',
    'wire',
    { around: '\uFEFF{body}' },
    ['undefined', TEST, 'RFC 8259 §8.1'],
    ACCEPTED,
  ),
  http(
    'utf16',
    'gets its JSON in UTF-16',
    'wire',
    { charset: 'utf-16le' },
    ['reject', TEST, 'RFC 8259 §8.1'],
    REJECTED,
  ),
  http('truncated-json', 'gets half of its JSON, with a matching length', 'truncate', {}, ['reject', NO_USE], {
    arguments: ['share'],
    ...REJECTED,
  }),
  http(
    'short-body',
    'gets less than its Content-Length says, then the connection closes',
    'wire',
    { missing: 10 },
    ['reject', NO_USE, 'RFC 9112 §6.3'],
    { arguments: ['missing'], ...REJECTED },
  ),
  http(
    'trailing-garbage',
    'gets a comment behind its JSON',
    'wire',
    { around: '{body}<!-- x -->' },
    ['reject', TEST, 'RFC 8259 §2'],
    REJECTED,
  ),
  http(
    'duplicate-json-key',
    'gets JSON whose first member stands twice, with another value first',
    'wire',
    { around: '{"{first}":"the first of two",{rest}' },
    ['undefined', TEST, 'RFC 8259 §4'],
    ACCEPTED,
  ),
  http('json-array', 'gets its JSON in an array', 'wire', { around: '[{body}]' }, ['reject', NO_USE], REJECTED),
  http('json-null', 'gets the JSON null', 'wire', { around: 'null' }, ['reject', NO_USE], REJECTED),
  http('json-string', 'gets a JSON string', 'wire', { around: '"granted"' }, ['reject', NO_USE], REJECTED),
  http(
    'gzip-unsolicited',
    'gets its answer compressed, asked for or not',
    'wire',
    { gzip: 'whole' },
    ['cope', TEST, 'RFC 9110 §12.5.3'],
    ACCEPTED,
  ),
  http('gzip-broken', 'gets half of a compressed stream', 'wire', { gzip: 'broken' }, ['reject', TEST], REJECTED),
  http(
    'gzip-lie',
    'gets a plain body that is labelled as compressed',
    'wire',
    { gzip: 'claimed' },
    ['reject', TEST],
    REJECTED,
  ),
  http('huge-body', 'gets an answer of 20 MB', 'wire', { padding: '20MB' }, ['cope', TEST], {
    arguments: ['padding'],
    ...ACCEPTED,
  }),
  http(
    'chunked-odd',
    'gets its body in chunks of one byte, with trailers',
    'wire',
    { chunks: 1, trailers: { 'x-trailer': 'behind the body' } },
    ['cope', TEST, 'RFC 9112 §7.1'],
    ACCEPTED,
  ),
]
