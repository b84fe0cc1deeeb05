// Stories of the catalogue that want more than the next call: codes that are delivered twice, devices, registrations,
// documents that anybody fetches.

import t from 'tap'
import { Clock } from '../../lib/state/clock.js'
import { START, stage } from '../support/realm.js'
import type { Staged } from '../support/realm.js'

const OFFLINE = { scope: 'openid offline_access' }

/** The code stands in a page that loads the callback twice. */
async function delivered({ authorize }: Staged): Promise<string> {
  const { content } = (await authorize()).reply
  return (content.kind === 'text' && /[?&]code=([^&]+)/.exec(content.text)?.[1]) || ''
}

for (const [times, outcome] of [
  [1, 'handled'],
  [2, 'mishandled'],
] as const) {
  t.test(`a code that is delivered twice and redeemed ${times === 1 ? 'once' : 'twice'} is ${outcome}`, async (t) => {
    const staged = await stage({}, { faults: ['authorize=double-callback'] })
    const code = await delivered(staged)
    for (let i = 0; i < times; i += 1) await staged.redeem(code)
    t.match(staged.realm.verdicts.settle(), [{ effect: 'lc-double-callback', outcome }])
  })
}

t.test('a code of another session may be redeemed, and what it brings may not be used', async (t) => {
  const { realm, code, redeem, userinfo } = await stage({}, { faults: ['authorize=code-injection@2'] })
  await code()
  const { body } = await redeem(await code())
  t.match(realm.verdicts.list(), [{ effect: 'az-code-injection', outcome: 'watching' }])
  if (body['access_token'] === undefined) return
  await userinfo(body['access_token'])
  t.match(realm.verdicts.list(), [{ outcome: 'mishandled', because: /what the code of that answer brought/ }])
})

t.test('a token that comes beside a code is ignored, and the code is good', async (t) => {
  const { realm, tokens, userinfo } = await stage({}, { faults: ['authorize=token-in-code-flow'] })
  await userinfo((await tokens()).access_token)
  t.match(realm.verdicts.settle(), [{ effect: 'az-token-in-code-flow', outcome: 'handled' }])
})

t.test('a token that comes beside a code is not to be used', async (t) => {
  const { realm, authorize, userinfo } = await stage({}, { faults: ['authorize=token-in-code-flow'] })
  await userinfo((await authorize()).told?.['access_token'] ?? '')
  t.match(realm.verdicts.list(), [{ outcome: 'mishandled', decided_by: 'r2' }])
})

t.test('a token that expires at once and is used before the next refresh is no storm', async (t) => {
  const { realm, tokens, refresh, userinfo } = await stage({}, { faults: ['token.refresh=expires-in-zero'] })
  let { refresh_token } = await tokens(OFFLINE)
  for (let i = 0; i < 5; i += 1) {
    const { body } = await refresh(refresh_token)
    refresh_token = body['refresh_token']
    await userinfo(body['access_token'])
  }
  t.match(realm.verdicts.settle(), [{ effect: 'tr-expires-in-zero', outcome: 'handled' }])
})

t.test('refreshing for its own sake is a storm', async (t) => {
  const { realm, tokens, refresh } = await stage({}, { faults: ['token.refresh=expires-in-zero'] })
  let { refresh_token } = await tokens(OFFLINE)
  for (let i = 0; i < 5; i += 1) refresh_token = (await refresh(refresh_token)).body['refresh_token']
  t.match(realm.verdicts.settle(), [{ outcome: 'mishandled', because: /3 times more/ }])
})

t.test('a resource is asked again with the token of a refresh, once', async (t) => {
  const { realm, tokens, refresh, userinfo } = await stage({}, { faults: ['userinfo=401-once'] })
  const { access_token, refresh_token } = await tokens(OFFLINE)
  await userinfo(access_token)
  await userinfo((await refresh(refresh_token)).body['access_token'])
  t.match(realm.verdicts.list(), [{ effect: 'rs-401-once', outcome: 'handled', decided_by: 'r5' }])
})

