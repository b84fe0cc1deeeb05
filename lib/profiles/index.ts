// The providers that can be played. What lives here: one file a provider, each a translator. What does
// not: endpoints, grants, faults. To add one: a file and a line.

import { mcp } from './mcp.js'
import { oauth21 } from './oauth21.js'
import type { Profile } from './profile.js'
import { standard } from './standard.js'
import { workfront } from './workfront.js'

export const PROFILES: readonly Profile[] = [standard, oauth21, mcp, workfront]

export function profileNamed(name: string): Profile | undefined {
  return PROFILES.find((profile) => profile.name === name)
}
