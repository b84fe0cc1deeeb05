// Starts the server that the settings describe. An option that the provider refuses is a mistake of
// whoever gave it, and told as one.

import { startProvider, type Provider } from '../provider.js'
import type { Config } from './config.js'
import { Mistake } from './mistake.js'

/** @throws FixturesError, RuleError, CannotListen, and Mistake for a bad option. */
export async function launch({ options }: Config): Promise<Provider> {
  try {
    return await startProvider(options)
  } catch (error) {
    throw error instanceof RangeError ? new Mistake(error.message) : error
  }
}