async function device(
  rule: string,
): Promise<Staged & { start(): Promise<string>; poll(code: string): Promise<unknown>; sleep(s: number): void }> {
  let real = START
  const clients = [{ client_id: 'tv', grant_types: ['urn:ietf:params:oauth:grant-type:device_code'] }] as const
  const staged = await stage({ clients }, { faults: [rule], clock: new Clock(() => real) })
  const as = { headers: {} }
  return {
    ...staged,
    start: async () =>
      (await staged.ask('device_authorization', { ...as, form: { client_id: 'tv' } })).body['device_code'] as string,
    poll: (device_code) => staged.token({ grant_type: clients[0].grant_types[0], client_id: 'tv', device_code }, as),
    sleep: (seconds) => (real += seconds * 1000),
  }
}

t.test('a device that polls at the interval it is to assume handles its absence', async (t) => {
  const { realm, start, poll, sleep } = await device('device=interval-absent')
  const code = await start()
  await poll(code)
  sleep(5)
  await poll(code)
  t.match(realm.verdicts.list(), [{ effect: 'dev-interval-absent', outcome: 'handled', decided_by: 'r3' }])
})

t.test('a device that polls faster mishandles it', async (t) => {
  const { realm, start, poll, sleep } = await device('device=interval-absent')
  const code = await start()
  await poll(code)
  sleep(1)
  await poll(code)
  t.match(realm.verdicts.list(), [{ outcome: 'mishandled', because: /after 1 s of the 5 s/ }])
})

t.test('a device that polls after it was told of the end mishandles it', async (t) => {
  const { realm, start, poll } = await device('token.device=expired-token')
  const code = await start()
  await poll(code)
  await poll(code)
  t.match(realm.verdicts.list(), [{ effect: 'dev-expired-token', outcome: 'mishandled', decided_by: 'r3' }])
})

const FORM = {
  body: JSON.stringify({ redirect_uris: ['https://x.example/cb'] }),
  media_type: 'application/json',
  method: 'POST',
}

t.test('a registration that is refused is tried again once, not oftener', async (t) => {
  const { realm, ask } = await stage({}, { faults: ['register=invalid-client-metadata'] })
  for (let i = 0; i < 3; i += 1) await ask('registration', FORM)
  t.match(realm.verdicts.list(), [{ effect: 'rg-invalid-client-metadata', outcome: 'mishandled', decided_by: 'r3' }])
})

t.test('a client that goes on without the client_id that it was not given mishandles it', async (t) => {
  const { realm, ask, authorize } = await stage({}, { faults: ['register=no-client-id'] })
  await ask('registration', FORM)
  await authorize({ client_id: 'undefined' })
  t.match(realm.verdicts.list(), [{ effect: 'rg-no-client-id', outcome: 'mishandled', decided_by: 'r2' }])
})

t.test('a client that goes on with metadata of another issuer mishandles them', async (t) => {
  const { realm, ask, authorize } = await stage({}, { faults: ['discovery=issuer-mismatch'] })
  await ask('metadata')
  await authorize()
  t.match(realm.verdicts.list(), [{ effect: 'disc-issuer-mismatch', outcome: 'mishandled', decided_by: 'r2' }])
})

t.test('with several clients about, nobody is accused of what anybody may have fetched', async (t) => {
  const { realm, ask, authorize } = await stage({}, { faults: ['discovery=issuer-mismatch'] })
  await authorize({ client_id: 'spa', redirect_uri: 'https://spa.example/cb' })
  await ask('metadata')
  await authorize()
  t.match(realm.verdicts.list(), [{ outcome: 'inconclusive', because: /spa, web were there.*with tags/ }])
})

t.test('a key that nobody knows is looked up once, and not for every token', async (t) => {
  const { realm, tokens, ask } = await stage({}, { faults: ['id_token=unknown-kid-flood'] })
  await tokens()
  await ask('jwks')
  await tokens()
  await ask('jwks')
  const [first, second] = realm.verdicts.settle()
  t.match(first, { effect: 'jwks-unknown-kid-flood', outcome: 'mishandled', because: /twice within/ })
  t.match(second, { outcome: 'handled' })
})

t.test('what no specification decides is not called a mistake', async (t) => {
  const { realm, code, redeem } = await stage({}, { faults: ['authorize=form-post-instead'] })
  await redeem(await code())
  t.match(realm.verdicts.list(), [{ outcome: 'inconclusive', because: /no specification says/ }])
})
