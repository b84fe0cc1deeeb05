// TK-16: https, with a certificate made on the spot.

import { X509Certificate } from 'node:crypto'
import { request } from 'node:https'
import t from 'tap'
import { selfSigned } from '../../lib/http/certificate.js'
import { startProvider } from '../../lib/index.js'

interface Said {
  readonly status: number | undefined
  readonly json: Record<string, unknown>
}

function get(url: string, ca: string | undefined): Promise<Said> {
  return new Promise((resolve, reject) => {
    request(url, { ca }, (answer) => {
      let text = ''
      answer.on('data', (chunk: Buffer) => (text += chunk.toString()))
      answer.on('end', () => resolve({ status: answer.statusCode, json: JSON.parse(text) as Record<string, unknown> }))
    })
      .on('error', reject)
      .end()
  })
}

t.test('TK-16 the server speaks TLS by name and by address, and metadata follows the scheme', async (t) => {
  const provider = await startProvider({ tls: true })
  t.teardown(() => provider.close())
  t.match(provider.url, /^https:\/\/localhost:\d+$/)
  for (const host of ['localhost', '127.0.0.1']) {
    const url = `https://${host}:${provider.port}/.well-known/openid-configuration`
    const { status, json } = await get(url, provider.ca)
    t.equal(status, 200)
    t.match(json, { issuer: provider.url, token_endpoint: `${provider.url}/token`, jwks_uri: `${provider.url}/jwks` })
  }
})

t.test('TK-16 who does not trust the authority is refused the handshake', async (t) => {
  const provider = await startProvider({ tls: true })
  t.teardown(() => provider.close())
  await t.rejects(get(`${provider.url}/healthz`, selfSigned().ca), { code: /CERT|SIGNATURE/ })
})

t.test('TK-16 with issuer request the scheme is that of the request', async (t) => {
  const provider = await startProvider({ tls: true, issuer: 'request' })
  t.teardown(() => provider.close())
  const { json } = await get(`https://127.0.0.1:${provider.port}/.well-known/openid-configuration`, provider.ca)
  t.equal(json['issuer'], `https://127.0.0.1:${provider.port}`)
})

t.test('TK-16 a certificate of the tester is served as it is, and there is no authority to hand out', async (t) => {
  const { cert, key, ca } = selfSigned('idp.example')
  const provider = await startProvider({ tls: { cert, key } })
  t.teardown(() => provider.close())
  t.equal(provider.ca, undefined)
  t.equal((await get(`${provider.url}/healthz`, ca)).status, 200)
})

t.test('a certificate that cannot be used is refused in words', async (t) => {
  await t.rejects(startProvider({ tls: { cert: 'none', key: 'none' } }), {
    name: 'RangeError',
    message: /certificate and key cannot be used/,
  })
})

t.test('the certificate is signed by the authority, for the loopback and the host that was named', async (t) => {
  const made = selfSigned('idp.example')
  const [cert, ca] = [new X509Certificate(made.cert), new X509Certificate(made.ca!)]
  t.equal(cert.checkIssued(ca), true)
  t.equal(cert.verify(ca.publicKey), true)
  t.equal(ca.verify(ca.publicKey), true)
  t.same([ca.ca, cert.ca], [true, false])
  t.equal(
    cert.subjectAltName,
    'DNS:localhost, DNS:*.localhost, DNS:host.docker.internal, DNS:idp.example, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1',
  )
  t.equal(new X509Certificate(selfSigned('10.1.2.3').cert).checkIP('10.1.2.3'), '10.1.2.3')
  t.not(selfSigned().key, selfSigned().key)
})
