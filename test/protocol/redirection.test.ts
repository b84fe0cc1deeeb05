// RFC 6749 §3.1.2, RFC 8252 §7.3: redirect URIs.

import t from 'tap'
import {
  isLoopback,
  matches,
  redirectionUrl,
  repeats,
  unregistrable,
  usualDifference,
} from '../../lib/protocol/redirection.js'
import { STANDARD } from '../../lib/protocol/policy.js'

const rules = { policy: STANDARD }

t.test('BC-01 nothing but the very string matches', async (t) => {
  const registered = 'https://app.example/cb'
  t.ok(matches(registered, registered, rules))
  for (const sent of [
    'https://app.example/cb/',
    'https://app.example/cb?',
    'https://app.example:443/cb',
    'https://APP.example/cb',
    'https://app.example/%63b',
    'https://app.example/cb#',
    ' https://app.example/cb',
    'https://app.example/cb\n',
    'https://app.example.evil/cb',
    'http://app.example/cb',
  ]) {
    t.notOk(matches(registered, sent, rules), sent)
  }
})

t.test('AZ-05 the port of a loopback address is free and nothing else of it', async (t) => {
  const registered = 'http://127.0.0.1:1234/cb?x=1'
  t.ok(matches(registered, 'http://127.0.0.1/cb?x=1', rules))
  for (const sent of [
    'http://127.0.0.2/cb?x=1',
    'http://[::1]/cb?x=1',
    'http://localhost/cb?x=1',
    'https://127.0.0.1/cb?x=1',
    'http://127.0.0.1/cb',
    'http://127.0.0.1:80@evil.example/cb?x=1',
    'http://user@127.0.0.1/cb?x=1',
  ]) {
    t.notOk(matches(registered, sent, rules), sent)
  }
})

t.test('only this machine is loopback', async (t) => {
  for (const uri of ['http://localhost', 'http://localhost:1/', 'http://127.0.0.1?x', 'http://[::1]:65535/cb'])
    t.ok(isLoopback(uri), uri)
  for (const uri of [
    'http://localhost.evil',
    'http://127.0.0.1.evil/',
    'http://localhost:1@evil/',
    'http://localhostx/',
    'https://localhost/',
    'HTTP://localhost/',
  ]) {
    t.notOk(isLoopback(uri), uri)
  }
})

t.test('a forgiven slash is forgiven before a query as well', async (t) => {
  const policy = { ...STANDARD, redirect_uri_trailing_slash: 'ignore' } as const
  t.ok(matches('https://a.example/cb', 'https://a.example/cb/', { policy }))
  t.ok(repeats('https://a.example/cb/?x=1', 'https://a.example/cb?x=1', policy))
  t.notOk(repeats('http://127.0.0.1:1/cb', 'http://127.0.0.1:2/cb', policy))
})

t.test('AZ-07 parameters join what the URI already has', async (t) => {
  const to = (redirect_uri: string, response_mode: 'query' | 'fragment' = 'query'): string =>
    redirectionUrl({ redirect_uri, response_mode, parameters: { code: 'a b', state: undefined } })
  t.equal(to('https://a.example'), 'https://a.example?code=a+b')
  t.equal(to('https://a.example/?'), 'https://a.example/?code=a+b')
  t.equal(to('https://a.example/?x=%2f'), 'https://a.example/?x=%2f&code=a+b')
  t.equal(to('https://a.example/?x=1&'), 'https://a.example/?x=1&code=a+b')
  t.equal(to('https://a.example/?x=1', 'fragment'), 'https://a.example/?x=1#code=a+b')
  t.equal(redirectionUrl({ redirect_uri: 'app:/cb', response_mode: 'query', parameters: {} }), 'app:/cb')
})

t.test('what could never be registered is named', async (t) => {
  t.match(unregistrable('https://a.example/#x'), /fragment/)
  t.match(unregistrable('/cb'), /absolute/)
  for (const uri of ['javascript:alert(1)', 'DATA:text/html,x', 'file:///etc'])
    t.match(unregistrable(uri), /scheme/, uri)
  t.equal(unregistrable('com.example.app:/cb'), undefined)
})

t.test('how two URIs differ is told in words', async (t) => {
  const named = (expected: string, received: string): string | undefined => usualDifference(expected, received)?.reason
  t.equal(named('http://localhost:3000/cb', 'http://127.0.0.1:3000/cb'), 'redirect-uri-localhost-vs-127')
  t.equal(named('https://a.example/cb', 'https://A.example/cb'), 'redirect-uri-host-case')
  t.equal(named('https://a.example/cb', 'https://a.example:443/cb'), 'redirect-uri-port')
  t.equal(named('https://a.example/cb', 'https://a.example/cb?x'), 'redirect-uri-query-or-fragment')
  t.equal(named('https://a.example/cb', 'https://b.example/other'), undefined)
  t.match(usualDifference('https://a.example/cb/', 'https://a.example/cb'), { words: /lacks the trailing/ })
})
