// faults: what can go wrong, and how to ask for it. Looks nothing up in a server: the catalogue is here.

import { DUTIES, HEADINGS, PROBES, isBuilt, names, ruleFor, search } from '../faults/catalogue/search.js'
import type { Found } from '../faults/catalogue/search.js'
import { explain } from '../faults/rules/explain.js'
import { RuleError, parseRule, ruleText, type Rule } from '../faults/rules/grammar.js'
import { FAULTS } from '../faults/index.js'
import { nearest } from '../protocol/spelling.js'
import type { FAULTS_FLAGS } from './settings.js'
import { manifest } from './manifest.js'
import { EXIT, Mistake } from './mistake.js'
import { plural } from './tally.js'
import type { Terminal } from './terminal.js'
import type { Call } from './verb.js'

type Built = Extract<Found, { readonly fault: unknown }>

export async function faults({ values, operands, terminal }: Call<typeof FAULTS_FLAGS>): Promise<number> {
  const rule = operands.length === 1 && operands[0]?.includes('=') ? ruleOf(operands[0]) : undefined
  const found = rule ? search([rule.effect.name]).filter((one) => fits(one, rule.selector.point)) : search(operands)
  if (found.length === 0 && !rule) throw unknown(operands)
  const said = rule && { rule: ruleText(rule), explain: explain(rule) }
  if (values.json?.value) {
    terminal.print(JSON.stringify({ ...said, faults: found.map(shown) }, undefined, 2))
    return EXIT.done
  }
  if (said) terminal.print(`${said.rule}\n  ${said.explain}`)
  const few = operands.length > 0 && found.length <= 3
  if (few) for (const one of found) terminal.print(`${said ? '\n' : ''}${explained(one, terminal)}`)
  else
    terminal.print(
      `${listed(found, terminal)}\n${plural(found.length, 'fault')}; ${manifest.name} faults NAME explains one`,
    )
  return EXIT.done
}

/** A mistake in a rule needs no server to be told of. */
function ruleOf(text: string): Rule {
  try {
    return parseRule(text)
  } catch (error) {
    throw error instanceof RuleError ? new Mistake(error.message) : error
  }
}

function unknown(operands: readonly string[]): Mistake {
  const [word = ''] = operands
  const near = nearest(word, names()) ?? nearest(word.replaceAll('_', '-'), names())
  const advice = near === undefined ? `all of them: ${manifest.name} faults` : `did you mean ${near}?`
  return new Mistake(`no fault has "${operands.join(' ')}" in its name or description`, [advice])
}

const fits = (one: Found, point: string): boolean => isBuilt(one) && (one.points as readonly string[]).includes(point)

/** Rows under the heading of their group. */
function listed(found: readonly Found[], { paint }: Terminal): string {
  const groups = new Map<string, string[]>()
  for (const one of found) {
    const heading = one.id === undefined ? 'Errors, statuses and what can happen to any answer' : headingOf(one.id)
    groups.set(heading, [...(groups.get(heading) ?? []), line(one)])
  }
  return [...groups].map(([heading, lines]) => `${paint('bold', heading)}\n${lines.join('\n')}\n`).join('\n')
}

const headingOf = (id: string): string => HEADINGS[id.split('-', 1)[0] ?? ''] ?? id

function line(one: Found): string {
  if (!isBuilt(one)) return `  ${one.id.padEnd(32)} ${one.summary} (not built: ${one.because})`
  return `  ${(one.id ?? one.name).padEnd(32)} ${summaryOf(one)}`
}

const summaryOf = ({ summary, fault }: Built): string => summary ?? FAULTS[fault].summary

function explained(one: Found, { paint }: Terminal): string {
  const title = paint('bold', one.id ?? (isBuilt(one) ? one.name : ''))
  const rows: readonly (readonly [string, string | undefined])[] = isBuilt(one)
    ? facts(one)
    : [
        ['sent', one.summary],
        ['not built', one.because],
      ]
  const lines = rows.flatMap(([name, value]) =>
    value === undefined ? [] : `  ${paint('dim', name.padEnd(10))} ${value}`,
  )
  return [title, ...lines].join('\n')
}

function facts(one: Built): readonly (readonly [string, string | undefined])[] {
  const { points, part, spec, duty, probe, module, measured, arguments: options } = one
  const rule = ruleFor(one)
  const judged = Object.entries(measured ?? {}).map(([client, verdict]) => `${client} ${verdict}`)
  return [
    ['at', `${points.join(', ')}${part === undefined ? '' : ` (${part})`}`],
    ['the call', summaryOf(one)],
    ['clause', spec],
    ['duty', duty && DUTIES[duty]],
    ['verdict', probe && `handled when ${PROBES[probe.kind]}`],
    ['measured', judged.length > 0 ? judged.join(', ') : undefined],
    ['as in', module?.join(', ')],
    ['after ":"', options?.join(', then ')],
    ['rule', rule],
    ['try', `${manifest.name} exec --fail ${rule}@1 --expect handled -- npm test`],
  ]
}

function shown(one: Found): object {
  return isBuilt(one) ? { ...one, summary: summaryOf(one), rule: ruleFor(one) } : one
}
