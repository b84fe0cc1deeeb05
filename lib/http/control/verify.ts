// Routes of expectations: whether what happened is what a test wanted, at once or within a time.

import { questionOf } from '../../evidence/question.js'
import { counted, ordered, type Finding } from '../../evidence/verify.js'
import type { Entry } from '../../journal/journal.js'
import { formatDuration, parseDuration } from '../../protocol/duration.js'
import { json } from '../../protocol/messages.js'
import type { Reply } from '../../protocol/messages.js'
import type { Realm } from '../../realm/realm.js'
import { chosen, namesOf, type Choice } from './chosen.js'
import { summary } from './entry.js'
import { ControlProblem } from './problem.js'
import type { Call, Route } from './route.js'

const EXAMPLE = { match: 'token.refresh+client:web', count: '1..' }
const LONGEST_WAIT = 600_000

export const VERIFY_ROUTES: readonly Route[] = [
  {
    method: 'POST',
    path: '/v1/journal/verify',
    id: 'verify',
    summary: 'Says whether so many requests came, or came in this order, and what came nearest',
    body: { schema: 'Question', example: EXAMPLE },
    answers: { 200: 'Satisfied', 409: 'Problem' },
    handle: (call) => {
      const finding = asked(call)()
      return finding.satisfied ? satisfied(finding) : unmet(finding, 'verify-failed', finding.title)
    },
  },
  {
    method: 'POST',
    path: '/v1/journal/wait',
    id: 'wait',
    summary: 'The same, waiting for requests to come',
    body: { schema: 'WaitQuestion', example: { ...EXAMPLE, timeout: '5s' } },
    answers: { 200: 'Satisfied', 409: 'Problem' },
    handle: waiting,
  },
]

async function waiting(call: Call): Promise<Reply> {
  const timeout = parseDuration((call.body['timeout'] ?? '5s') as string | number)
  if (timeout > LONGEST_WAIT) throw new RangeError(`${formatDuration(timeout)} is too long to wait; 10m is the most`)
  const ask = asked(call)
  let finding = ask()
  const end = { at: AbortSignal.timeout(timeout), gone: call.request.gone }
  while (!finding.satisfied && !finding.hopeless && !end.at.aborted) {
    if (end.gone.aborted) throw new ControlProblem(503, `the provider closed while it waited: ${finding.title}`)
    await nextEntry(call.realm, [end.at, end.gone])
    finding = ask()
  }
  if (finding.satisfied) return satisfied(finding)
  if (finding.hopeless) return unmet(finding, 'verify-failed', finding.title)
  return unmet(finding, 'wait-timeout', `${finding.title}, in ${formatDuration(timeout)}`)
}

/** Resolves when something was recorded, or one of the signals says so. */
function nextEntry({ journal }: Realm, signals: readonly AbortSignal[]): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      unsubscribe()
      for (const signal of signals) signal.removeEventListener('abort', done)
      resolve()
    }
    const unsubscribe = journal.subscribe(done)
    for (const signal of signals) signal.addEventListener('abort', done)
    if (signals.some((signal) => signal.aborted)) done()
  })
}

/** Reads the question once; asks it as often as wanted. */
function asked({ realm, body }: Call): () => Finding {
  const { match, count, flow, strict } = body as Wanted
  const entries = (): readonly Entry[] => chosen(realm, choiceOf(body))
  const names = namesOf(realm)
  if ((match === undefined) === (flow === undefined))
    throw new ControlProblem(400, 'either match or flow says what is expected', `send ${JSON.stringify(EXAMPLE)}`)
  if (match !== undefined) {
    const question = questionOf(match, count)
    return () => counted(question, entries(), names)
  }
  const steps = (flow ?? []).map((step) => questionOf(step))
  if (steps.length === 0)
    throw new ControlProblem(400, 'flow has no steps', 'send {"flow": ["authorize", "token.code"]}')
  return () => ordered(steps, entries(), strict === true, names)
}

interface Wanted {
  readonly match?: string
  readonly count?: string | number
  readonly flow?: readonly string[]
  readonly strict?: boolean
}

function choiceOf({ tag, since }: Choice): Choice {
  return { ...(tag !== undefined && { tag }), ...(since !== undefined && { since }) }
}

function satisfied({ count, entries }: Finding): Reply {
  return json(200, { satisfied: true, count, entries: entries.map(summary) })
}

/** Not 408 nor 5xx, which some HTTP clients repeat by themselves. */
function unmet({ count, detail, nearest }: Finding, code: string, title: string): Reply {
  throw new ControlProblem(409, detail, undefined, { code, title, members: { count, nearest } })
}
