// What a further realm is made of, as a test asks for it.

import type { Fixtures } from '../fixtures/types.js'

/** Everything may be left out: the base fixtures of the start are what a realm begins with. */
export interface RealmSpec {
  /** Part of its issuer, `/realms/{id}`; drawn when absent. */
  readonly id?: string
  /** Laid over the base fixtures. */
  readonly fixtures?: Fixtures
  readonly faults?: readonly string[]
  /** How long it stays when nobody asks it; `30m` when absent. */
  readonly ttl?: string
  readonly seed?: number
  /** `system`, `+30d`, `frozen:2030-01-01T00:00:00Z`, `x60`. */
  readonly clock?: string
  /** `own` keys for tests of what happens across issuers; `shared` ones are there at once. */
  readonly keys?: 'shared' | 'own'
}
