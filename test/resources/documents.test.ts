import { inflateSync } from 'node:zlib'
import t from 'tap'
import { Parameters } from '../../lib/protocol/parameters.js'
import type { Reply } from '../../lib/protocol/messages.js'
import type { Realm } from '../../lib/realm/realm.js'
import { MOST_BYTES } from '../../lib/resources/drawer.js'
import { request } from '../support/request.js'
import { membersOf, open as openRealm } from '../support/workfront.js'

const DOCUMENTS = [
  { id: '1', title: 'Campaigns', kind: 'folder' },
  { id: '2', title: 'brief.txt', kind: 'file', parent: '1', content: 'hello' },
  { id: '3', title: 'locked.csv', kind: 'file', parent: '1', content: 'a,b', readOnly: true },
  { id: '4', title: 'Board', kind: 'folder', forbidden: ['bob'] },
  { id: '5', title: 'minutes.txt', kind: 'file', parent: '4', content: 'secret' },
  { id: '6', title: 'Brief of all', kind: 'file', mimeType: 'application/x-note' },
] as const

function open(): Promise<Realm> {
  return openRealm({
    documents: DOCUMENTS,
    tokens: [
      { access_token: 'alices', refresh_token: 'alices-refresh', client_id: '123456', user: 'alice' },
      { access_token: 'bobs', client_id: '123456', user: 'bob' },
      { access_token: 'nobodys', client_id: '123456' },
      { access_token: 'dead', client_id: '123456', user: 'alice', state: 'expired' },
      { access_token: 'taken', client_id: '123456', user: 'alice', state: 'revoked' },
    ],
  })
}

interface Sent {
  readonly token?: string
  readonly query?: string
  readonly body?: string | Uint8Array
  readonly media_type?: string
}

/** `GET /metadata` and its like. */
function call(
  realm: Realm,
  what: string,
  { token = 'alices', query = '', body = '', media_type = '' }: Sent = {},
): Promise<Reply> {
  const [method = '', rest = ''] = what.split(' ')
  const headers: Record<string, string> = token === '' ? {} : { authorization: `Bearer ${token}` }
  return realm.handle(request('documents', { method, rest, query: Parameters.parse(query), body, media_type, headers }))
}

async function refusal(
  realm: Realm,
  what: string,
  sent: Sent = {},
): Promise<{ status: number; body: any; reason: string | undefined }> {
  const reply = await call(realm, what, sent)
  return { status: reply.status, body: membersOf(reply), reason: realm.journal.list().at(-1)?.reason }
}

const titles = (reply: Reply): string[] => membersOf(reply).map(({ title }: { title: string }) => title)

t.test('metadata of a file has the documented members', async (t) => {
  const realm = await open()
  const item = membersOf(await call(realm, 'GET /metadata', { query: 'id=2' }))
  t.match(item, {
    title: 'brief.txt',
    kind: 'file',
    id: '2',
    viewLink: /^http:\/\/localhost:2884\/api\/v1\/viewDocument\?id=2&/,
    downloadLink: /^http:\/\/localhost:2884\/api\/v1\/downloadDocument\?id=2&/,
    mimeType: 'text/plain',
    dateModified: '2030-01-01T00:00:00.000Z',
    size: '5',
    readOnly: false,
  })
})

t.test('metadata of a folder has empty text for what a folder has not', async (t) => {
  const realm = await open()
  const item = membersOf(await call(realm, 'GET /metadata', { query: 'id=1' }))
  t.match(item, { title: 'Campaigns', kind: 'folder', viewLink: '', downloadLink: '', mimeType: '', size: '' })
})

for (const id of ['/', '%2F', '%2f']) {
  t.test(`the root is ${id}`, async (t) => {
    const realm = await open()
    t.match(membersOf(await call(realm, 'GET /metadata', { query: `id=${id}` })), { id: '/', kind: 'folder' })
    t.strictSame(titles(await call(realm, 'GET /files', { query: `parentId=${id}` })), [
      'Campaigns',
      'Board',
      'Brief of all',
    ])
  })
}

t.test('files lists what lies right in a folder', async (t) => {
  const realm = await open()
  t.strictSame(titles(await call(realm, 'GET /files', { query: 'parentId=1' })), ['brief.txt', 'locked.csv'])
})

