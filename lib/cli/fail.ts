// fail: what goes wrong from now on, in a server that runs already.

import type { ArmedRule } from '../faults/rules/plan.js'
import type { Provider } from '../tester/provider.js'
import type { FAIL } from './flags.js'
import { EXIT, Mistake } from './mistake.js'
import { answer, reach } from './running.js'
import { plural } from './tally.js'
import type { Call } from './verb.js'

export async function fail({ values, operands, terminal }: Call<typeof FAIL>): Promise<number> {
  const asked = [values.list, values.clear, values.remove, values.explain, operands[0]].filter(
    (one) => one !== undefined,
  )
  if (asked.length === 0)
    throw new Mistake('fail needs a rule', [
      'write for example: fail token=invalid_grant@2',
      'or --list, --clear, --remove ID, --explain RULE',
    ])
  if (asked.length > 1)
    throw new Mistake('fail does one thing at a time', ['rules, --list, --clear, --remove or --explain'])
  const provider = await reach(values, terminal)
  if (values.explain) {
    const text = await provider.faults.explain(values.explain.value)
    answer(values, terminal, { rule: values.explain.value, explain: text }, text)
    return EXIT.done
  }
  const rules = await changed(provider, values, operands)
  answer(values, terminal, { faults: rules }, rules.map(line).join('\n') || 'no rules are armed')
  return EXIT.done
}

/** Does what was asked. Resolves to the rules to show. */
async function changed(
  provider: Provider,
  { clear, remove }: Call<typeof FAIL>['values'],
  operands: readonly string[],
): Promise<readonly ArmedRule[]> {
  if (operands.length > 0) return (await provider.fail(...operands)).rules
  if (clear?.value) await provider.faults.clear()
  for (const id of remove?.value ?? []) await provider.faults.remove(id)
  return provider.faults.list()
}

function line({ id, rule, explain, matched, fired }: ArmedRule): string {
  const counts = matched === 0 ? '' : `   ${plural(matched, 'matching request')}, ${fired} spoiled`
  return `${id}  ${rule}   ${explain}${counts}`
}
