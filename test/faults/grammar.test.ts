import t from 'tap'
import { parseRule, parseSelector, ruleText, selectorText, RuleError } from '../../lib/faults/rules/grammar.js'

function refused(text: string, parse: (text: string) => unknown = parseRule): RuleError {
  try {
    parse(text)
  } catch (error) {
    if (error instanceof RuleError) return error
    throw error
  }
  throw new Error(`${text} was taken`)
}

/** The part of the text that the carets stand under. */
const marked = ({ text, offset, length }: RuleError): string => text.slice(offset, offset + length)

const CANONICAL = [
  'token=invalid_grant',
  'token=invalid_grant@2',
  'token=503@1..2',
  'token=503@2..',
  'token=503@..2',
  'token.refresh+client:web=invalid_grant@2',
  'token.code=invalid_request',
  'token.cc=429:30s@every:5',
  'any=slow:500ms..3s@p:0.2',
  'token=503@once@per:client',
  'jwks=empty@after:5m',
  'jwks=503@after:5m@for:1h30m',
  'userinfo=401@until:2030-01-01T00:00:00Z',
  'userinfo=insufficient_scope',
  'documents=invalid_token',
  'authorize+user:alice@example.com=access_denied',
  'authorize.code=login_required@once',
  'authorize.code%20id_token=server_error',
  'consent=access_denied',
  'login=500',
  'token+scope:openid+scope:https://api.example/read=hang',
  'token+param.audience:a%2Bb%3Dc=reset@late',
  'token+auth:client_secret_basic=truncate:0.25',
  'introspect=badjson',
  'revoke=unsupported_token_type',
  'discovery=html',
  'jwks=error:invalid_grant:the%20keys%20are%20gone',
  'token=invalid_grant:%63onsume',
  'token=503@2..9@every:3@p:0.5@after:1h@for:10m@until:2030-01-01T00:00:00Z@per:user@late',
]

for (const text of CANONICAL) {
  t.test(`${text} is read and written back as it was`, async (t) => {
    t.equal(ruleText(parseRule(text)), text)
  })
}

for (const [text, canonical] of [
  [' token=503 ', 'token=503'],
  ['token=503@1', 'token=503@once'],
  ['token=503@2..2', 'token=503@2'],
  ['token=503@consume', 'token=503@late'],
  ['token=503:consume', 'token=503@late'],
  ['token=503:10s:consume@2', 'token=503:10s@2@late'],
  ['token.refresh=reset@late@1', 'token.refresh=reset@once@late'],
  ['token=invalid_grant:used: twice', 'token=invalid_grant:used%3A%20twice'],
  ['token=503@for:PT5M', 'token=503@for:5m'],
  ['token=503@until:2030-01-01T01:00:00+01:00', 'token=503@until:2030-01-01T00:00:00Z'],
  ['authorize.id_token%20code=500', 'authorize.code%20id_token=500'],
] as const) {
  t.test(`'${text}' means ${canonical}`, async (t) => {
    t.equal(ruleText(parseRule(text)), canonical)
  })
}

t.test('a rule is plain data', async (t) => {
  t.same(parseRule('token.refresh+client:web=invalid_grant:no more@2..3@per:client'), {
    selector: { point: 'token', part: 'refresh_token', conditions: [{ key: 'client', value: 'web' }] },
    effect: { name: 'invalid_grant', arguments: ['no more'] },
    when: { from: 2, to: 3, per: 'client' },
  })
})

t.test('a mistake is shown with the rule, a line of carets and what to write', async (t) => {
  t.equal(
    refused('userinfo=invalid_grant').message,
    [
      'bad fault rule: the userinfo endpoint has no effect "invalid_grant"',
      '  userinfo=invalid_grant',
      '           ^^^^^^^^^^^^^',
      '  "invalid_grant" belongs to the token endpoint; to send it here anyway write error:invalid_grant',
    ].join('\n'),
  )
})

