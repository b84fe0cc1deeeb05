// Bodies at any endpoint: the bytes of every row of catalogue/http_body.ts.

import { gunzipSync } from 'node:zlib'
import t from 'tap'
import type { Test } from 'tap'
import { HTTP_BODY } from '../../../lib/faults/catalogue/http_body.js'
import type { Reply } from '../../../lib/protocol/messages.js'
import { refreshing, sent, TOKENS, type Sent } from '../../support/spoiled.js'

const HONEST = JSON.stringify(TOKENS)
const PAGE = /^<!doctype html>/
const BOM = Buffer.from([0xef, 0xbb, 0xbf])

type Expected = (answer: Sent, t: Test) => void

const page =
  (type: RegExp): Expected =>
  ({ text, headers, status, acted }, t) => {
    t.match(text, PAGE)
    t.match({ type: headers['content-type'], status, acted }, { type, status: 200, acted: 0 })
  }
const labelled =
  (type: string | undefined): Expected =>
  ({ text, headers }, t) =>
    t.strictSame([text, headers['content-type']], [HONEST, type])
const text =
  (expected: string): Expected =>
  (answer, t) => {
    t.equal(answer.text, expected)
    t.equal(answer.headers['content-type'], 'application/json')
  }

const EXPECTED: Readonly<Record<string, Expected>> = {
  'html-200': page(/^text\/html/),
  'html-as-json': page(/^application\/json$/),
  'empty-200': text(''),
  'wrong-content-type': labelled('text/plain'),
  'no-content-type': labelled(undefined),
  'content-type-case': labelled('Application/JSON; charset=utf-8'),
  bom: ({ bytes }, t) => t.same(bytes, Buffer.concat([BOM, Buffer.from(HONEST)])),
  utf16: ({ bytes, headers }, t) => {
    t.equal(bytes.toString('utf16le'), HONEST)
    t.equal(headers['content-type'], 'application/json')
  },
  'truncated-json': (answer, t) => {
    t.equal(answer.text, HONEST.slice(0, Math.floor(HONEST.length / 2)))
    t.equal(answer.members, undefined)
  },
  'short-body': ({ text, delivery }, t) => t.strictSame([text, delivery.missing], [HONEST, 10]),
  'trailing-garbage': text(`${HONEST}<!-- x -->`),
  'duplicate-json-key': text(`{"access_token":"the first of two",${HONEST.slice(1)}`),
  'json-array': text(`[${HONEST}]`),
  'json-null': text('null'),
  'json-string': text('"granted"'),
  'gzip-unsolicited': ({ bytes, headers }, t) => {
    t.equal(headers['content-encoding'], 'gzip')
    t.equal(gunzipSync(bytes).toString(), HONEST)
  },
  'gzip-broken': ({ bytes, headers }, t) => {
    t.equal(headers['content-encoding'], 'gzip')
    t.same(bytes.subarray(0, 2), [0x1f, 0x8b])
    t.throws(() => gunzipSync(bytes), { code: 'Z_BUF_ERROR' })
  },
  'gzip-lie': ({ text, headers }, t) => t.strictSame([text, headers['content-encoding']], [HONEST, 'gzip']),
  'huge-body': ({ bytes, members }, t) => {
    t.ok(bytes.length > 20_000_000)
    t.equal(members.access_token, TOKENS.access_token)
  },
  'chunked-odd': ({ text, delivery, headers }, t) => {
    t.strictSame([text, delivery.chunks, headers['trailer']], [HONEST, 1, 'x-trailer'])
  },
}

for (const [name, expected] of Object.entries(EXPECTED)) {
  t.test(`token=http-${name}`, async (t) => expected(await sent(`token=http-${name}`), t))
}

t.test('every row has an expectation, and every expectation a row', async (t) => {
  t.strictSame(
    Object.keys(EXPECTED).map((name) => `http-${name}`),
    HTTP_BODY.map(({ id }) => id),
  )
})

t.test('only a page comes in place of the work', async (t) => {
  for (const name of Object.keys(EXPECTED)) {
    t.equal((await sent(`token=http-${name}`)).acted, name.startsWith('html-') ? 0 : 1, name)
  }
})

for (const [rule, bytes] of [
  ['token=http-truncated-json:0.25', Math.floor(HONEST.length / 4)],
  ['token=http-huge-body:1kB', HONEST.length + 1000 + '"padding":"",'.length],
] as const) {
  t.test(`${rule} takes its argument`, async (t) => {
    t.equal((await sent(rule)).bytes.length, bytes)
  })
}

t.test('a size is told from what is none', async (t) => {
  await t.rejects(sent('token=http-huge-body:much'), { message: /"much" is not a size up to 100MB.*\n.*\n.*500kB/s })
  await t.rejects(sent('token=http-huge-body:1000MB'), { message: /is not a size/ })
})

t.test('what is no JSON stays as it is under a fault that wants members', async (t) => {
  const page: Reply = { status: 200, headers: {}, content: { kind: 'text', text: 'plain', media_type: 'text/plain' } }
  t.equal((await sent('token=tr-form-encoded', refreshing(), page)).text, 'plain')
})
