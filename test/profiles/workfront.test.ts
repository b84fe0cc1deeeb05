import t from 'tap'
import { standard } from '../../lib/profiles/standard.js'
import { FORM } from '../../lib/protocol/form.js'
import { Parameters } from '../../lib/protocol/parameters.js'
import type { PolicyChange } from '../../lib/protocol/policy.js'
import { basic, request } from '../support/request.js'
import {
  ACCESS_TOKEN,
  CODE,
  LANGUAGES,
  REDIRECT_URI,
  REFRESH_TOKEN,
  example,
  membersOf,
  open,
  posted,
} from '../support/workfront.js'

const FORM_BODY = `grant_type=authorization_code&code=${CODE}&client_id=123456&client_secret=6asdf7a7a9a4af`
const REFRESH = `grant_type=refresh_token&refresh_token=${REFRESH_TOKEN}&client_id=123456&client_secret=6asdf7a7a9a4af`
const ISSUED = { access_token: ACCESS_TOKEN, refresh_token: REFRESH_TOKEN, expires_in: 3600 }

for (const language of LANGUAGES) {
  const { requestLine, body } = example(language)

  t.test(`the request of the ${language} page is posted to the token endpoint`, async (t) => {
    const realm = await open()
    const [method, path = ''] = requestLine.split(' ')
    t.equal(method, 'POST')
    t.equal(realm.locate(path)?.endpoint, 'token')
  })

  const AS_PRINTED: readonly (readonly [how: string, body: string, media_type: string, query: string])[] = [
    ['as a body, labelled as a form', body, FORM, ''],
    ['as a body without a Content-Type', body, '', ''],
    ['as plain text', body, 'text/plain', ''],
    ['with the line ends of Windows', body.replaceAll('\n', '\r\n') + '\r\n', FORM, ''],
    ['with its request line in the body', `${requestLine}\n${body}`, FORM, ''],
    ['in the query', '', '', body.replaceAll('\n', '&')],
    ['in the query, with an empty form', '', FORM, body.replaceAll('\n', '&')],
    ['as a form', body.replaceAll('\n', '&'), FORM, ''],
    ['split over query and lines', body.split('\n').slice(2).join('\n'), '', body.split('\n').slice(0, 2).join('&')],
  ]
  for (const [how, sent, media_type, query] of AS_PRINTED) {
    t.test(`the request of the ${language} page gets tokens ${how}`, async (t) => {
      const realm = await open()
      const reply = await realm.handle(posted(sent, media_type, query))
      t.equal(reply.status, 200)
      t.match(membersOf(reply), ISSUED)
    })
  }

  t.test(`the response of the ${language} page comes back letter by letter when that is asked for`, async (t) => {
    const policy = { response_syntax: 'unquoted', expires_member: 'expires_id', token_type_member: 'omit' } as const
    const realm = await open({ policy })
    const { content } = await realm.handle(posted(body))
    t.strictSame(content, { kind: 'text', text: example(language).response, media_type: 'application/json' })
  })
}

t.test('the token endpoint answers at /any/url as well, and advertises /oauth2/token', async (t) => {
  const realm = await open()
  t.equal(realm.locate('/any/url')?.endpoint, 'token')
  const reply = await realm.handle(request('metadata'))
  t.match(membersOf(reply), { token_endpoint: 'http://localhost:2884/oauth2/token' })
})

t.test('everything that metadata advertises is there', async (t) => {
  const realm = await open()
  const metadata = membersOf(await realm.handle(request('metadata')))
  const urls = Object.entries(metadata).filter(([name]) => /_endpoint$|_uri$/.test(name))
  t.equal(urls.length, 6)
  for (const [name, url] of urls) t.ok(realm.locate(new URL(String(url)).pathname), name)
})

t.test('a token response has the members of the page, and a token_type', async (t) => {
  const realm = await open()
  const reply = await realm.handle(posted(FORM_BODY))
  t.strictSame(membersOf(reply), { ...ISSUED, token_type: 'Bearer' })
  t.strictSame(Object.keys(membersOf(reply)).slice(0, 3), ['access_token', 'refresh_token', 'expires_in'])
  t.match(reply.headers, { 'cache-control': 'no-store', pragma: 'no-cache' })
})