for (const [text, under, hint] of [
  ['tokn=503', 'tokn', 'did you mean "token"?'],
  ['authorization=503', 'authorization', 'did you mean "authorize"?'],
  ['introspection=503', 'introspection', 'did you mean "introspect"?'],
  ['api=503', 'api', 'did you mean "documents"?'],
  ['teapot=503', 'teapot', 'endpoints: discovery'],
  ['=503', '=', 'endpoints: discovery'],
  ['token', 'token', 'write token=503'],
  ['token=', '', 'write a status'],
  ['token.refesh=503', 'refesh', 'did you mean "refresh"?'],
  ['token.authorization_code=503', 'authorization_code', 'did you mean "code"?'],
  ['token.implicit=503', 'implicit', 'parts: code (authorization_code)'],
  ['authorize.cod=503', 'cod', 'write authorize.code'],
  ['jwks.x=503', 'x', 'write jwks alone'],
  ['token+clinet:web=503', 'clinet', 'did you mean "client"?'],
  ['token+client_id:web=503', 'client_id', 'did you mean "client"?'],
  ['token+audience:x=503', 'audience', 'param.audience:<value>'],
  ['token+client.id:web=503', 'client.id', 'write client:<value>'],
  ['token+client=503', 'client', 'write client:web'],
  ['token+client:a+client:b=503', 'client:b', 'write a rule for each'],
  ['token+param:x=503', 'param', 'as param.state:abc'],
  ['token+auth:client_secret_bsic=503', 'client_secret_bsic', 'did you mean "client_secret_basic"?'],
  ['token+status:400=503', 'status:400', 'known only after the answer'],
  ['token+client:%zz=503', '%zz', 'write a percent sign itself as %25'],
  ['token=invalid_grnt', 'invalid_grnt', 'did you mean "invalid_grant"?'],
  ['token=truncat', 'truncat', 'did you mean "truncate"?'],
  ['token=invalid_token', 'invalid_token', 'belongs to the userinfo, '],
  ['any=access_denied', 'access_denied', 'belongs to the authorize, login, consent, par, token and register endpoints'],
  ['jwks=invalid_redirect_uri', 'invalid_redirect_uri', 'write error:invalid_redirect_uri'],
  ['token=error', 'error', 'write error:invalid_grant'],
  ['token=error:invalid_gant', 'invalid_gant', 'did you mean "invalid_grant"?'],
  ['token=200', '200', 'write 400 to 599'],
  ['token=600', '600', 'write 400 to 599'],
  ['token=503:5min', '5min', 'write 5m'],
  ['token=503:', '503', 'write 503 alone'],
  ['token=slow', 'slow', 'write slow:2s'],
  ['token=slow:3s..1s', '3s..1s', 'write 1s..3s'],
  ['token=slow:25h', '25h', 'for ever is hang'],
  ['token=hang:2s', '2s', 'write hang alone'],
  ['token=truncate:1', '1', 'as truncate:0.5'],
  ['token=503 @2', '503 ', 'a rule has no blanks'],
  ['token=503@', '', 'write a count'],
  ['token=503@0', '0', 'counted from 1'],
  ['token=503@3..1', '3..1', 'write 1..3'],
  ['token=503@..', '..', 'every call'],
  ['token=503@1@2', '2', 'write two rules'],
  ['token=503@evry:5', 'evry', 'did you mean "@every"?'],
  ['token=503@every', 'every', 'write a count'],
  ['token=503@once:2', 'once:2', 'write @once'],
  ['token=503@p:20', '20', 'for 20 % write p:0.2'],
  ['token=503@until:2030-02-31', '2030-02-31', 'ISO 8601 with a zone'],
  ['token=503@until:2030-02-03T10:00:00', '2030-02-03T10:00:00', 'ISO 8601 with a zone'],
  ['token=503@per:clients', 'clients', 'did you mean "client"?'],
  ['token=503:consume@late', '503:consume', 'write one of them'],
] as const) {
  t.test(`${text} is refused at '${under}'`, async (t) => {
    const error = refused(text)
    t.equal(marked(error), under)
    t.ok(error.hint?.includes(hint), error.message)
  })
}

t.test('the place of a mistake counts from the beginning of the text as it was given', async (t) => {
  t.match(refused('  tokn=503'), { offset: 2, length: 4 })
})

t.test('what cannot be printed does not move the carets', async (t) => {
  t.match(refused('token\n=503').message, '\n  token?=503\n  ^^^^^^\n')
})

t.test('only a part of a very long rule is shown', async (t) => {
  const lines = refused(`token+client:${'x'.repeat(1500)}=503@evry:2`).message.split('\n')
  t.ok(lines.every((line) => line.length < 200))
  t.match(lines[1], '@evry:2')
})

t.test('a rule of more than 2000 characters is refused', async (t) => {
  t.match(refused(`token+client:${'x'.repeat(2000)}=503`).reason, 'longer than 2000')
})

t.test('a selector alone may ask for a status', async (t) => {
  t.same(parseSelector('token.refresh+status:4xx'), {
    point: 'token',
    part: 'refresh_token',
    conditions: [{ key: 'status', value: '4xx' }],
  })
})

t.test('a selector is written back as it was', async (t) => {
  const text = 'token.cc+client:web+param.audience:x'
  t.equal(selectorText(parseSelector(text)), text)
})

t.test('a mistake in a selector does not speak of rules', async (t) => {
  t.match(refused('token+status:99', parseSelector).message, /^bad selector: "99" is not an HTTP status/)
})
