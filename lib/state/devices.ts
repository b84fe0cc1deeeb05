// RFC 8628: the devices that wait for a user to approve them. Their device codes are records like all others;
// what is kept here finds them by user code, counts their polls and lets somebody decide.

import type { User } from '../protocol/metadata.js'
import type { Artifact, DeviceCode } from './artifacts.js'
import type { Clock } from './clock.js'
import type { Entropy } from './entropy.js'
import { Records } from './records.js'
import { decided } from './decision.js'
import type { Decision } from './decision.js'
import type { Kept, SavedRecords } from './records.js'

export type { Decision } from './decision.js'

/** What the tester wants of devices. */
export interface DeviceRules {
  /** Seconds between two polls; 5 when absent (RFC 8628 §3.2). */
  readonly interval?: number
  /** Polls answered `authorization_pending` until the device is approved without anybody at the page. */
  readonly approve_after?: number
  /** The same until it is denied. */
  readonly deny_after?: number
  /** The username of who approves; absent: whom the login mode logs in, or the first user. */
  readonly user?: string
}

/** A person at the verification page, between two of its forms. */
export interface Visit {
  readonly user_code: string
  readonly session?: string
  readonly login_hint?: string
}

export interface Polled {
  readonly device: Kept<DeviceCode>
  /** Whether it came before the interval was over. */
  readonly early: boolean
}

export interface SavedDevices {
  readonly user_codes: SavedRecords<{ readonly device_code: string }>
  readonly visits: SavedRecords<Visit>
  readonly wrong: readonly number[]
}

const INTERVAL = 5
const SLOWER = 5
const USER_CODE_LENGTH = 8
/** RFC 8628 §5.1: wrong user codes a minute; beyond them none is looked at. */
const MOST_WRONG = 10
const MINUTE = 60_000

export class Devices {
  readonly rules: DeviceRules
  readonly visits: Records<Visit>
  readonly #clock: Clock
  readonly #entropy: Entropy
  readonly #records: Records<Artifact>
  readonly #approver: () => User | undefined
  readonly #userCodes: Records<{ readonly device_code: string }>
  #wrong: readonly number[] = []

  constructor(parts: {
    readonly rules: DeviceRules
    readonly clock: Clock
    readonly entropy: Entropy
    readonly records: Records<Artifact>
    readonly approver: () => User | undefined
  }) {
    this.rules = parts.rules
    this.#clock = parts.clock
    this.#entropy = parts.entropy
    this.#records = parts.records
    this.#approver = parts.approver
    this.#userCodes = new Records(parts.clock, 10_000)
    this.visits = new Records(parts.clock, 10_000)
  }

  /** Keeps a device code and draws the user code that stands for it. */
  async begin(
    device_code: string,
    asked: Pick<DeviceCode, 'client_id' | 'scope' | 'resources' | 'origin'>,
    expires_at: number,
  ): Promise<DeviceCode> {
    const user_code = this.#entropy.string(USER_CODE_LENGTH, 'consonants')
    const interval = this.rules.interval ?? INTERVAL
    const value: DeviceCode = { kind: 'device_code', ...asked, user_code, interval, decision: 'pending', polls: 0 }
    const family = this.#entropy.string(16)
    await this.#records.keep(device_code, value, { family, expires_at })
    await this.#userCodes.keep(user_code, { device_code }, { family: user_code, expires_at })
    return value
  }

  /** By what a person types: case, dashes and blanks do not count (RFC 8628 §6.1). */
  async find(typed: string): Promise<Kept<DeviceCode> | undefined> {
    const known = await this.#userCodes.find(canonical(typed))
    const record = known && (await this.#records.find(known.value.device_code))
    return record && isDevice(record) ? record : undefined
  }

  /** Whether somebody is guessing user codes. */
  get guessed(): boolean {
    return this.#wrong.filter((at) => this.#clock.now() - at < MINUTE).length >= MOST_WRONG
  }

  guessedWrong(): void {
    this.#wrong = [...this.#wrong, this.#clock.now()].slice(-MOST_WRONG)
  }

  /**
   * Notes a poll in one step. An early one makes the interval longer for good, and does not count as the poll that
   * the next one must keep its distance from: else a client that polls steadily would never be in time again.
   */
  async poll(device_code: string): Promise<Polled | undefined> {
    let early = false
    const record = await this.#records.revise(device_code, (value) => {
      if (value.kind !== 'device_code') return value
      const now = this.#clock.now()
      early = value.polled_at !== undefined && now >= value.polled_at && now - value.polled_at < value.interval * 1000
      const polled = { ...this.#decidedByRule(value), polls: value.polls + 1 }
      if (!early) return { ...polled, polled_at: now }
      return polled.decision === 'pending' ? { ...polled, interval: value.interval + SLOWER } : polled
    })
    return record && isDevice(record) ? { device: record, early } : undefined
  }

  /** Those that wait for a decision, oldest first. */
  pending(): readonly Kept<DeviceCode>[] {
    return this.#records
      .snapshot()
      .filter(isDevice)
      .filter((record) => record.value.decision === 'pending' && this.#records.alive(record))
  }

  /**
   * Approves for a user, or denies. Answers the device as it was before, so that a caller can say why a decision on
   * one that is decided, used or expired changed nothing; `undefined` for an unknown user code.
   */
  async decide(typed: string, decision: Decision): Promise<Kept<DeviceCode> | undefined> {
    const found = await this.find(typed)
    if (!found) return undefined
    let before = { ...found }
    await this.#records.revise(found.id, (value) => {
      if (value.kind !== 'device_code') return value
      before = { ...found, value }
      return value.decision === 'pending' ? decided(value, decision, this.#clock.seconds()) : value
    })
    return before
  }

  /** All but the device codes, which are records like others. */
  save(): SavedDevices {
    return { user_codes: this.#userCodes.save(), visits: this.visits.save(), wrong: this.#wrong }
  }

  load({ user_codes, visits, wrong }: SavedDevices): void {
    this.#userCodes.load(user_codes)
    this.visits.load(visits)
    this.#wrong = wrong
  }

  /** Who approves where nobody is asked. */
  get approver(): User | undefined {
    return this.#approver()
  }

  #decidedByRule(value: DeviceCode): DeviceCode {
    const { approve_after = Infinity, deny_after = Infinity } = this.rules
    if (value.decision !== 'pending' || value.polls < Math.min(approve_after, deny_after)) return value
    const user = this.#approver()
    const approves = approve_after <= deny_after && user !== undefined
    const because = `the fixture says device: { deny_after: ${deny_after} }`
    return decided(value, approves ? { user } : { because }, this.#clock.seconds())
  }
}

/** As people see it: `WDJB-MJHT`. */
export function shownUserCode(user_code: string): string {
  return `${user_code.slice(0, USER_CODE_LENGTH / 2)}-${user_code.slice(USER_CODE_LENGTH / 2)}`
}

function canonical(typed: string): string {
  return typed.toUpperCase().replaceAll(/[^A-Z0-9]/g, '')
}

function isDevice(record: Kept<Artifact>): record is Kept<DeviceCode> {
  return record.value.kind === 'device_code'
}
