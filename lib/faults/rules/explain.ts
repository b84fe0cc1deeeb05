// A rule as an English sentence: `the 2nd refresh_token call of client web is answered with
// invalid_grant (400)`.

import { formatDuration } from '../../protocol/duration.js'
import { entryAt } from '../catalogue/index.js'
import { faultOf } from './grammar.js'
import { isArtifact } from '../points.js'
import type { Condition, Rule, Selector, When } from './rule.js'

export function explain(rule: Rule): string {
  const { selector, when } = rule
  return [`${which(when, callsOf(selector))} ${effectOf(rule)}`, ...conditionsOf(when)].join(', ')
}

/** In the words of the catalogue's row, unless the fault itself has something to say of the arguments. */
function effectOf(rule: Rule): string {
  const { point } = rule.selector
  const { name, arguments: given } = rule.effect
  const said = faultOf(rule).fault.explain(point)
  const summary = entryAt(point, name)?.summary
  if (summary === undefined) return said
  if (given.length === 0) return summary
  return said === saidWithout(rule) ? `${summary} (${given.join(', ')})` : said
}

/** What is said of the fault without arguments, where it can do without. */
function saidWithout(rule: Rule): string | undefined {
  try {
    return faultOf({ ...rule, effect: { ...rule.effect, arguments: [] } }).fault.explain(rule.selector.point)
  } catch {
    return undefined
  }
}

function which({ from, to, every = 1 }: When, calls: string): string {
  if (from !== undefined && from === to && every === 1) return `the ${ordinal(from)} ${calls}`
  const each = every === 1 ? `every ${calls}` : `every ${ordinal(every)} ${calls}`
  if (to !== undefined) return `${each} from the ${ordinal(from ?? 1)} to the ${ordinal(to)}`
  return from === undefined ? each : `${each} from the ${ordinal(from)} on`
}

function callsOf({ point, part, conditions }: Selector): string {
  const call = isArtifact(point) ? point : point === 'any' ? 'call of any endpoint' : `${point} call`
  const kind = part === undefined ? call : point === 'token' ? `${part} call` : `${call} for response_type ${part}`
  return [kind, ...conditions.map(said)].join(' ')
}

function said({ key, name, value }: Condition): string {
  if (key === 'param') return `with ${name}=${value}`
  if (key === 'auth') return `authenticated with ${value}`
  return `${key === 'client' || key === 'user' ? 'of' : 'with'} ${key} ${value}`
}

function conditionsOf(when: When): readonly string[] {
  return [
    ...(when.chance === undefined ? [] : [`with a probability of ${Number((when.chance * 100).toPrecision(6))} %`]),
    ...(when.late ? ['after the work was done'] : []),
    ...(when.per === undefined ? [] : [`counted for each ${when.per}`]),
    ...(when.after === undefined ? [] : [`beginning ${formatDuration(when.after)} after the rule was armed`]),
    ...(when.for === undefined ? [] : [`for ${formatDuration(when.for)}`]),
    ...(when.until === undefined ? [] : [`until ${new Date(when.until).toISOString().replace('.000Z', 'Z')}`]),
  ]
}

/** 1st, 2nd, 3rd, 4th, 11th, 112th. */
export function ordinal(n: number): string {
  const teen = n % 100 >= 11 && n % 100 <= 13
  return `${n}${(teen ? undefined : ['th', 'st', 'nd', 'rd'][n % 10]) ?? 'th'}`
}
