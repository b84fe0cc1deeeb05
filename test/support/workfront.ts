// A realm that plays Workfront's document provider, with the code of the published example in it, and the
// example itself as the transcripts keep it.

import { readFileSync } from 'node:fs'
import { workfront } from '../../lib/profiles/workfront.js'
import { FORM } from '../../lib/protocol/form.js'
import type { Reply, Request } from '../../lib/protocol/messages.js'
import { Parameters } from '../../lib/protocol/parameters.js'
import { Realm } from '../../lib/realm/realm.js'
import type { RealmOptions } from '../../lib/realm/realm.js'
import { Clock } from '../../lib/state/clock.js'
import { request } from './request.js'

export const LANGUAGES = ['en', 'fr-FR', 'it-IT', 'pt-BR', 'zh-Hans'] as const
export const REDIRECT_URI = 'https://oauth.my.workfront.com/oauth2/redirect'
export const CODE = 'd9ac7asdf6asdf579d7a8'
export const ACCESS_TOKEN = 'ad8af5ad5ads759'
export const REFRESH_TOKEN = '9a0h5d87d808ads'

/** 2030-01-01T00:00:00Z. */
export const START = 1_893_456_000_000

export interface Example {
  /** `POST /oauth2/token`. */
  readonly requestLine: string
  /** The lines below it. */
  readonly body: string
  readonly response: string
}

/** The two examples of a page, letter by letter. */
export function example(language: string): Example {
  const file = new URL(`../../fixtures/transcripts/workfront/${language}.http`, import.meta.url)
  const [, sent = '', response = ''] = readFileSync(file, 'utf8').split(/^### \w+\n/m)
  const [requestLine = '', ...body] = sent.trim().split('\n')
  return { requestLine, body: body.join('\n'), response: response.trim() }
}

export function open(change: Partial<RealmOptions> = {}): Promise<Realm> {
  return Realm.open({
    id: '',
    profile: workfront,
    issuer: () => 'http://localhost:2884',
    clock: new Clock(() => START),
    seed: 7,
    codes: [
      {
        code: CODE,
        client_id: '123456',
        user: 'alice',
        redirect_uri: REDIRECT_URI,
        issues: { access_token: ACCESS_TOKEN, refresh_token: REFRESH_TOKEN },
      },
    ],
    ...change,
  })
}

/** A token request as it comes in by HTTP: a body is read as a form where it is labelled as one. */
export function posted(body: string, media_type: string = FORM, query = ''): Request {
  return request('token', {
    url: query === '' ? '/oauth2/token' : `/oauth2/token?${query}`,
    query: Parameters.parse(query),
    form: media_type === FORM ? Parameters.parse(body) : Parameters.none,
    media_type,
    body,
    ...(media_type !== '' && { headers: { 'content-type': media_type } }),
  })
}

/** The JSON of a reply; a list comes as text. */
export function membersOf({ content }: Reply): any {
  if (content.kind === 'members') return content.members
  return content.kind === 'text' ? JSON.parse(content.text) : undefined
}