t.test('codes and tokens are 32 lower-case letters and digits', async (t) => {
  const realm = await open({ codes: [{ code: 'c', client_id: '123456', user: 'alice' }] })
  const members = membersOf(await realm.handle(posted(FORM_BODY.replace(CODE, 'c'))))
  t.match(members.access_token, /^[0-9a-z]{32}$/)
  t.match(members.refresh_token, /^[0-9a-z]{32}$/)
})

t.test('the refresh token stays the same and is returned every time', async (t) => {
  const realm = await open()
  await realm.handle(posted(FORM_BODY))
  for (const turn of [1, 2, 3]) {
    const members = membersOf(await realm.handle(posted(REFRESH)))
    t.equal(members.refresh_token, REFRESH_TOKEN, `refresh ${turn}`)
    t.not(members.access_token, ACCESS_TOKEN)
  }
})

t.test('a refresh token never expires', async (t) => {
  const realm = await open()
  await realm.handle(posted(FORM_BODY))
  realm.clock.advance(20 * 365 * 86_400_000)
  t.equal((await realm.handle(posted(REFRESH))).status, 200)
})

t.test('a refresh token is replaced when the policy says so', async (t) => {
  const realm = await open({ policy: { refresh: { rotation: 'rotate' } } })
  await realm.handle(posted(FORM_BODY))
  const members = membersOf(await realm.handle(posted(REFRESH)))
  t.match(members.refresh_token, /^[0-9a-z]{32}$/)
  t.match(membersOf(await realm.handle(posted(REFRESH))), { error: 'invalid_grant' })
})

t.test('a code lives ten minutes', async (t) => {
  const young = await open()
  young.clock.advance(599_000)
  t.equal((await young.handle(posted(FORM_BODY))).status, 200)
  const old = await open()
  old.clock.advance(600_000)
  const reply = await old.handle(posted(FORM_BODY))
  t.equal(reply.status, 400)
  t.match(membersOf(reply), { error: 'invalid_grant', status: 'error' })
})

t.test('a code works once', async (t) => {
  const realm = await open()
  await realm.handle(posted(FORM_BODY))
  t.match(membersOf(await realm.handle(posted(FORM_BODY))), { error: 'invalid_grant', status: 'error' })
})

t.test('an error of the token endpoint speaks both conventions', async (t) => {
  const realm = await open()
  const reply = await realm.handle(posted(FORM_BODY.replace('6asdf7a7a9a4af', 'wrong')))
  t.equal(reply.status, 401)
  t.match(membersOf(reply), { error: 'invalid_client', error_description: /client_secret/, status: 'error' })
})

t.test('a client_id is text, however much it looks like a number', async (t) => {
  const realm = await open()
  const reply = await realm.handle(posted(FORM_BODY.replace('client_id=123456', 'client_id=0123456')))
  t.match(membersOf(reply), { error: 'invalid_client' })
})

t.test('redirect_uri may be sent, and has to be the right one then', async (t) => {
  const right = await (await open()).handle(posted(`${FORM_BODY}&redirect_uri=${encodeURIComponent(REDIRECT_URI)}`))
  t.equal(right.status, 200)
  const wrong = await (await open()).handle(posted(`${FORM_BODY}&redirect_uri=https://other.example/`))
  t.match(membersOf(wrong), { error: 'invalid_grant' })
})

t.test('an unrelated Basic header does not disturb the parameters', async (t) => {
  const realm = await open()
  const authorization = 'Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=='
  const given = posted(FORM_BODY)
  const reply = await realm.handle({
    ...given,
    headers: { ...given.headers, authorization },
    authorizations: [authorization],
  })
  t.equal(reply.status, 200)
})

t.test('a client may authenticate by Basic instead', async (t) => {
  const realm = await open()
  const authorization = basic('123456', '6asdf7a7a9a4af')
  const given = posted(`grant_type=authorization_code&code=${CODE}`)
  const reply = await realm.handle({
    ...given,
    headers: { ...given.headers, authorization },
    authorizations: [authorization],
  })
  t.equal(reply.status, 200)
})

