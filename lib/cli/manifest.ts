// How the command is called, in help and in lines for machines.

import { NAME, VERSION } from '../version.js'

export const manifest = {
  name: NAME,
  version: VERSION,
  description:
    'A mock OAuth2 and OpenID Connect provider for integration tests: starts at once, behaves like a real server, breaks on purpose, explains itself',
} as const

/** The short name that begins lines meant for machines and for crowded logs. */
export const SHORT = 'mock-oauth2'
