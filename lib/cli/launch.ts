// Starts the server that the settings describe. An option that the provider refuses is a mistake of
// whoever gave it, and told as one.

import { host, type LocalProvider } from '../provider.js'
import type { Config } from './config.js'
import { Mistake } from './mistake.js'
import type { Terminal } from './terminal.js'

/** The control API's shutdown is as good as a signal. @throws FixturesError, RuleError, CannotListen, and Mistake for a bad option. */
export async function launch({ options }: Config, { signals }: Terminal): Promise<LocalProvider> {
  try {
    return await host(options, () => void signals.emit('SIGTERM', 'SIGTERM'))
  } catch (error) {
    throw error instanceof RangeError ? new Mistake(error.message) : error
  }
}
