// Name and version, from the package itself.

import manifest from '../package.json' with { type: 'json' }

export const NAME = 'mock-oauth2-provider'
export const VERSION: string = manifest.version