t.test('unknown parameters in the query are ignored, also those without a value', async (t) => {
  const realm = await open()
  const reply = await realm.handle(posted(FORM_BODY, FORM, 'access_type=offline&access_type_too'))
  t.equal(reply.status, 200)
})

t.test('the same parameter in both places is fine when it is equal', async (t) => {
  const realm = await open()
  const reply = await realm.handle(posted(FORM_BODY, FORM, `code=${CODE}&client_id=123456`))
  t.equal(reply.status, 200)
})

t.test('a parameter without a value in the query does not hide that of the body', async (t) => {
  const realm = await open()
  t.equal((await realm.handle(posted(FORM_BODY, FORM, 'code&client_id='))).status, 200)
})

t.test('the same parameter with different values is refused, and the refusal says which', async (t) => {
  const realm = await open()
  const reply = await realm.handle(posted(FORM_BODY, FORM, 'code=other'))
  t.match(membersOf(reply), {
    error: 'invalid_request',
    error_description: /^code has one value in the URL and another in the body/,
  })
  t.equal(realm.journal.list()[0]?.reason, 'param-differs-query-body')
})

t.test('a parameter twice in one place is refused', async (t) => {
  const realm = await open()
  t.match(membersOf(await realm.handle(posted(FORM_BODY, FORM, 'code=a&code=a'))), { error: 'invalid_request' })
})

t.test('a JSON body is refused with the form that it should have been', async (t) => {
  const realm = await open()
  const reply = await realm.handle(posted('{"grant_type":"refresh_token"}', 'application/json'))
  t.match(membersOf(reply), { error: 'invalid_request' })
  t.equal(realm.journal.list()[0]?.reason, 'body-json')
})

t.test('what is taken here and would be refused elsewhere stands in the journal', async (t) => {
  const realm = await open()
  const [type, ...others] = example('en').body.split('\n')
  await realm.handle(posted(others.join('\n'), '', type))
  const told = realm.journal.list()[0]?.warnings.map(({ reason }) => reason)
  t.strictSame(told, ['body-content-type-missing', 'body-newline-separated', 'parameters-in-query'])
})

t.test('garbage in a body is a refusal and no failure', async (t) => {
  const realm = await open()
  for (const body of ['\n\n\n', '=\n=', 'a\nb\nc', '\u0000', '%\n%zz', '{\n}', '“\n”']) {
    const reply = await realm.handle(posted(body, ''))
    t.ok(reply.status >= 400 && reply.status < 500, JSON.stringify(body))
  }
})

const AUTHORIZE: readonly (readonly [what: string, query: string])[] = [
  ['with state alone', 'state=s-1'],
  ['with state and the request parameters of an administrator', 'state=s-1&access_type=offline&access_type_too'],
  ['complete', `response_type=code&client_id=123456&redirect_uri=${encodeURIComponent(REDIRECT_URI)}&state=s-1`],
]
for (const [what, query] of AUTHORIZE) {
  t.test(`an authorization request ${what} is answered with a code and the state`, async (t) => {
    const realm = await open()
    const { content } = await realm.handle(request('authorization', { query: Parameters.parse(query) }))
    t.match(content, { kind: 'redirection', redirection: { redirect_uri: REDIRECT_URI, response_mode: 'query' } })
    t.match(content.kind === 'redirection' && content.redirection.parameters, { code: /^[0-9a-z]{32}$/, state: 's-1' })
  })
}

t.test('a redirect_uri that is not registered is answered with a page, never with a redirect', async (t) => {
  const realm = await open()
  const { content, status } = await realm.handle(
    request('authorization', { query: { state: 's', redirect_uri: 'https://evil.example/' } }),
  )
  t.equal(status, 400)
  t.equal(content.kind, 'page')
})

t.test('a code_challenge that is sent is enforced', async (t) => {
  const realm = await open()
  const query = {
    state: 's',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
  }
  const { content } = await realm.handle(request('authorization', { query }))
  const code = content.kind === 'redirection' ? String(content.redirection.parameters['code']) : ''
  t.match(membersOf(await realm.handle(posted(FORM_BODY.replace(CODE, code)))), { error: 'invalid_grant' })
  const verified = `${FORM_BODY.replace(CODE, code)}&code_verifier=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk`
  t.equal((await realm.handle(posted(verified))).status, 200)
})