const PAGES: readonly (readonly [query: string, titles: readonly string[]])[] = [
  ['max=2', ['Campaigns', 'Board']],
  ['offset=1', ['Board', 'Brief of all']],
  ['max=1&offset=1', ['Board']],
  ['offset=-5', ['Campaigns', 'Board', 'Brief of all']],
  ['offset=9', []],
]
for (const [query, expected] of PAGES) {
  t.test(`files with ${query} is the part of the list`, async (t) => {
    const realm = await open()
    t.strictSame(titles(await call(realm, 'GET /files', { query: `parentId=/&${query}` })), expected)
  })
}

t.test('search finds files and folders by a part of their title, whatever its case', async (t) => {
  const realm = await open()
  t.strictSame(titles(await call(realm, 'GET /search', { query: 'query=BRIEF' })), ['brief.txt', 'Brief of all'])
  t.strictSame(titles(await call(realm, 'GET /search', { query: 'query=brief&parentId=1' })), ['brief.txt'])
  t.strictSame(titles(await call(realm, 'GET /search', { query: 'query=nothing' })), [])
})

t.test('what a user may not see is in no list of that user', async (t) => {
  const realm = await open()
  t.strictSame(titles(await call(realm, 'GET /files', { query: 'parentId=/', token: 'bobs' })), [
    'Campaigns',
    'Brief of all',
  ])
  t.strictSame(titles(await call(realm, 'GET /search', { query: 'query=minutes', token: 'bobs' })), [])
})

t.test('download answers the bytes', async (t) => {
  const realm = await open()
  const { status, content } = await call(realm, 'GET /download', { query: 'id=2' })
  t.equal(status, 200)
  t.match(content, { kind: 'bytes', media_type: 'text/plain' })
  t.equal(content.kind === 'bytes' && Buffer.from(content.bytes).toString(), 'hello')
})

t.test('a thumbnail is a PNG of the width asked for', async (t) => {
  const realm = await open()
  const { content } = await call(realm, 'GET /thumbnail', { query: 'id=2&size=120' })
  const png = Buffer.from(content.kind === 'bytes' ? content.bytes : [])
  t.match(content, { kind: 'bytes', media_type: 'image/png' })
  t.equal(png.subarray(0, 8).toString('hex'), '89504e470d0a1a0a')
  t.equal(png.readUInt32BE(16), 120)
  t.equal(png.readUInt32BE(20), 90)
  const at = png.indexOf('IDAT')
  t.equal(inflateSync(png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4))).length, 90 * (1 + 15))
  // The check value that every PNG ends with (ISO 3309).
  t.equal(png.subarray(-4).toString('hex'), 'ae426082')
})

const REFUSED: readonly (readonly [what: string, token: string, reason: string])[] = [
  ['no token', '', 'token-missing'],
  ['an unknown token', 'invented', 'token-unknown'],
  ['an expired token', 'dead', 'token-expired'],
  ['a revoked token', 'taken', 'token-revoked'],
  ['a refresh token', 'alices-refresh', 'token-is-refresh-token'],
  ['a token that stands for no user', 'nobodys', 'token-without-user'],
]
for (const [what, token, reason] of REFUSED) {
  t.test(`${what} is answered with 403 and the documented body`, async (t) => {
    const realm = await open()
    const reply = await call(realm, 'GET /metadata', { query: 'id=2', token })
    t.equal(reply.status, 403)
    t.match(reply.headers['www-authenticate'], /^Bearer /)
    t.strictSame(Object.keys(membersOf(reply)).toSorted(), ['error', 'status'])
    t.match(membersOf(reply), { status: 'error', error: /\w+ \w+/ })
    t.equal(realm.journal.list()[0]?.reason, reason)
  })
}

t.test('a bad token is answered with 401 when the policy says so', async (t) => {
  const realm = await openRealm({ policy: { resource_refusal: 401 } })
  t.equal((await call(realm, 'GET /metadata', { query: 'id=/', token: 'invented' })).status, 401)
})

