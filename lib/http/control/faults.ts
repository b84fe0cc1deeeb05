// Routes of fault rules: arm, list, switch off, take back, explain, look up.

import { entriesAt } from '../../faults/catalogue/index.js'
import type { Entry } from '../../faults/catalogue/index.js'
import { explain } from '../../faults/rules/explain.js'
import { parseRule, ruleText } from '../../faults/rules/grammar.js'
import { POINT_NAMES } from '../../faults/points.js'
import { textOf } from '../../faults/rules/written.js'
import type { RuleObject } from '../../faults/rules/written.js'
import { FAULTS } from '../../faults/index.js'
import { json } from '../../protocol/messages.js'
import type { Members } from '../../protocol/messages.js'
import { nearest } from '../../protocol/spelling.js'
import type { Realm } from '../../realm/realm.js'
import { ControlProblem } from './problem.js'
import type { Route } from './route.js'

const EXAMPLE = { rule: 'token.refresh+client:web=invalid_grant@2' }

export const FAULT_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1/faults',
    id: 'listFaults',
    summary: 'Lists the armed rules and how often each of them matched and fired',
    answers: { 200: 'Faults' },
    handle: ({ realm }) => json(200, { faults: realm.faults.list() }),
  },
  {
    method: 'POST',
    path: '/v1/faults',
    id: 'armFault',
    summary: 'Arms a rule, or several',
    body: { schema: 'FaultRule', many: true, example: EXAMPLE },
    answers: { 201: ['Fault', 'Faults'] },
    handle: ({ realm, bodies, listed }) => {
      const armed = bodies.map((body) => realm.faults.arm(body as unknown as RuleObject))
      return json(201, listed ? { faults: armed } : { ...armed[0] })
    },
  },
  {
    method: 'DELETE',
    path: '/v1/faults',
    id: 'clearFaults',
    summary: 'Takes all rules back',
    answers: { 200: 'Faults' },
    handle: ({ realm }) => {
      realm.faults.clear()
      return json(200, { faults: [] })
    },
  },
  {
    method: 'POST',
    path: '/v1/faults/explain',
    id: 'explainFault',
    summary: 'Says in English what a rule does, and arms nothing',
    body: { schema: 'FaultRule', example: EXAMPLE },
    answers: { 200: 'FaultExplained' },
    handle: ({ body }) => {
      const rule = parseRule(textOf(body).text)
      return json(200, { rule: ruleText(rule), explain: explain(rule) })
    },
  },
  {
    method: 'GET',
    path: '/v1/faults/catalogue',
    id: 'lookUpFaults',
    summary: 'Lists what can be written after = in a rule',
    query: { q: { type: 'string', description: 'Words that name or summary must have.' } },
    answers: { 200: 'FaultCatalogue' },
    handle: ({ query }) => json(200, { faults: lookUp(query['q'] ?? '') }),
  },
  {
    method: 'GET',
    path: '/v1/faults/{id}',
    id: 'readFault',
    summary: 'Tells one armed rule',
    answers: { 200: 'Fault' },
    handle: ({ realm, at }) => json(200, { ...armed(realm, at['id']) }),
  },
  {
    method: 'PATCH',
    path: '/v1/faults/{id}',
    id: 'switchFault',
    summary: 'Switches a rule off or on again; its counts stay',
    body: { schema: 'FaultSwitch', example: { enabled: false } },
    answers: { 200: 'Fault' },
    handle: ({ realm, at, body }) => {
      const { id } = armed(realm, at['id'])
      realm.faults.enable(id, body['enabled'] === true)
      return json(200, { ...armed(realm, id) })
    },
  },
  {
    method: 'DELETE',
    path: '/v1/faults/{id}',
    id: 'disarmFault',
    summary: 'Takes one rule back and lists the others',
    answers: { 200: 'Faults' },
    handle: ({ realm, at }) => {
      realm.faults.disarm(armed(realm, at['id']).id)
      return json(200, { faults: realm.faults.list() })
    },
  },
]

function armed(realm: Realm, id = '') {
  const all = realm.faults.list()
  const found = all.find((rule) => rule.id === id)
  if (found) return found
  const near = nearest(
    id,
    all.map((rule) => rule.id),
  )
  const hint = near ? `did you mean '${near}'?` : 'GET /_mock/v1/faults lists the armed rules'
  throw new ControlProblem(404, `no fault has the id '${id}'`, hint)
}

/** Rows whose name, id or summary has all the words. */
function lookUp(asked: string): readonly Members[] {
  const words = asked.toLowerCase().split(/\s+/)
  const entries = new Set(POINT_NAMES.flatMap((point) => entriesAt(point)))
  return [...entries].flatMap((entry) => {
    const { id, name, points, part, arguments: args, summary = effectOf(entry), spec, duty, measured } = entry
    const text = `${id ?? ''} ${name} ${points.join(' ')} ${summary}`.toLowerCase()
    if (!words.every((one) => text.includes(one))) return []
    return [{ ...(id !== undefined && { id }), name, points, part, arguments: args, summary, spec, duty, measured }]
  })
}

function effectOf({ fault }: Entry): string {
  return FAULTS[fault].summary
}
