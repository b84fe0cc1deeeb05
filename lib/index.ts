// The public API: exports only.

export { CannotListen, RuleError, startProvider } from './provider.js'
export type { Provider, ProviderClock, ProviderKeys, StartOptions } from './provider.js'
export { FixturesError } from './fixtures/problem.js'
export type { Problem } from './fixtures/problem.js'
export type { Fixtures } from './fixtures/types.js'
export type { ArmedRule } from './faults/plan.js'
export type { Entry, Journal } from './journal.js'
export type { KeyReading } from './state/keys.js'
export type { Diagnosis } from './protocol/error.js'