t.test('a token is good for its hour and no longer', async (t) => {
  const realm = await open()
  realm.clock.advance(3_599_000)
  t.equal((await call(realm, 'GET /metadata', { query: 'id=2' })).status, 200)
  realm.clock.advance(1_000)
  t.equal((await call(realm, 'GET /metadata', { query: 'id=2' })).status, 403)
})

t.test('the Bearer token is found behind another Authorization header', async (t) => {
  const realm = await open()
  const authorizations = ['Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==', 'Bearer alices']
  const reply = await realm.handle({
    ...request('documents', { rest: '/metadata', query: { id: '2' } }),
    authorizations,
  })
  t.equal(reply.status, 200)
})

for (const id of ['4', '5']) {
  t.test(`document ${id} is forbidden to bob and open to alice`, async (t) => {
    const realm = await open()
    t.match(await refusal(realm, 'GET /metadata', { query: `id=${id}`, token: 'bobs' }), {
      status: 403,
      body: { status: 'error', error: /user 'bob' may not see/ },
      reason: 'document-forbidden',
    })
    t.equal((await call(realm, 'GET /metadata', { query: `id=${id}` })).status, 200)
  })
}

const ABSENT = ['GET /metadata', 'GET /download', 'GET /thumbnail']
for (const what of ABSENT) {
  t.test(`${what} of an unknown id is answered with 404`, async (t) => {
    const realm = await open()
    t.match(await refusal(realm, what, { query: 'id=99' }), {
      status: 404,
      body: { status: 'error', error: /there is no document '99'/ },
      reason: 'document-unknown',
    })
  })
}

const ODD: readonly (readonly [what: string, query: string, status: number, reason: string])[] = [
  ['GET /metadata', '', 400, 'param-missing'],
  ['GET /metadata', 'id=1&id=2', 400, 'param-duplicated'],
  ['GET /files', 'parentId=2', 404, 'document-no-folder'],
  ['GET /files', 'parentId=/&max=many', 400, 'param-no-number'],
  ['GET /download', 'id=1', 404, 'document-no-file'],
  ['GET /search', '', 400, 'param-missing'],
  ['GET /metdata', 'id=2', 404, 'call-unknown'],
  ['GET /', '', 404, 'call-unknown'],
  ['PUT /metadata', 'id=2', 405, 'method-not-allowed'],
  ['GET /upload', 'id=2', 405, 'method-not-allowed'],
  ['GET /customAction', 'name=archivee', 404, 'action-unknown'],
  ['PUT /delete', 'id=/', 403, 'document-is-root'],
  ['PUT /delete', 'id=3', 403, 'document-read-only'],
  ['PUT /rename', 'id=3&name=x', 403, 'document-read-only'],
  ['PUT /upload', 'id=3', 403, 'document-read-only'],
  ['PUT /upload', 'id=1', 404, 'document-no-file'],
  ['POST /uploadInit', 'parentId=99&filename=a', 404, 'document-unknown'],
  ['POST /uploadInit', 'parentId=1', 400, 'param-missing'],
  ['POST /createFolder', 'parentId=2&name=a', 404, 'document-no-folder'],
  ['POST /createFolder', 'parentId=/&name=Board', 409, 'folder-exists'],
]
for (const [what, query, status, reason] of ODD) {
  t.test(`${what}?${query} is refused with ${status} ${reason}`, async (t) => {
    const realm = await open()
    t.match(await refusal(realm, what, { query }), { status, reason, body: { error: /\w/ } })
  })
}

t.test('a JSON body is refused as such', async (t) => {
  const realm = await open()
  const sent = { body: '{"id":"2","name":"x"}', media_type: 'application/json' }
  t.match(await refusal(realm, 'PUT /rename', sent), { status: 400, reason: 'body-json' })
})

t.test('calls that answer status or result tell their failures that way', async (t) => {
  const realm = await open()
  t.match(await refusal(realm, 'PUT /delete', { query: 'id=99' }), {
    status: 404,
    body: { status: 'failure', error: /99/ },
  })
  t.match(await refusal(realm, 'PUT /rename', { query: 'id=99&name=x' }), { body: { status: 'failure' } })
  t.match(await refusal(realm, 'PUT /upload', { query: 'id=99' }), {
    status: 404,
    body: { result: 'fail', status: 'error' },
  })
})

