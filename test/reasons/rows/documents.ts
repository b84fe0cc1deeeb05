// The document API, requests written as translated documentation prints them, and paths where nothing is.

import type { Fixtures } from '../../../lib/fixtures/types.js'
import { workfront } from '../../../lib/profiles/workfront.js'
import { Parameters } from '../../../lib/protocol/parameters.js'
import { MOST_BYTES } from '../../../lib/resources/drawer.js'
import { CAST, provided } from '../../support/story.js'
import type { Answer, Staged } from '../../support/realm.js'
import { request } from '../../support/request.js'
import type { Row, Rows } from '../row.js'

const DOCUMENTS = {
  clients: undefined,
  users: [{ username: 'alice' }, { username: 'bob' }],
  documents: [
    { id: '1', title: 'Campaigns', kind: 'folder' },
    { id: '2', title: 'brief.txt', kind: 'file', parent: '1', content: 'hello' },
    { id: '3', title: 'locked.csv', kind: 'file', parent: '1', content: 'a,b', readOnly: true },
    { id: '4', title: 'Board', kind: 'folder', forbidden: ['bob'] },
  ],
  tokens: [
    { access_token: 'alices', client_id: '123456', user: 'alice' },
    { access_token: 'bobs', client_id: '123456', user: 'bob' },
    { access_token: 'nobodys', client_id: '123456' },
  ],
}
const PLAYED = { profile: workfront }

/** `GET /metadata?id=1`. */
const call =
  (what: string, token = 'alices', more: object = {}): Row[0] =>
  (at: Staged): Promise<Answer> => {
    const [method = '', url = ''] = what.split(' ')
    const [rest = '', query = ''] = url.split('?')
    const headers = { authorization: `Bearer ${token}` }
    return at.ask('documents', { method, rest, query: Parameters.parse(query), headers, ...more })
  }

const row = (act: Row[0], one: string, other: string): Row => [act, one, other, DOCUMENTS, PLAYED]

export const DRAWER: Rows = {
  'document-unknown': row(call('GET /metadata?id=9'), "'9'", 'no document'),
  'document-no-folder': row(call('GET /files?parentId=2'), "'2' is a file", 'not a folder'),
  'document-no-file': row(call('GET /download?id=1'), "'1' is a folder", 'no content'),
  'document-forbidden': row(call('GET /metadata?id=4', 'bobs'), "'bob'", "'4'"),
  'document-read-only': row(call('PUT /delete?id=3'), "'3'", 'read-only'),
  'document-is-root': row(call('PUT /delete?id=/'), 'root folder', 'the id of a document'),
  'folder-exists': row(call('POST /createFolder?parentId=/&name=Board'), "'Board'", 'exists there'),
  'drawer-full': row(
    call('PUT /upload?id=2', 'alices', { body: new Uint8Array(MOST_BYTES), media_type: 'application/octet-stream' }),
    'may have 268435456 bytes',
    'too many',
  ),
  'param-no-number': row(call('GET /files?parentId=/&max=many'), "'many'", 'whole number'),
  'link-key-wrong': row(call('GET /viewDocument?id=2&user=alice&key=wrong'), "'2'", "'alice'"),
  'call-unknown': row(call('GET /metdata?id=2'), "'metdata'", "'metadata'"),
  'action-unknown': row(call('GET /customAction?name=archivee'), "'archivee'", "'archive'"),
}

const printed =
  (form: Record<string, string>): Row[0] =>
  (at) =>
    at.ask('token', { form })

export const TRANSLATED: Rows = {
  'param-mistranslated': row(
    printed({ type_octroi: 'authorization_code', grant_type: '', codice: 'x' }),
    'write',
    'for',
  ),
  'grant-type-mistranslated': row(printed({ grant_type: 'refreshtoken' }), "'refreshtoken'", 'refresh_token'),
  'grant-type-quoted': row(printed({ grant_type: "'refresh_token'" }), "'refresh_token'", 'quotation marks'),
}

/** Over HTTP, because no realm sees it otherwise. */
const over =
  (path: string, init: RequestInit = {}, server: NonNullable<Fixtures['server']> = {}): Row[0] =>
  async (_at, t) => {
    const provider = await provided(t, { fixtures: { ...CAST, server } })
    await (await fetch(`${provider.url}${path}`, init)).text()
    return provider.home
  }

export const NOWHERE: Rows = {
  'method-get': [over('/token'), 'GET', 'POST'],
  'method-not-allowed': [over('/jwks', { method: 'POST' }), 'POST', 'GET'],
  'endpoint-unknown': [over('/oauth2/tokens'), '/oauth2/tokens', '/token'],
  'realm-unknown': [
    over('/realms/tenant/token', { method: 'POST' }, { realms_by_request: false }),
    "'tenant'",
    '/realms/{id}',
  ],
  'realm-id': [over('/realms/Not%20A%20Realm/token', { method: 'POST' }), "'Not A Realm'", 'no id of a realm'],
  'realm-limit': [over('/realms/tenant/token', { method: 'POST' }, { realms: 0 }), "'tenant'", '0'],
  'body-too-large': [over('/token', { method: 'POST', body: 'a'.repeat(3_000_000) }), 'larger than', 'bytes'],
}

const brought =
  (value: string, local: boolean): Row[0] =>
  (at) =>
    at.realm.handle({
      ...request('token', { form: { grant_type: 'client_credentials' }, headers: { 'mock-oauth2-fail': value } }),
      ...(local && { local }),
    })

export const BROUGHT: Rows = {
  'fault-header': [brought('invalid_grnat', true), 'invalid_grnat', 'mock-oauth2-fail'],
  'fault-header-remote': [brought('invalid_grant', false), 'mock-oauth2-fail', 'from this machine'],
  'magic-value-unknown': [
    (at) => at.redeem('fault--invalid_grnat'),
    'invalid_grnat',
    'names no fault',
    { policy: { magic_values: 'on' } },
  ],
}
