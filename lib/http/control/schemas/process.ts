// Schemas: the process, its realms, its configuration.

import { duration, flag, list, object, openly, ref, text, texts, time, whole, word } from '../schema.js'

export const PROCESS = {
  Problem: openly(
    {
      type: text('What kind of problem; about:blank where the status says it all.'),
      title: text('The kind in words.'),
      status: whole('The HTTP status.', 100),
      detail: text('What is wrong, in a sentence.'),
      'code?': text('Stable, for programs.', 'wait-timeout'),
      'pointer?': text('JSON Pointer to what is wrong in the body.', '/clients/0/grant_type'),
      'hint?': text('What to do instead.'),
      'mistakes?': list(ref('Mistake')),
      'nearest?': list(ref('NearMiss')),
      'count?': whole('How many entries counted.'),
    },
    { description: 'RFC 9457.' },
  ),
  Mistake: object({
    detail: text('What is wrong.'),
    'hint?': text('What to write instead.'),
    'pointer?': text('JSON Pointer into what was sent.'),
    'line?': whole('From 1.', 1),
    'column?': whole('From 1.', 1),
  }),
  Index: object({ control: text('Base URL of version 1.'), routes: texts('METHOD path.') }),
  Health: openly({
    status: word('Always ready: what is not ready does not answer.', 'ready'),
    name: text('Of the package.'),
    version: text('Of the package.'),
    pid: whole('Of the process.'),
    uptime: { type: 'number', description: 'Seconds.' },
    issuer: text('The issuer identifier of this realm, or request.'),
    realm: text('Its id; empty for the default one.'),
    fixtures: object({ hash: text('Of what is in force.'), files: texts('Absolute names.') }),
  }),
  ResetRequest: object({
    'only?': list(word('A part.', 'state', 'faults', 'clock', 'journal'), 'What to take back; everything when absent.'),
  }),
  Dropped: object({
    dropped: object({
      'state?': ref('Artifacts'),
      'faults?': whole('Rules that were armed.'),
      'journal?': whole('Entries.'),
      'clock?': text('The offset that is gone.', '1h'),
    }),
  }),
  Artifacts: object(
    {
      codes: whole('Authorization codes.'),
      access_tokens: whole('Access tokens.'),
      refresh_tokens: whole('Refresh tokens.'),
      device_codes: whole('Device codes.'),
      sessions: whole('Browser sessions.'),
    },
    { description: 'How many of each kind.' },
  ),
  Shutdown: object({ closing: flag('True.') }),
  Config: openly({
    issuer: text('The issuer identifier, or request.'),
    profile: text('The provider that is imitated.'),
    login: text('How users get through the authorization endpoint.'),
    policy: openly({}, { description: 'Every word of the policy in force.' }),
    lifetimes: openly({}, { description: 'How long what is issued lives.' }),
    'seed?': whole('Of everything drawn.'),
  }),
  ConfigChange: object(
    {
      'login?': text('auto, auto:USER, picker, form or deny.', 'auto:alice'),
      'policy?': openly({}, { description: 'Words of the policy; the others stay.' }),
      'lifetimes?': openly({}, { description: 'Durations; the others stay.' }),
    },
    { minProperties: 1 },
  ),
  Checked: object({ valid: flag('True; what is not valid is a problem.'), warnings: list(ref('Mistake')) }),
  Refitted: object({
    warnings: list(ref('Mistake')),
    at_next_start: texts('Keys whose new value takes effect when the provider starts the next time.'),
  }),
  RealmRequest: object({
    'id?': { ...text('Drawn when absent.', 'checkout-7'), pattern: '^[A-Za-z0-9._~-]{1,100}$' },
    'fixtures?': openly({}, { description: 'Laid over the fixtures of the provider.' }),
    'faults?': texts('Rules to arm.'),
    'ttl?': duration('How long it stays when nobody asks it; 30m when absent.', '10m'),
    'seed?': whole('Of everything drawn.'),
    'clock?': text('system, +30d, a date, frozen, frozen:DATE or x60.', 'frozen'),
    'keys?': word('Whether it signs with the keys of all or with some of its own.', 'shared', 'own'),
  }),
  Realm: openly({
    id: text('Empty for the default one.'),
    issuer: text('The issuer identifier.'),
    'discovery?': text('URL of the metadata.'),
    'control?': text('Base URL of its control API.'),
    'expires_at?': time('When it goes.'),
  }),
  Realms: object({ realms: list(ref('Realm')) }),
  Snapshot: openly({}, { description: 'All that a realm remembers. Meant for PUT, not for reading.' }),
  Restored: object({ restored: flag('True.') }),
}
