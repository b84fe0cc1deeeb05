// OpenID Connect Core §8: who a user is to a client.

import t from 'tap'
import { ALICE, BOB, WEB, claimsOf, stage } from '../support/realm.js'
import type { Staged } from '../support/realm.js'
import { basic } from '../support/request.js'

const pairwise = (client_id: string, redirect_uri: string, more: object = {}) => ({
  ...WEB,
  client_id,
  redirect_uris: [redirect_uri],
  subject_type: 'pairwise' as const,
  access_token: { format: 'jwt' as const },
  ...more,
})
const CLIENTS = [
  pairwise('one', 'https://app.example/one'),
  pairwise('two', 'https://app.example/two'),
  pairwise('far', 'https://far.example/cb'),
  pairwise('kin', 'https://kin.example/cb', { sector_identifier_uri: 'https://app.example/sector.json' }),
  { ...pairwise('plain', 'https://app.example/plain'), subject_type: 'public' as const },
]

async function tokensOf(
  { authorize, redeem }: Staged,
  client_id: string,
  login_hint = 'alice',
): Promise<Record<string, string>> {
  const redirect_uri = CLIENTS.find((client) => client.client_id === client_id)!.redirect_uris[0]!
  const { told } = await authorize({ client_id, redirect_uri, login_hint })
  const headers = { authorization: basic(client_id, WEB.client_secret) }
  return (await redeem(told!['code']!, { redirect_uri }, { headers })).body
}

const sub = async (staged: Staged, client_id: string, login_hint?: string): Promise<string> =>
  claimsOf((await tokensOf(staged, client_id, login_hint))['id_token']!)['sub'] as string

t.test('OC-14 clients of one sector see the same sub, clients of another sector another', async (t) => {
  const staged = await stage({ clients: CLIENTS })
  const one = await sub(staged, 'one')
  t.match(one, /^[\w-]{43}$/)
  t.equal(await sub(staged, 'two'), one)
  t.equal(await sub(staged, 'kin'), one, 'its sector_identifier_uri says so')
  t.not(await sub(staged, 'far'), one)
  t.not(await sub(staged, 'one', 'bob'), one)
  t.equal(await sub(staged, 'plain'), 'alice')
})

t.test('OC-14 a pairwise sub is the same tomorrow and in another run', async (t) => {
  const [today, other] = [await stage({ clients: CLIENTS }), await stage({ clients: CLIENTS, seed: 2 })]
  const before = await sub(today, 'one')
  today.advance(86_400)
  t.equal(await sub(today, 'one'), before)
  t.equal(await sub(other, 'one'), before)
})

t.test('OC-14 ID Token, userinfo, access token, introspection and refresh agree on it', async (t) => {
  const staged = await stage({ clients: CLIENTS })
  const tokens = await tokensOf(staged, 'one')
  const headers = { authorization: basic('one', WEB.client_secret) }
  const expected = claimsOf(tokens['id_token']!)['sub'] as string
  t.not(expected, 'alice')
  t.equal((await staged.userinfo(tokens['access_token']!)).body['sub'], expected, 'userinfo')
  t.equal(claimsOf(tokens['access_token']!)['sub'], expected, 'access token')
  const inspected = await staged.ask('introspection', { headers, form: { token: tokens['access_token']! } })
  t.equal(inspected.body['sub'], expected, 'introspection')
  const form = { grant_type: 'refresh_token', refresh_token: tokens['refresh_token']! }
  const refreshed = (await staged.ask('token', { headers, form })).body
  t.equal(claimsOf(refreshed['id_token'] as string)['sub'], expected, 'refresh')
  t.equal((await staged.userinfo(refreshed['access_token'] as string)).body['sub'], expected)
})

t.test('OC-14 both kinds are advertised', async (t) => {
  t.same((await (await stage()).ask('metadata')).body['subject_types_supported'], ['public', 'pairwise'])
})

t.test('OC-14 a public sub is that of the fixtures, or the username', async (t) => {
  const staged = await stage({ clients: CLIENTS, users: [{ ...ALICE, sub: '2482' }, BOB] })
  t.same([await sub(staged, 'plain'), await sub(staged, 'plain', 'bob')], ['2482', 'bob'])
})