t.test('a file is uploaded in two steps', async (t) => {
  const realm = await open()
  const query = 'parentId=1&filename=new.png&documentId=511ea6&documentVersionId=511ea7'
  const item = membersOf(await call(realm, 'POST /uploadInit', { query }))
  t.match(item, { title: 'new.png', kind: 'file', mimeType: 'image/png', size: '0' })
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i)
  const uploaded = await call(realm, 'PUT /upload', {
    query: `id=${item.id}`,
    body: bytes,
    media_type: 'application/x-www-form-urlencoded',
  })
  t.strictSame(membersOf(uploaded), { result: 'success' })
  const { content } = await call(realm, 'GET /download', { query: `id=${item.id}` })
  t.strictSame(content, { kind: 'bytes', bytes, media_type: 'image/png' })
  t.strictSame(titles(await call(realm, 'GET /files', { query: 'parentId=1' })), ['brief.txt', 'locked.csv', 'new.png'])
})

t.test('an upload moves the date and takes the type that it tells', async (t) => {
  const realm = await open()
  realm.clock.advance(60_000)
  await call(realm, 'PUT /upload', { query: 'id=2', body: '<p>', media_type: 'text/html' })
  const item = membersOf(await call(realm, 'GET /metadata', { query: 'id=2' }))
  t.match(item, { mimeType: 'text/html', size: '3', dateModified: '2030-01-01T00:01:00.000Z' })
})

t.test('uploads that are too many bytes together are refused', async (t) => {
  const realm = await open()
  const huge = new Uint8Array(MOST_BYTES)
  const sent = { query: 'id=2', body: huge, media_type: 'application/octet-stream' }
  t.match(await refusal(realm, 'PUT /upload', sent), { status: 507, body: { result: 'fail' }, reason: 'drawer-full' })
  t.match(membersOf(await call(realm, 'GET /metadata', { query: 'id=2' })), { size: '5' })
})

const PLACES: readonly (readonly [how: string, sent: Sent])[] = [
  ['in the query', { query: 'parentId=1&name=New%20Folder' }],
  ['as a form', { body: 'parentId=1&name=New+Folder', media_type: 'application/x-www-form-urlencoded' }],
  ['one a line, as the page prints them', { body: '\nparentId=1\n\nname=New Folder\n' }],
  ['in both places', { query: 'parentId=1', body: 'name=New Folder' }],
]
for (const [how, sent] of PLACES) {
  t.test(`a folder is created with parameters ${how}`, async (t) => {
    const realm = await open()
    const reply = await call(realm, 'POST /createFolder', sent)
    t.match(membersOf(reply), { title: 'New Folder', kind: 'folder', id: '7' })
    t.strictSame(titles(await call(realm, 'GET /files', { query: 'parentId=1' })), [
      'brief.txt',
      'locked.csv',
      'New Folder',
    ])
  })
}

for (const name of ['id', 'documentId', 'folderId']) {
  t.test(`delete takes ${name}, and a folder takes along what is in it`, async (t) => {
    const realm = await open()
    t.strictSame(membersOf(await call(realm, 'PUT /delete', { body: `${name}=4` })), { status: 'success' })
    t.equal((await call(realm, 'GET /metadata', { query: 'id=5' })).status, 404)
    t.equal((await call(realm, 'GET /metadata', { query: 'id=2' })).status, 200)
  })
}

t.test('rename gives a new title', async (t) => {
  const realm = await open()
  t.strictSame(membersOf(await call(realm, 'PUT /rename', { body: 'id=2\nname=Plan.txt' })), { status: 'success' })
  t.match(membersOf(await call(realm, 'GET /metadata', { query: 'id=2' })), { title: 'Plan.txt' })
})

t.test('a folder does not get the name of its neighbour', async (t) => {
  const realm = await open()
  t.match(await refusal(realm, 'PUT /rename', { query: 'id=4&name=Campaigns' }), {
    status: 409,
    body: { status: 'failure', error: /already exists/ },
  })
})

