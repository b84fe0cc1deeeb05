// schema: prints the JSON Schema of the fixtures, for editors.

import fixtures from '../fixtures/schema.json' with { type: 'json' }
import { EXIT } from './mistake.js'
import type { Call } from './verb.js'

export async function schema({ terminal }: Call): Promise<number> {
  terminal.print(JSON.stringify(fixtures, undefined, 2))
  return EXIT.done
}
