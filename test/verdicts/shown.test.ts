// Where verdicts are told: the control API, the explanation of a request, as a page and as text.

import t from 'tap'
import type { Test } from 'tap'
import { provided } from '../support/story.js'

const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: 'post', client_secret: 'posted' })

async function judged(t: Test) {
  const { url, home } = await provided(t, { faults: ['token=invalid_client@1'] })
  for (let i = 0; i < 2; i += 1) await fetch(`${url}/token`, { method: 'POST', body })
  return { url, home }
}

t.test('GET /verdicts lists what the clients made of the faults', async (t) => {
  const { url } = await judged(t)
  const response = await fetch(`${url}/_mock/v1/verdicts`)
  t.match(await response.json(), {
    verdicts: [
      { fault: 'f1', request: 'r1', client_id: 'post', outcome: 'handled', decided_by: 'r2', spec: 'RFC 6749 §5.2' },
    ],
  })
})

t.test('the explanation of a spoiled request has its verdict, for a terminal and for a browser', async (t) => {
  const { url } = await judged(t)
  const text = await (await fetch(`${url}/_mock/why/r1`, { headers: { accept: 'text/plain' } })).text()
  t.match(text, /verdict +f1 handled: it tried once more and was served \(r2, RFC 6749 §5\.2\)/)
  const page = await (await fetch(`${url}/_mock/why/r1`, { headers: { accept: 'text/html' } })).text()
  t.match(page, /What the client made of it/)
  t.match(page, /f1 handled: it tried once more and was served \(RFC 6749 §5\.2\)/)
})

t.test('a provider that closes has settled its verdicts', async (t) => {
  const provider = await provided(t, { faults: ['token=invalid_client'] })
  await fetch(`${provider.url}/token`, { method: 'POST', body })
  t.match(provider.home.verdicts.list(), [{ outcome: 'watching' }])
  await provider.close()
  t.match(provider.home.verdicts.list(), [{ outcome: 'handled' }])
})
