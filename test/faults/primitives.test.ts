// The primitives that change tokens, responses, key sets and documents: what their options may say, and what they leave
// alone.

import t from 'tap'
import { chosen, edited, readEdits, readWord } from '../../lib/faults/edit.js'
import type { Turn } from '../../lib/faults/fault.js'
import { FAULTS } from '../../lib/faults/index.js'
import { OptionError } from '../../lib/faults/options.js'
import { NOBODY } from '../../lib/faults/stagehand.js'
import { Draft } from '../../lib/protocol/draft.js'
import { json, type Reply } from '../../lib/protocol/messages.js'
import { parseRule } from '../../lib/faults/rules/grammar.js'
import { Keys } from '../../lib/state/keys.js'
import { Clock } from '../../lib/state/clock.js'
import { seal } from '../../lib/tokens/seal.js'
import { claimsOf, headerOf } from '../support/realm.js'
import { request } from '../support/request.js'

const TURN: Turn = { cause: 'f1: test', chance: 0.5, now: 0, hand: NOBODY }
const NOTHING = request('token')

const spoil = (name: 'jwt' | 'keyset' | 'metadata' | 'response' | 'stolen' | 'detour', options: object, reply: Reply) =>
  FAULTS[name].arm(options as never).wrap(TURN)(NOTHING, async () => reply)

t.test('an edit sets, removes, or says how a member changes', async (t) => {
  const before = { text: 'a', number: 2, list: ['x'], url: 'https://Host.example/', gone: 1, kept: { deep: true } }
  const edits = {
    text: { append: 'b' },
    number: { times: 10, shift: 1 },
    list: { more: 'y' },
    url: { slash: true },
    gone: null,
    added: { add: 'new' },
    later: { after: 5 },
    plain: [1],
    object: { set: { a: 1 } },
  }
  t.strictSame(edited(before, edits, 100), {
    text: 'ab',
    number: 21,
    list: ['x', 'y'],
    url: 'https://Host.example',
    kept: { deep: true },
    added: 'new',
    later: 105,
    plain: [1],
    object: { a: 1 },
  })
})

t.test('what is not there, or is something else, cannot be changed', async (t) => {
  const edits = { a: { append: '1' }, b: { shift: 1 }, c: { list: true }, d: { text: true }, e: { slash: true } }
  t.strictSame(edited({}, edits), {})
  t.strictSame(edited({ a: 1, b: 'x', e: 5 }, edits), { a: 1, b: 'x', e: 5 })
})

t.test('an issuer in other spellings', async (t) => {
  const spelled = (iss: string, how: string): unknown => edited({ iss }, { iss: { [how]: true } })['iss']
  t.equal(spelled('https://as.example/t', 'port'), 'https://as.example:443/t')
  t.equal(spelled('http://[::1]', 'port'), 'http://[::1]:80')
  t.equal(spelled('http://localhost:80/', 'port'), 'http://localhost/')
  t.equal(spelled('urn:issuer', 'port'), 'urn:issuer')
  t.equal(spelled('https://as.example/Tenant', 'host'), 'https://AS.EXAMPLE/Tenant')
})

t.test('mistakes in a row are told by the option they are in', async (t) => {
  const options = [
    () => readEdits({ claims: 'x' }, 'claims'),
    () => readEdits({ claims: { iss: { prepend: 'x' } } }, 'claims'),
    () => chosen({ choices: { a: {}, b: {} }, how: 'c' }),
    () => readWord({ kid: 'mine' }, 'kid', ['yours']),
    () => FAULTS.jwt.arm({ hashes: 'x' }),
    () => FAULTS.response.arm({ only: 'state' }),
    () => FAULTS.life.arm({ fate: 'expire' }),
    () => FAULTS.life.arm({ fate: 'shorten', of: 'code', share: 2 }),
    () => FAULTS.upheaval.arm({}),
  ]
  for (const read of options) t.throws(read, OptionError, String(read))
})

t.test('a way that a row does not have is a mistake with a caret and the ways it has', async (t) => {
  const error = (() => {
    try {
      return parseRule('authorize=iss-normalized:upper')
    } catch (thrown) {
      return thrown as Error
    }
  })() as Error
  t.match(error.message, /"upper" is not one of its ways/)
  t.match(error.message, /write slash, case or port|write slash or case or port/)
})

t.test('every JWT of a reply is changed unless a member is named', async (t) => {
  const draft = (sub: string): Draft => new Draft({ header: {}, claims: { sub }, alg: 'RS256' })
  const reply = json(200, { id_token: draft('a'), access_token: draft('b'), other: 'text' })
  const subs = ({ content }: Reply): unknown[] =>
    content.kind === 'members'
      ? Object.values(content.members).map((one) => (one instanceof Draft ? one.claims['sub'] : one))
      : []
  t.strictSame(subs(await spoil('jwt', { claims: { sub: 'x' } }, reply)), ['x', 'x', 'text'])
  t.strictSame(subs(await spoil('jwt', { member: 'access_token', claims: { sub: 'x' } }, reply)), ['a', 'x', 'text'])
})

t.test('a reply that is a JWT itself, as signed userinfo, is forged too', async (t) => {
  const draft = new Draft({ header: { typ: 'JWT' }, claims: { sub: 'alice', iat: 1 }, alg: 'RS256' })
  const reply: Reply = { status: 200, headers: {}, content: { kind: 'draft', draft, media_type: 'application/jwt' } }
  const keys = new Keys([], new Clock())
  const sealed = await seal(await spoil('jwt', { claims: { sub: 'mallory' }, header: { kid: 'k' } }, reply), keys)
  const jwt = sealed.content.kind === 'draft' ? String(sealed.content.draft) : ''
  t.strictSame([claimsOf(jwt)['sub'], headerOf(jwt)['kid']], ['mallory', 'k'])
})

t.test('what has nothing to spoil is left as it is', async (t) => {
  const page: Reply = { status: 200, headers: {}, content: { kind: 'empty' } }
  for (const name of ['jwt', 'response', 'stolen', 'metadata', 'keyset'] as const)
    t.strictSame(await spoil(name, {}, page), page, name)
  t.strictSame(await spoil('detour', { way: 'twice' }, page), page)
  const form = { redirect_uri: 'https://c.example', response_mode: 'form_post', parameters: {} } as const
  const posted: Reply = { status: 200, headers: {}, content: { kind: 'redirection', redirection: form } }
  t.strictSame(await spoil('detour', { way: 'twice' }, posted), posted, 'a form is posted once')
})
