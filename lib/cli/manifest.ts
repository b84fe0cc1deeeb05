// Name and version, from the package itself.

import manifest_json from '../../package.json' with { type: 'json' }

export const manifest = {
  name: 'mock-oauth2-provider',
  version: manifest_json.version,
  description: manifest_json.description,
} as const

/** The short name that begins lines meant for machines and for crowded logs. */
export const SHORT = 'mock-oauth2'
