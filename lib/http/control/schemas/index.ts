// Every schema of the control API by its name. Clients and users in bodies are entries of fixtures, whose schema is
// the fixtures' own.

import type { Schema } from '../schema.js'
import { HAPPENINGS } from './happenings.js'
import { PEOPLE } from './people.js'
import { PROCESS } from './process.js'

const ALL = { ...PROCESS, ...PEOPLE, ...HAPPENINGS }

/** Described by the schema of fixtures, and checked with it. */
export const OF_FIXTURES = { Fixtures: '', ClientEntry: 'client_entry', UserEntry: 'user_entry' } as const

export type SchemaName = keyof typeof ALL | keyof typeof OF_FIXTURES

export const SCHEMAS: Readonly<Record<string, Schema>> = ALL