const VARIANTS: readonly (readonly [what: string, policy: PolicyChange, members: object])[] = [
  ['expires_id', { expires_member: 'expires_id' }, { expires_id: 3600 }],
  ['both names of the lifetime', { expires_member: 'both' }, { expires_in: 3600, expires_id: 3600 }],
  ['no lifetime', { expires_member: 'none' }, {}],
  ['the lifetime as text', { expires_type: 'string' }, { expires_in: '3600' }],
  ['expires_id as text', { expires_member: 'expires_id', expires_type: 'string' }, { expires_id: '3600' }],
]
for (const [what, policy, members] of VARIANTS) {
  t.test(`a token response with ${what}`, async (t) => {
    const realm = await open({ policy: { ...policy, token_type_member: 'omit' } })
    const reply = await realm.handle(posted(FORM_BODY))
    t.strictSame(membersOf(reply), { access_token: ACCESS_TOKEN, refresh_token: REFRESH_TOKEN, ...members })
  })

  t.test(`the profile standard, too, can be told to answer with ${what}`, async (t) => {
    const realm = await open({
      profile: standard,
      clients: [{ ...(await open()).server.clients.list()[0]! }],
      policy: { ...policy, token_type_member: 'omit', redirect_uri_at_token: 'optional' },
    })
    const reply = await realm.handle(posted(FORM_BODY))
    t.strictSame(membersOf(reply), { access_token: ACCESS_TOKEN, refresh_token: REFRESH_TOKEN, ...members })
  })
}

t.test('a scope is told when the policy says so', async (t) => {
  const codes = [{ code: CODE, client_id: '123456', user: 'alice', scope: 'files' }]
  const silent = await (await open({ codes })).handle(posted(FORM_BODY))
  t.notHas(membersOf(silent), { scope: 'files' })
  const telling = await (await open({ codes, policy: { scope_member: 'send' } })).handle(posted(FORM_BODY))
  t.has(membersOf(telling), { scope: 'files' })
})

t.test('errors in the words of the page alone carry a sentence', async (t) => {
  const realm = await open({ policy: { error_body: 'own' } })
  const reply = await realm.handle(posted(FORM_BODY.replace(CODE, 'unknown')))
  t.equal(reply.status, 400)
  t.strictSame(Object.keys(membersOf(reply)).toSorted(), ['error', 'status'])
  t.match(membersOf(reply), { status: 'error', error: /did not issue/ })
})

t.test('errors in the words of the RFC alone carry no status', async (t) => {
  const realm = await open({ policy: { error_body: 'rfc' } })
  t.notOk('status' in membersOf(await realm.handle(posted(FORM_BODY.replace(CODE, 'unknown')))))
})

const STRICT: readonly (readonly [
  policy: PolicyChange,
  body: string,
  media_type: string,
  query: string,
  reason: string,
])[] = [
  [{ token_parameters: 'body' }, '', '', FORM_BODY, 'body-empty-with-query'],
  [
    { token_parameters: 'body' },
    FORM_BODY.replace(/&client_secret.*/, ''),
    FORM,
    'client_secret=6asdf7a7a9a4af',
    'secret-in-query',
  ],
  [{ token_parameters: 'query' }, FORM_BODY, FORM, '', 'parameters-in-body'],
  [{ newline_body: 'refuse' }, FORM_BODY.replaceAll('&', '\n'), FORM, '', 'body-newline-separated'],
  [{ missing_content_type: 'refuse' }, FORM_BODY, '', '', 'body-content-type-missing'],
  [{ missing_content_type: 'refuse' }, FORM_BODY, 'text/plain', '', 'body-content-type'],
  [{ redirect_uri_at_token: 'required' }, FORM_BODY, FORM, '', 'redirect-uri-missing-at-token'],
]
for (const [policy, body, media_type, query, reason] of STRICT) {
  t.test(`${JSON.stringify(policy)} refuses with ${reason}`, async (t) => {
    const realm = await open({ policy })
    t.match(membersOf(await realm.handle(posted(body, media_type, query))), { error: 'invalid_request' })
    t.equal(realm.journal.list()[0]?.reason, reason)
  })
}