t.test('serviceInfo is open to all, and every call that it names is there', async (t) => {
  const realm = await open()
  const info = membersOf(await call(realm, 'GET /serviceInfo', { token: '' }))
  t.match(info, {
    webhookVersion: '1.2',
    version: /./,
    publisher: /./,
    customActions: [{ name: 'archive', displayName: 'Archive' }],
  })
  t.strictSame([...info.availableEndpoints].toSorted(), [
    'createFolder',
    'customAction',
    'delete',
    'download',
    'files',
    'metadata',
    'rename',
    'search',
    'thumbnail',
    'upload',
    'uploadInit',
  ])
  for (const name of info.availableEndpoints) {
    t.not((await refusal(realm, `GET /${name}`)).reason, 'call-unknown', name)
    t.not((await refusal(realm, `GET /${name}`, { token: '' })).status, 200, `${name} wants a token`)
  }
})

t.test('a custom action succeeds', async (t) => {
  const realm = await open()
  const query = 'name=archive&documentId=5502&documentVersionId=54b5'
  t.strictSame(membersOf(await call(realm, 'GET /customAction', { query })), { status: 'success' })
})

t.test('the links of an item open it without a token', async (t) => {
  const realm = await open()
  const item = membersOf(await call(realm, 'GET /metadata', { query: 'id=2' }))
  for (const [link, disposition] of [
    [item.viewLink, /^inline/],
    [item.downloadLink, /^attachment; filename\*=UTF-8''brief.txt/],
  ]) {
    const { pathname, search } = new URL(link)
    const { endpoint, rest } = realm.locate(pathname)!
    const { content, headers } = await realm.handle(
      request(endpoint, { rest, query: Parameters.parse(search.slice(1)) }),
    )
    t.equal(content.kind === 'bytes' && Buffer.from(content.bytes).toString(), 'hello')
    t.match(headers['content-disposition'], disposition)
  }
})

t.test('a link works for its document and its user only', async (t) => {
  const realm = await open()
  const { viewLink } = membersOf(await call(realm, 'GET /metadata', { query: 'id=2' }))
  const { search } = new URL(viewLink)
  for (const [from, to] of [
    ['id=2', 'id=5'],
    ['user=alice', 'user=bob'],
    [/key=.*/, 'key=x'],
  ] as const) {
    const other = search.slice(1).replace(from, to)
    t.match(await refusal(realm, 'GET /viewDocument', { query: other, token: '' }), {
      status: 403,
      reason: 'link-key-wrong',
    })
  }
})

t.test('a reset brings back the documents of the fixtures', async (t) => {
  const realm = await open()
  await call(realm, 'PUT /delete', { query: 'id=2' })
  await realm.reset()
  t.equal((await call(realm, 'GET /metadata', { query: 'id=2' })).status, 200)
})

t.test('documents that lie in each other are no trap', async (t) => {
  const realm = await openRealm({
    documents: [
      { id: 'a', title: 'a', kind: 'folder', parent: 'b' },
      { id: 'b', title: 'b', kind: 'folder', parent: 'a' },
    ],
    tokens: [{ access_token: 'alices', client_id: '123456', user: 'alice' }],
  })
  t.equal((await call(realm, 'GET /metadata', { query: 'id=a' })).status, 200)
  t.equal((await call(realm, 'GET /search', { query: 'query=a' })).status, 200)
  t.equal((await call(realm, 'PUT /delete', { query: 'id=a' })).status, 200)
})

t.test('a fault at the document API is told in its words', async (t) => {
  const realm = await openRealm({ faults: ['documents=500'] })
  t.match(await refusal(realm, 'GET /serviceInfo', { token: '' }), {
    status: 500,
    body: { status: 'error', error: /\w+ \w+/ },
  })
})

t.test('the journal keeps the beginning of an upload, and not all of it', async (t) => {
  const realm = await open()
  await call(realm, 'PUT /upload', { query: 'id=2', body: Buffer.alloc(1_000_000) })
  await call(realm, 'GET /download', { query: 'id=2' })
  const [upload, download] = realm.journal.list()
  t.equal(upload?.received?.body.length, 65_536)
  t.equal(upload?.received?.body.buffer.byteLength, 65_536)
  const content = download?.answered?.content
  t.equal(content?.kind === 'bytes' && content.bytes.length, 65_536)
})
