// ID Tokens as they left, taken apart, and verified for real against the JWK Set of the server.

import * as jose from 'jose'
import { claimsOf, headerOf, type Staged } from './realm.js'
import { armed } from './rows.js'

export const NONCE = 'a-nonce-of-the-test'

export interface Got {
  readonly jwt: string
  readonly header: Record<string, any>
  readonly claims: Record<string, any>
  /** Whether one of the published keys signed it, as its header says. */
  readonly verified: boolean
  /** As jose has it: the code of its refusal, or nothing. */
  readonly refusal: string | undefined
  readonly staged: Staged
}

/** The ID Token of a login with this rule armed. */
export async function issued(rule: string, asked: Record<string, string | undefined> = {}): Promise<Got> {
  const staged = await armed(rule)
  const { id_token } = await staged.tokens({ nonce: NONCE, ...asked })
  return got(String(id_token), staged)
}

export async function got(jwt: string, staged: Staged): Promise<Got> {
  const { keys } = (await staged.ask('jwks')).body as { keys: jose.JWK[] }
  const refusal = await refusalOf(jwt, keys)
  return {
    jwt,
    header: readable(() => headerOf(jwt)),
    claims: readable(() => claimsOf(jwt)),
    verified: refusal === undefined,
    refusal,
    staged,
  }
}

export async function refusalOf(jwt: string, keys: readonly jose.JWK[]): Promise<string | undefined> {
  try {
    await jose.compactVerify(jwt, jose.createLocalJWKSet({ keys: [...keys] }))
    return undefined
  } catch (error) {
    return (error as jose.errors.JOSEError).code
  }
}

function readable(read: () => Record<string, any>): Record<string, any> {
  try {
    return read()
  } catch {
    return {}
  }
}
