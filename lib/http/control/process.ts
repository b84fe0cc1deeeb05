// Routes of the process and of what a realm is made of: health, reset, shutdown, configuration, fixtures.

import { json } from '../../protocol/messages.js'
import type { Members } from '../../protocol/messages.js'
import type { Realm } from '../../realm/realm.js'
import { index } from './answer.js'
import { textOf } from './body.js'
import { durationText } from './clock.js'
import { documentOf } from './openapi.js'
import type { Route } from './route.js'
import { countArtifacts } from './tally.js'

const PARTS = ['state', 'faults', 'clock', 'journal'] as const

export const PROCESS_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/',
    id: 'index',
    summary: 'Lists the routes',
    open: true,
    answers: { 200: 'Index' },
    handle: ({ request, realm }) => index(request, realm.mount),
  },
  {
    method: 'GET',
    path: '/v1/health',
    id: 'health',
    summary: 'Tells that the provider is ready, and which one it is',
    open: true,
    answers: { 200: 'Health' },
    handle: ({ backstage, realm }) =>
      json(200, { status: 'ready', ...backstage.about(), issuer: realm.server.locations.issuer(), realm: realm.id }),
  },
  {
    method: 'GET',
    path: '/v1/openapi.json',
    id: 'openapi',
    summary: 'Describes this API, for programs that generate clients',
    open: true,
    answers: { 200: 'OpenApi' },
    handle: async () => json(200, await documentOf()),
  },
  {
    method: 'POST',
    path: '/v1/reset',
    id: 'reset',
    summary: 'Takes back what happened since the start: state, faults, clock and journal',
    body: { schema: 'ResetRequest', optional: true, example: { only: ['state', 'journal'] } },
    answers: { 200: 'Dropped' },
    handle: async ({ realm, body }) => {
      const only = (body['only'] ?? PARTS) as readonly (typeof PARTS)[number][]
      const dropped = droppedBy(realm, only)
      await realm.reset(only)
      return json(200, { dropped })
    },
  },
  {
    method: 'POST',
    path: '/v1/shutdown',
    id: 'shutdown',
    summary: 'Ends the command as SIGTERM does, or closes the provider in its test',
    answers: { 202: 'Shutdown' },
    handle: ({ backstage }) => {
      backstage.shutdown()
      return json(202, { closing: true })
    },
  },
  {
    method: 'GET',
    path: '/v1/config',
    id: 'readConfig',
    summary: 'Tells login mode, policy and lifetimes in force',
    answers: { 200: 'Config' },
    handle: ({ realm, backstage }) => json(200, backstage.fixtures.config(realm)),
  },
  {
    method: 'PATCH',
    path: '/v1/config',
    id: 'changeConfig',
    summary: 'Changes login mode, policy words and lifetimes from now on',
    body: { schema: 'ConfigChange', example: { policy: { unknown_scope: 'drop' }, lifetimes: { access_token: '1m' } } },
    answers: { 200: 'Config' },
    handle: async ({ realm, body, backstage }) => {
      await backstage.fixtures.configure(realm, body)
      return json(200, backstage.fixtures.config(realm))
    },
  },
  {
    method: 'GET',
    path: '/v1/fixtures',
    id: 'readFixtures',
    summary: 'Tells the fixtures in force, with all layers as one',
    answers: { 200: 'Fixtures' },
    handle: ({ realm, backstage }) => json(200, backstage.fixtures.read(realm)),
  },
  {
    method: 'PUT',
    path: '/v1/fixtures',
    id: 'replaceFixtures',
    summary: 'Replaces the fixtures; tokens of clients that stay are still good',
    body: { schema: 'Fixtures', raw: true, example: { clients: [{ client_id: 'web', client_secret: 's3cret' }] } },
    answers: { 200: 'Refitted' },
    handle: async ({ realm, request, backstage }) =>
      json(200, { ...(await backstage.fixtures.replace(realm, textOf(request))) }),
  },
  {
    method: 'PATCH',
    path: '/v1/fixtures',
    id: 'changeFixtures',
    summary: 'Lays fixtures over those in force',
    body: { schema: 'Fixtures', raw: true, example: { users: [{ username: 'carol' }] } },
    answers: { 200: 'Refitted' },
    handle: async ({ realm, request, backstage }) =>
      json(200, { ...(await backstage.fixtures.merge(realm, textOf(request))) }),
  },
  {
    method: 'POST',
    path: '/v1/fixtures/check',
    id: 'checkFixtures',
    summary: 'Says what is wrong with fixtures, and changes nothing',
    body: { schema: 'Fixtures', raw: true, example: { clients: [{ client_id: 'web' }] } },
    answers: { 200: 'Checked' },
    handle: async ({ request, backstage }) =>
      json(200, { valid: true, ...(await backstage.fixtures.check(textOf(request))) }),
  },
]

/** What a reset is about to take. */
function droppedBy(realm: Realm, only: readonly string[]): Members {
  return {
    ...(only.includes('state') && { state: countArtifacts(realm) }),
    ...(only.includes('faults') && { faults: realm.faults.list().length }),
    ...(only.includes('journal') && { journal: realm.journal.list().length }),
    ...(only.includes('clock') && { clock: durationText(realm.clock.read().offset) }),
  }
}
