// Which endpoint answers at which path, and which path is advertised.

import t from 'tap'
import { standard } from '../lib/profiles/standard.js'
import { Paths } from '../lib/realm/paths.js'
import type { EndpointName } from '../lib/protocol/messages.js'

const paths = (own: Record<string, EndpointName> = {}, issuer = 'http://localhost:2884', mount = ''): Paths =>
  new Paths({ ...standard.paths, '/api/v1/*': 'documents' }, own, mount, () => issuer)

t.test('MD-01 MD-02 an issuer with a path has its metadata appended and inserted', async (t) => {
  const { locate } = paths({}, 'https://id.example/tenant/1')
  const at = (path: string): string | undefined => locate.call(paths({}, 'https://id.example/tenant/1'), path)?.endpoint
  for (const name of ['openid-configuration', 'oauth-authorization-server']) {
    t.equal(at(`/tenant/1/.well-known/${name}`), 'metadata', `appended ${name}`)
    t.equal(at(`/.well-known/${name}/tenant/1`), 'metadata', `inserted ${name}`)
    t.equal(at(`/.well-known/${name}/tenant/2`), undefined)
  }
})

t.test('MD-01 a slash at the end of the issuer is not part of its path', async (t) => {
  t.equal(paths({}, 'https://id.example/t/').locate('/.well-known/oauth-authorization-server/t')?.endpoint, 'metadata')
  t.equal(paths({}, 'https://id.example/').locate('/token')?.endpoint, 'token')
})

t.test('every endpoint answers below the path of the issuer', async (t) => {
  const located = paths({}, 'https://id.example/t')
  t.equal(located.locate('/t/token')?.endpoint, 'token')
  t.equal(located.locate('/t')?.endpoint, 'index')
  t.equal(located.locate('/tt/token'), undefined)
  t.match(located.locate('/t/api/v1/files'), { endpoint: 'documents', rest: '/files' })
})

t.test('a path of the tester comes before those of the profile, and is the one advertised', async (t) => {
  const located = paths({ '/my/token': 'token' })
  t.equal(located.locate('/my/token')?.endpoint, 'token')
  t.equal(located.locate('/token')?.endpoint, 'token')
  t.equal(located.advertised['token'], '/my/token')
})

t.test('a path of the tester wins over the same path of the profile', async (t) => {
  t.equal(paths({ '/login': 'authorization' }).locate('/login')?.endpoint, 'authorization')
})

t.test('what follows a wild path is told', async (t) => {
  t.match(paths().locate('/api/v1//a%2Fb'), { endpoint: 'documents', rest: '/a%2Fb' })
  t.equal(paths().locate('/api/v1'), undefined)
})

t.test('names that every object has are no paths', async (t) => {
  for (const path of ['/constructor', '/__proto__', 'toString', '']) t.equal(paths().locate(path), undefined, path)
})
