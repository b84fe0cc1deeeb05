// What a route of the control API is. Guard, validation and the OpenAPI document are all derived from it.

import type { Members, Reply } from '../../protocol/messages.js'
import type { Realm } from '../../realm/realm.js'
import type { ControlRequest } from '../server.js'
import type { Backstage } from './backstage.js'
import type { Schema } from './schema.js'
import type { SchemaName } from './schemas/index.js'

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below `/_mock`; names in braces stand for one segment: `/v1/clients/{client_id}`. */
  readonly path: string
  /** What generated clients call it. */
  readonly id: string
  /** One line, as a sentence without its subject: `Lists the clients`. */
  readonly summary: string
  readonly query?: Readonly<Record<string, Schema>>
  readonly body?: {
    readonly schema: SchemaName
    /** May be left out. */
    readonly optional?: true
    /** May also be a list of such objects. */
    readonly many?: true
    /** YAML and JSON are handed on as they came, so that mistakes have a line. */
    readonly raw?: true
    readonly example: unknown
  }
  /** By status; one of several schemas, or a media type where the answer is no JSON. */
  readonly answers: Readonly<
    Record<number, SchemaName | readonly SchemaName[] | { readonly media_type: string; readonly says: string }>
  >
  /** Tells nothing that a token would have to protect. */
  readonly open?: true
  handle(call: Call): Reply | Promise<Reply>
}

/** One request to a route, judged and read. */
export interface Call {
  readonly realm: Realm
  readonly request: ControlRequest
  /** What stands for the names in the route's path, decoded. */
  readonly at: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  /** `{}` where none was sent. */
  readonly body: Members
  /** The same as a list, for routes that take many. */
  readonly bodies: readonly Members[]
  /** Whether a list was sent. */
  readonly listed: boolean
  readonly backstage: Backstage
}
