// The classes of failures that are not bugs, gathered for report.ts; loaded only when one must be told apart.

export { FixturesError } from '../fixtures/index.js'
export { CannotListen, RuleError } from '../provider.js'
