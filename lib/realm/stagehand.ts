// What faults may do to the server behind the scenes: the realm's own hand among its records, keys and clients. None of
// it is reached unless a rule asks for it.

import type { Shown, Stagehand } from '../faults/stagehand.js'
import { decodeJwt } from '../protocol/jwt.js'
import type { JWK } from '../protocol/jwt.js'
import { joinScope, parseScope } from '../protocol/scope.js'
import type { Artifact, Code } from '../state/artifacts.js'
import { Offhand } from './offhand.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import type { Kept } from '../state/records.js'

const HOUR = 3_600_000

/** RFC 7636 Appendix B: the challenge of a verifier that no client of ours has. */
const ANOTHER_CHALLENGE = {
  code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  code_challenge_method: 'S256',
} as const

export class Hand extends Offhand implements Stagehand {
  readonly #server: () => AuthorizationServer
  readonly #restart: () => Promise<void>

  /** @param restart Forgets everything but what the fixtures plant. */
  constructor(server: () => AuthorizationServer, restart: () => Promise<void>) {
    super(server)
    this.#server = server
    this.#restart = restart
  }

  get #as(): AuthorizationServer {
    return this.#server()
  }

  now(): number {
    return this.#as.clock.now()
  }

  async show(token: string): Promise<Shown | undefined> {
    const record = await this.#find(token)
    if (record?.value.kind !== 'access_token' || !this.#as.records.alive(record)) return undefined
    const { scope, audience = [], acr, auth_time } = record.value
    return {
      scope,
      audience: [audience].flat(),
      ...(acr !== undefined && { acr }),
      ...(auth_time !== undefined && { auth_time }),
    }
  }

  async left(device_code: string): Promise<number | undefined> {
    const record = await this.#find(device_code)
    return record?.value.kind === 'device_code' ? (record.expires_at - this.#as.clock.now()) / 1000 : undefined
  }

  async approve(device_code: string): Promise<boolean> {
    const record = await this.#find(device_code)
    const user = this.#as.devices.approver
    if (record?.value.kind !== 'device_code' || !user) return false
    return (await this.#as.devices.decide(record.value.user_code, { user })) !== undefined
  }

  expire(value: string): Promise<boolean> {
    return this.#with(value, ({ id, value: kept }) => this.#as.records.change(id, kept, this.#as.clock.now()))
  }

  shorten(value: string, share: number): Promise<boolean> {
    return this.#with(value, ({ id, value: kept, issued_at, expires_at }) => {
      const life = expires_at === Infinity ? HOUR : expires_at - issued_at
      return this.#as.records.change(id, kept, issued_at + life * share)
    })
  }

  revive(value: string): Promise<boolean> {
    const until = this.#as.clock.now() + HOUR
    return this.#with(value, ({ id, expires_at }) => this.#as.records.revive(id, Math.max(expires_at, until)))
  }

  revoke(value: string, because = 'a fault revoked it'): Promise<boolean> {
    return this.#with(value, async ({ id, family }) => {
      await this.#as.records.revokeFamily(family, because)
      await this.#as.records.revoke(id, because)
    })
  }

  async withdraw(value: string): Promise<boolean> {
    const record = await this.#find(value)
    if (!record) return false
    const { client_id, sub } = record.value
    for (const session of this.#as.sessions.list(sub)) session.consents.delete(client_id)
    return this.revoke(value, 'the user withdrew the consent')
  }

  spend(value: string): Promise<boolean> {
    return this.#with(value, ({ id }) => this.#as.records.spend(id, 'a fault rule used it up on purpose'))
  }

  async reassign(value: string): Promise<boolean> {
    const record = await this.#find(value)
    const sub = record && this.#another(record.value.sub)
    if (!record || sub === undefined) return false
    await this.#as.records.change(record.id, { ...record.value, sub })
    return true
  }

  async narrow(value: string): Promise<string | undefined> {
    const record = await this.#find(value)
    const scope = record ? parseScope(record.value.scope) : []
    if (!record || scope.length < 2) return undefined
    const left = joinScope(scope.slice(0, -1))
    await this.#as.records.change(record.id, { ...record.value, scope: left })
    return left
  }

  async copy(value: string, name: string = this.#as.handle()): Promise<string | undefined> {
    const record = await this.#find(value)
    if (!record) return undefined
    await this.#as.records.keep(name, opaque(record.value), record)
    return name
  }

  async stranger(code: string): Promise<string | undefined> {
    const record = await this.#find(code)
    if (record?.value.kind !== 'code') return undefined
    const { nonce, challenge, sub, ...value } = record.value
    const stolen: Code = {
      ...value,
      sub: this.#another(sub) ?? sub ?? '',
      ...(nonce !== undefined && { nonce: `${nonce}-of-another-login` }),
      ...(challenge && { challenge: ANOTHER_CHALLENGE }),
    }
    const name = this.#as.handle()
    await this.#as.records.keep(name, stolen, { family: this.#as.entropy.string(16), expires_at: record.expires_at })
    return name
  }

  async nonceBefore(client_id: string, nonce: string): Promise<string | undefined> {
    const codes = this.#as.records.snapshot().map(({ value }) => value)
    const earlier = codes.filter((one): one is Code => one.kind === 'code' && one.client_id === client_id)
    return earlier.map((one) => one.nonce).findLast((one) => one !== undefined && one !== nonce)
  }

  forget(): Promise<void> {
    return this.#restart()
  }

  async rotateKeys({ announce, sameKid, alg = this.#as.algorithm, key }: Parameters<Stagehand['rotateKeys']>[0]) {
    const kid = this.#as.keys.list().find((one) => one.alg === alg && one.state === 'active')?.kid
    await this.#as.keys.rotate(alg, announce, { ...key, ...(sameKid && kid !== undefined && { kid }) })
  }

  keys(): readonly JWK[] {
    return this.#as.keys.public_jwks
  }

  algorithms(): readonly string[] {
    return [...new Set([this.#as.algorithm, ...this.#as.keys.algorithms])]
  }

  algorithm(): string {
    return this.#as.algorithm
  }

  redirectUris(client_id: string): readonly string[] {
    return this.#as.clients.find(client_id)?.redirect_uris ?? []
  }

  /** By its value, or by the `jti` of a JWT. */
  async #find(value: string): Promise<Kept<Artifact> | undefined> {
    const jti = decodeJwt(value)?.claims['jti']
    return (await this.#as.records.find(value)) ?? (typeof jti === 'string' ? this.#as.records.find(jti) : undefined)
  }

  async #with(value: string, act: (record: Kept<Artifact>) => Promise<unknown>): Promise<boolean> {
    const record = await this.#find(value)
    if (record) await act(record)
    return record !== undefined
  }

  #another(sub: string | undefined): string | undefined {
    return this.#as.users.list().find((user) => user.sub !== sub)?.sub
  }
}

/** A copy is known by its name alone, whatever the original is. */
function opaque(value: Artifact): Artifact {
  if (value.kind !== 'access_token') return value
  const { jwt, ...rest } = value
  return rest
}
