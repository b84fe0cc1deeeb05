// Schemas: faults, the clock, the journal and what is made of it.

import { duration, flag, list, number, object, openly, ref, text, texts, time, whole, word } from '../schema.js'

const SELECTOR = text('Which entries, in the words of fault rules.', 'token.refresh+client:web+status:4xx')
const COUNT = {
  type: ['string', 'integer'],
  description: '0, 1, 1.., ..2 or 1..3; 1.. when absent.',
  examples: ['1..'],
}
const ASKED = {
  'match?': { ...SELECTOR, description: `${String(SELECTOR['description'])} May end in =COUNT.` },
  'count?': COUNT,
  'flow?': texts('Selectors that must be met in this order; others may come between.'),
  'strict?': flag('Nothing else may have come.'),
  'tag?': text('Only entries of this tag.'),
  'since?': text('Only entries after this id or time.', 'r17'),
}
const SUMMARY = {
  id: text('r17: the 17th request of this realm.'),
  at: time('Real time of arrival.'),
  now: time('The clock of the realm then.'),
  duration: number('Real milliseconds.'),
  endpoint: text('nowhere for a path that this realm does not have.'),
  method: text('As received.'),
  url: text('As received.'),
  status: whole('HTTP.', 100),
  'client_id?': text('Recognised.'),
  'user?': text('The sub.'),
  'grant_type?': text('At the token endpoint.'),
  'scope?': text('Granted.'),
  'error?': text('The OAuth error code sent.'),
  'reason?': text('The reason code of a refusal.'),
  'hint?': text('The reason in a sentence.'),
  checks: texts('The checks that held, in order.'),
  faults: texts('Ids of the rules that took part.'),
}

export const HAPPENINGS = {
  Clock: object({
    now: time('On the clock of the realm.'),
    mode: word('How it runs.', 'system', 'offset', 'frozen', 'scaled'),
    offset: text('Ahead of real time; with a minus behind it.', '1h'),
    rate: number('Seconds on this clock for one real second.'),
  }),
  Moved: object({
    now: time('On the clock of the realm.'),
    mode: word('How it runs.', 'system', 'offset', 'frozen', 'scaled'),
    offset: text('Ahead of real time; with a minus behind it.', '1h'),
    rate: number('Seconds on this clock for one real second.'),
    expired: ref('Artifacts'),
    'note?': text('What may surprise.'),
  }),
  ClockSet: object({ now: text('ISO 8601.', '2030-01-01T00:00:00Z') }),
  ClockAdvance: object({ by: duration('How far forward.', '1h') }),
  ClockFreeze: object({ 'at?': text('ISO 8601; where it stands when absent.', '2030-01-01T00:00:00Z') }),
  ClockScale: object({ rate: { ...number('Seconds on this clock for one real second.'), minimum: 0 } }),
  Nothing: object({}, { description: 'No members.' }),
  FaultRule: object(
    {
      'rule?': text('selector=effect@when.', 'token.refresh+client:web=invalid_grant@2'),
      'match?': openly({}, { description: 'The selector spelled out.', examples: [{ point: 'token', client: 'web' }] }),
      'do?': openly({}, { description: 'The effect spelled out.', examples: [{ error: 'invalid_grant' }] }),
      'when?': openly({}, { description: 'Which of the calls.', examples: [{ nth: 2 }] }),
      'note?': text('For people.'),
      'id?': text('f1, f2 and so on when absent.'),
    },
    { minProperties: 1 },
  ),
  Fault: openly({
    id: text('f1, f2 and so on.'),
    rule: text('In canonical form.'),
    explain: text('In English.'),
    matched: whole('Requests that its selector chose.'),
    fired: whole('How many of them it spoiled.'),
    'note?': text('As it was given.'),
    'enabled?': flag('False while it is switched off.'),
  }),
  Faults: object({ faults: list(ref('Fault')) }),
  FaultSwitch: object({ enabled: flag('False leaves the rule where it is and lets every request pass.') }),
  FaultExplained: object({ rule: text('In canonical form.'), explain: text('In English.') }),
  FaultCatalogue: object({
    faults: list(openly({ name: text('As written after =.'), summary: text('What it does.') })),
  }),
  Entry: openly(SUMMARY),
  Entries: object({ entries: list(ref('Entry')) }),
  WholeEntry: openly({ ...SUMMARY, 'request?': openly({}), 'response?': openly({}) }),
  Question: object(ASKED, { minProperties: 1 }),
  WaitQuestion: object({ ...ASKED, 'timeout?': duration('Real time; 5s when absent, 10m at most.', '5s') }),
  Satisfied: object({
    satisfied: flag('True; otherwise the answer is a problem with status 409.'),
    count: whole('How many entries counted.'),
    entries: list(ref('Entry')),
  }),
  NearMiss: openly({ id: text('Of the entry.'), why: text('Why it did not count.') }),
  Flow: openly({
    id: text('Of the flow.'),
    started: time('Real time of the first request.'),
    'client_id?': text('The first one recognised.'),
    'user?': text('The first one recognised.'),
    'tag?': text('As given.'),
    requests: whole('How many.'),
    refused: whole('How many of them were refused.'),
    points: texts('In their order.'),
  }),
  Flows: object({ flows: list(ref('Flow')) }),
  WholeFlow: openly({ id: text('Of the flow.'), entries: list(ref('Entry')) }),
  Reports: object({
    unexpected: list(ref('Entry'), 'Refusals that no fault caused.'),
    unused: object({
      faults: list(ref('Fault'), 'Rules that never fired.'),
      logins: list(ref('Outcome'), 'Queued logins that nobody came for.'),
      codes: texts('Seeded codes that nobody redeemed.'),
      tokens: texts('Seeded tokens that nobody showed.'),
    }),
    unmatched: list(ref('Entry'), 'Requests to paths that this realm does not have.'),
  }),
  Findings: object({
    findings: list(
      openly({
        rule: text('Which.'),
        severity: word('How bad.', 'warning', 'notice'),
        seen: whole('How often.'),
        entries: texts('Ids of the first entries that show it.'),
        hint: text('A sentence.'),
        'client_id?': text('Whose.'),
        'spec?': text('The clause.'),
        'fix?': text('What to do about it.'),
      }),
    ),
  }),
  Verdicts: object({ verdicts: list(ref('Verdict')) }),
  Verdict: openly({
    fault: text('The id of the rule.'),
    effect: text('What was spoiled.'),
    request: text('The id of the spoiled entry.'),
    outcome: word('What the client made of it.', 'handled', 'mishandled', 'inconclusive', 'watching'),
    because: text('A sentence.'),
    'spec?': text('The clause.'),
    'decided_by?': text('The id of the entry that decided.'),
  }),
  Explanation: openly({ id: text('Of the request.'), request: text('Method and URL.'), status: whole('HTTP.', 100) }),
  OpenApi: openly({ openapi: text('3.1.0'), paths: openly({}), info: openly({}) }),
}
