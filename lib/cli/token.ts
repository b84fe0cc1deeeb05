// token: mints a token and prints it, for a script or a curl line.

import type { TOKEN } from './flags.js'
import { EXIT } from './mistake.js'
import { reach } from './running.js'
import type { Call } from './verb.js'

export async function token({ values, terminal }: Call<typeof TOKEN>): Promise<number> {
  const { client, user, scope, claim, ttl, state } = values
  const provider = await reach(values, terminal)
  const minted = await provider.tokens.mint({
    ...(client && { client_id: client.value }),
    ...(user && { username: user.value }),
    ...(scope && { scope: scope.value }),
    ...(claim && { claims: Object.fromEntries(claim.value) }),
    ...(ttl && { ttl: ttl.value }),
    ...(state && { state: state.value }),
  })
  const form = values.json?.value ? 'json' : values.output?.value
  if (form === 'json') terminal.print(JSON.stringify(minted, null, 2))
  else terminal.print(`${form === 'header' ? 'Authorization: Bearer ' : ''}${minted.access_token}`)
  return EXIT.done
}
