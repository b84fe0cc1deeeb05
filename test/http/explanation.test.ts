// Where `error_uri` leads: the same explanation for a person, a terminal and a program.

import t from 'tap'
import type { Test } from 'tap'
import { CALLBACK, CAST, WEB, landed, provided } from '../support/story.js'
import { basic } from '../support/request.js'

/** A redemption with a slash too many, as often as asked; answers the members of the last. */
async function refused(t: Test, options: object = {}, times = 1): Promise<Record<string, string>> {
  const { url } = await provided(t, options)
  const query = new URLSearchParams({ client_id: 'web', redirect_uri: CALLBACK, response_type: 'code', scope: 'api' })
  let members: Record<string, string> = {}
  for (let time = 0; time < times; time += 1) {
    const code = (await landed(`${url}/authorize?${query.toString()}`)).searchParams.get('code') ?? ''
    const body = new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: `${CALLBACK}/` })
    const headers = { authorization: basic(WEB.client_id, WEB.client_secret) }
    members = (await (await fetch(`${url}/token`, { method: 'POST', headers, body })).json()) as Record<string, string>
  }
  return members
}

const read = async (error_uri: string, accept: string): Promise<string> =>
  (await fetch(error_uri, { headers: { accept } })).text()

t.test('a person sees the difference marked, the checks in order and what to do, without scripts', async (t) => {
  const { error_uri = '' } = await refused(t)
  const page = await read(error_uri, 'text/html')
  t.match(page.replaceAll(/\s+/g, ' '), /callback<mark>\/<\/mark>/)
  t.match(page, /data-testid="explanation-checks">.*code not expired.*<mark>redirect-uri-trailing-slash<\/mark>/s)
  t.match(page, 'Send exactly the same redirect_uri in both requests')
  t.match(page, 'prefers-color-scheme: dark')
  t.notMatch(page, '<script')
})

t.test('a terminal gets a caret under the difference, and the checks with the one that failed', async (t) => {
  const { error_uri = '' } = await refused(t)
  const text = await read(error_uri, 'text/plain')
  const lines = text.split('\n')
  const at = lines.findIndex((line) => line.includes('received'))
  t.equal(lines[at + 1]?.indexOf('^'), lines[at]?.lastIndexOf('/'))
  t.match(text, /checks .*code known.* · redirect-uri-trailing-slash FAILED/)
  t.match(text, /relax +policy: \{ redirect_uri_trailing_slash: ignore \}/)
  t.match(text, 'RFC 6749 §4.1.3')
})

t.test('a program gets members, with the position of the difference and how often it happened', async (t) => {
  const { error_uri = '' } = await refused(t, {}, 2)
  const members: unknown = JSON.parse(await read(error_uri, 'application/json'))
  t.match(members, {
    status: 400,
    error: 'invalid_grant',
    client_id: 'web',
    diff_at: CALLBACK.length,
    seen: 2,
    diagnosis: {
      severity: 'error',
      reason: 'redirect-uri-trailing-slash',
      expected: CALLBACK,
      received: `${CALLBACK}/`,
      spec: 'RFC 6749 §4.1.3',
      fix: /same redirect_uri/,
    },
  })
})

t.test('no explanation tells a secret, sent or registered', async (t) => {
  const { url } = await provided(t)
  const headers = { authorization: basic('web', 'very secret & 100% ') }
  const body = new URLSearchParams({ grant_type: 'client_credentials' })
  const answer = await fetch(`${url}/token`, { method: 'POST', headers, body })
  const { error_uri, error_description } = (await answer.json()) as Record<string, string>
  for (const accept of ['text/html', 'text/plain', 'application/json'])
    t.notMatch(await read(error_uri ?? '', accept), /very secret/)
  t.match(error_description, /has blanks around it \(19 characters sent, 18 expected\)/)
  t.match(await read(error_uri ?? '', 'text/plain'), /expected +18 characters, sha256 [0-9a-f]{8}\.\.\./)
})

t.test('the policy leaves explanations out, as a production server would', async (t) => {
  const members = await refused(t, { fixtures: { ...CAST, policy: { explanations: 'omit' } } })
  t.same(members, { error: 'invalid_grant' })
})

t.test('a client that another realm has is told so, both ways', async (t) => {
  const realms = [{ id: 't3', fixtures: { clients: [{ client_id: 'tenant', client_secret: 'x', redirect_uris: [] }] } }]
  const { url } = await provided(t, { fixtures: { ...CAST, realms } })
  const ask = async (base: string, client_id: string): Promise<string> => {
    const headers = { authorization: basic(client_id, 'x') }
    const body = new URLSearchParams({ grant_type: 'client_credentials' })
    const answer = await fetch(`${base}/token`, { method: 'POST', headers, body })
    return String(((await answer.json()) as Record<string, unknown>)['error_description'])
  }
  t.match(await ask(url, 'tenant'), "unknown client_id 'tenant'; it is a client of realm 't3'")
  t.match(await ask(`${url}/realms/t4`, 'tenant'), "it is a client of realm 't3'")
})
