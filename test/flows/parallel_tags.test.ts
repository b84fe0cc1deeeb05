// Two hundred browser tests at once through one application on one issuer, told apart by tags alone.

import t from 'tap'
import { startProvider } from '../../lib/index.js'
import { APP, application } from '../support/application.js'
import type { Application, LoggedIn } from '../support/application.js'

const TAGS = Array.from({ length: 200 }, (_, at) => `test-${at}`)

interface Scene {
  /** What the tester sets up. */
  readonly rules?: (tag: string) => readonly string[]
  readonly next?: { readonly user: string } | { readonly deny: string }
  /** What the application does, and what it sees. */
  readonly play: (app: Application, tokens: LoggedIn) => Promise<unknown>
  readonly seen: unknown
  /** Endpoint and status of every request with the tag. */
  readonly journal: readonly string[]
}

const LOGIN = ['authorization 302', 'token 200']

const SCENES: readonly Scene[] = [
  {
    play: async (app, tokens) => [await app.refresh(tokens), await app.userinfo(tokens)],
    seen: [200, { status: 200, sub: 'alice' }],
    journal: [...LOGIN, 'token 200', 'userinfo 200'],
  },
  {
    next: { user: 'bob' },
    play: async (app, tokens) => app.userinfo(tokens),
    seen: { status: 200, sub: 'bob' },
    journal: [...LOGIN, 'userinfo 200'],
  },
  {
    rules: (tag) => [`token.refresh+tag:${tag}=invalid_grant@1`],
    play: async (app, tokens) => [await app.refresh(tokens), await app.refresh(tokens)],
    seen: [400, 200],
    journal: [...LOGIN, 'token 400', 'token 200'],
  },
  {
    next: { deny: 'access_denied' },
    play: async () => 'never',
    seen: 'access_denied',
    journal: ['authorization 302'],
  },
  {
    rules: (tag) => [`userinfo+tag:${tag}=503@1..2`, `introspect+tag:${tag}=500`],
    play: async (app, tokens) => [await app.userinfo(tokens), await app.userinfo(tokens), await app.userinfo(tokens)],
    seen: [{ status: 503 }, { status: 503 }, { status: 200, sub: 'alice' }],
    journal: [...LOGIN, 'userinfo 503', 'userinfo 503', 'userinfo 200'],
  },
]

const sceneOf = (at: number): Scene => SCENES[at % SCENES.length]!

t.test('each of 200 tests meets its own faults and its own logins, and no other', async (t) => {
  const users = [{ username: 'alice' }, { username: 'bob' }]
  const provider = await startProvider({ fixtures: { clients: [APP], users }, seed: 1 })
  t.teardown(() => provider.close())
  const { home, issuer } = provider
  TAGS.forEach((tag, at) => {
    const { rules, next } = sceneOf(at)
    for (const rule of rules?.(tag) ?? []) home.faults.arm(rule)
    if (next) home.login.queue({ ...next, tag })
  })
  const app = application(issuer)
  const seen = await Promise.all(
    TAGS.map(async (tag, at) => {
      const tokens = await app.login(`mock_oauth2_tag=${tag}`)
      return 'error' in tokens ? tokens.error : sceneOf(at).play(app, tokens)
    }),
  )
  t.same(
    seen,
    TAGS.map((_, at) => sceneOf(at).seen),
  )
  const journal = TAGS.map((tag) => home.journal.list({ tag }).map(({ endpoint, status }) => `${endpoint} ${status}`))
  t.same(
    journal,
    TAGS.map((_, at) => sceneOf(at).journal),
  )
  t.same(
    home.journal.list().filter(({ tag }) => tag === undefined),
    [],
    'every request is attributed',
  )
  t.same(home.login.waiting(), [])
  t.same(
    home.journal.list().filter(({ flow, tag }) => home.journal.find(flow)?.tag !== tag),
    [],
    'no conversation has two tags',
  )
})
