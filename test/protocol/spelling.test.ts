import t from 'tap'
import { distance, nearest } from '../../lib/protocol/spelling.js'

t.test('two swapped neighbours are one mistake', async (t) => {
  t.equal(distance('secrte', 'secret'), 1)
})

t.test('the nearest of several words is meant', async (t) => {
  t.equal(nearest('client_credential', ['client_secret_basic', 'client_credentials']), 'client_credentials')
})

t.test('spelling in camel case, with dashes or in capitals is no distance', async (t) => {
  t.equal(nearest('redirectUris', ['redirect_uris', 'scope']), 'redirect_uris')
  t.equal(nearest('GRANT-TYPES', ['grant_types']), 'grant_types')
})

t.test('a word that is far from all of them means none', async (t) => {
  t.equal(nearest('banana', ['scope', 'secret']), undefined)
})

t.test('a long word may be a third of its length away, and no further', async (t) => {
  t.equal(nearest('authorisation_kode', ['authorization_code']), 'authorization_code')
  t.equal(nearest('authorize', ['revocation']), undefined)
})

t.test('two letters are not mistaken for two others', async (t) => {
  t.equal(nearest('ab', ['id']), undefined)
})