t.test('parameters in the query alone are taken when the policy wants them there', async (t) => {
  const realm = await open({ policy: { token_parameters: 'query' } })
  t.equal((await realm.handle(posted('', '', FORM_BODY))).status, 200)
})

const MISTRANSLATED: readonly (readonly [language: string, right: string, printed: string])[] = [
  ['it-IT', 'grant_type', 'tipo_sovvenzione'],
  ['it-IT', 'grant_type', 'Grant_type'],
  ['nl-NL', 'grant_type', 'subsidie_type'],
  ['it-IT', 'code', 'codice'],
  ['pt-BR', 'code', 'código'],
  ['zh-Hans', 'code', '代码'],
  ['ko-KR', 'code', '코드'],
  ['de-DE', 'code', 'Code'],
  ['zh-Hans', 'client_secret', 'clientsecret'],
  ['nl-NL', 'client_secret', 'client_geheime'],
  ['ko-KR', 'client_secret', '클라이언트 암호'],
]
for (const [language, right, printed] of MISTRANSLATED) {
  t.test(`${printed} of the ${language} page is refused, and ${right} is named`, async (t) => {
    const realm = await open()
    const body = FORM_BODY.replace(`${right}=`, `${encodeURIComponent(printed)}=`)
    const reply = await realm.handle(posted(body))
    t.equal(reply.status, 400)
    t.match(membersOf(reply), {
      error: 'invalid_request',
      error_description: `write '${right}' for '${encodeURI(printed)}' (${language})`,
    })
    t.match(realm.journal.list()[0], {
      reason: 'param-mistranslated',
      diagnosis: { expected: right, received: printed },
    })
  })
}

t.test('several mistranslated names are told at once', async (t) => {
  const realm = await open()
  const body = FORM_BODY.replace('grant_type=', 'tipo_sovvenzione=').replace('code=', 'codice=')
  const { error_description } = membersOf(await realm.handle(posted(body)))
  t.match(error_description, /'grant_type' for 'tipo_sovvenzione'.*'code' for 'codice'/)
})

t.test('a mistranslated name beside the right one is an unknown parameter', async (t) => {
  const realm = await open()
  t.equal((await realm.handle(posted(`${FORM_BODY}&codice=x`))).status, 200)
})

const MISVALUED: readonly (readonly [sent: string, right: string])[] = [
  ['authorizationcode', 'authorization_code'],
  ['authorized_code', 'authorization_code'],
  ['authentication_code', 'authorization_code'],
  ['refreshtoken', 'refresh_token'],
  ['verfrist_token', 'refresh_token'],
  ['“authorization_code”', 'authorization_code'],
  ['«\u00a0refresh_token\u00a0»', 'refresh_token'],
]
for (const [sent, right] of MISVALUED) {
  t.test(`grant_type ${sent} is refused, and ${right} is named`, async (t) => {
    const realm = await open()
    const reply = await realm.handle(posted(FORM_BODY.replace('=authorization_code', `=${encodeURIComponent(sent)}`)))
    t.match(membersOf(reply), { error: 'unsupported_grant_type', error_description: `write grant_type=${right}` })
  })
}

t.test('estado in place of state is told to the client', async (t) => {
  const realm = await open()
  const { content } = await realm.handle(request('authorization', { query: { estado: 's-1' } }))
  t.match(content.kind === 'redirection' && content.redirection.parameters, {
    error: 'invalid_request',
    error_description: /write 'state' for 'estado' \(pt-BR\)/,
  })
})

t.test('the profile standard knows nothing of translations', async (t) => {
  const realm = await open({ profile: standard, clients: [] })
  await realm.handle(posted(FORM_BODY.replace('code=', 'codice=')))
  t.not(realm.journal.list()[0]?.reason, 'param-mistranslated')
})

t.test('a spoiled answer speaks the dialect, too', async (t) => {
  const realm = await open({ faults: ['token=invalid_grant'] })
  t.match(membersOf(await realm.handle(posted(FORM_BODY))), { error: 'invalid_grant', status: 'error' })
})
