// What the control API asks of the house around it: fixtures and YAML, minting, realms, the end of the process. The
// control API is in http/ and may not import these; the provider hands them in.

import type { Fixtures } from '../fixtures/index.js'
import { Mistaken } from '../http/control/index.js'
import type { Backstage } from '../http/control/index.js'
import type { Realms, RealmSpec } from '../realms/realms.js'
import { FixturesDesk } from './fixtures.js'
import type { Plan } from './fixtures.js'
import { told, yaml } from './mistakes.js'
import { mint } from './mint.js'

type Parts = Pick<Backstage, 'guard' | 'about' | 'shutdown'> & {
  readonly realms: Realms
  /** What the realms begin with. */
  readonly fixtures: Fixtures
  readonly plan: Plan
}

export function backstageOf({ realms, fixtures, plan, ...given }: Parts): Backstage {
  const desk = new FixturesDesk(fixtures, plan)
  const office: Backstage['realms'] = {
    get: (id) => realms.get(id),
    use: (id) => realms.get(id) && realms.reach(id, '/'),
    open: (id) => realms.open(id),
    list: () => realms.list(),
    delete: (id) => realms.delete(id),
    async create(spec) {
      const realm = await told(() => realms.create(spec as RealmSpec)).catch(inFixtures)
      await desk.layered(realm, spec['fixtures'])
      return realm
    },
  }
  return { ...given, yaml, realms: office, fixtures: desk, mint }
}

/** In a body that makes a realm, fixtures are a member. */
function inFixtures(error: unknown): never {
  if (!(error instanceof Mistaken)) throw error
  throw new Mistaken(error.mistakes.map((one) => ({ ...one, pointer: `/fixtures${one.pointer ?? ''}` })))
}
