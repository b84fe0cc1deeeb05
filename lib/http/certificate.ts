// RFC 5280: a certificate authority and a certificate of its own for this machine, made in memory in a few milliseconds.
// Both have fresh keys; whoever trusts the authority trusts this process alone.

import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import type { BadCertificate } from '../protocol/messages.js'

export interface Certificate {
  /** PEM: the certificate, and its private key. */
  readonly cert: string
  readonly key: string
  /** PEM: the authority that clients must trust; absent for a certificate that the tester brought. */
  readonly ca?: string
  /** Another one of the same authority, with one thing wrong; absent for a certificate that the tester brought. */
  readonly flawed?: (kind: BadCertificate) => Pick<Certificate, 'cert' | 'key'>
}

// Not before and not after: no clock is asked, so that a frozen one cannot spoil the handshake.
const VALIDITY = validity('200101000000Z', '491231235959Z')
const PAST = validity('200101000000Z', '200102000000Z')
const SIGNATURE = der(0x30, oid('1.2.840.10045.4.3.2')) // ecdsa-with-SHA256

/** @param host A name or address besides those of the loopback. */
export function selfSigned(host = 'localhost'): Certificate {
  const authority = pair()
  const issuer = name('mock-oauth2-provider, for tests only')
  const ca = certificate({ by: authority, of: authority, issuer, subject: issuer }, [
    extension('2.5.29.19', der(0x30, der(0x01, Buffer.from([0xff]))), true), // basicConstraints: an authority
    extension('2.5.29.15', der(0x03, Buffer.from([1, 0x06])), true), // keyUsage: keyCertSign, cRLSign
  ])
  const signed = { by: authority, issuer, names: alternatives(host) }
  return { ...leafOf(signed), ca: pem(ca), flawed: (kind) => leafOf({ ...signed, ...flaw(kind) }) }
}

interface Signed {
  readonly by: Pair
  readonly issuer: Buffer
  readonly names: readonly Buffer[]
  readonly validity?: Buffer
}

/** RFC 9525 §6: what a client must refuse, each time with everything else as it should be. */
function flaw(kind: BadCertificate): Partial<Signed> {
  if (kind === 'expired') return { validity: PAST }
  if (kind === 'wrong-host') return { names: [der(0x82, Buffer.from('another-host.example'))] }
  return { by: pair(), issuer: name('localhost') }
}

function leafOf({ by, issuer, names, validity = VALIDITY }: Signed): Pick<Certificate, 'cert' | 'key'> {
  const leaf = pair()
  const cert = certificate({ by, of: leaf, issuer, subject: name('localhost'), validity }, [
    extension('2.5.29.19', der(0x30), true),
    extension('2.5.29.15', der(0x03, Buffer.from([7, 0x80])), true), // digitalSignature
    extension('2.5.29.37', der(0x30, oid('1.3.6.1.5.5.7.3.1'))), // extKeyUsage: serverAuth
    extension('2.5.29.17', der(0x30, ...names)), // subjectAltName
    extension('2.5.29.35', der(0x30, der(0x80, idOf(by)))), // authorityKeyIdentifier
  ])
  return { cert: pem(cert), key: leaf.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string }
}

interface Pair {
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
}

function pair(): Pair {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' })
}

const spki = ({ publicKey }: Pair): Buffer => publicKey.export({ type: 'spki', format: 'der' })
const idOf = (one: Pair): Buffer => createHash('sha1').update(spki(one)).digest()

interface Subject {
  readonly by: Pair
  readonly of: Pair
  readonly issuer: Buffer
  readonly subject: Buffer
  readonly validity?: Buffer
}

function certificate({ by, of, issuer, subject, validity = VALIDITY }: Subject, extensions: readonly Buffer[]): Buffer {
  const version = der(0xa0, der(0x02, Buffer.from([2])))
  const serial = der(0x02, Buffer.concat([Buffer.from([0x01]), idOf(of).subarray(0, 15)]))
  const identifier = extension('2.5.29.14', der(0x04, idOf(of))) // subjectKeyIdentifier
  const all = der(0xa3, der(0x30, ...extensions, identifier))
  const content = der(0x30, version, serial, SIGNATURE, issuer, validity, subject, spki(of), all)
  return der(0x30, content, SIGNATURE, der(0x03, Buffer.from([0]), sign('sha256', content, by.privateKey)))
}

function validity(from: string, to: string): Buffer {
  return der(0x30, der(0x17, Buffer.from(from)), der(0x17, Buffer.from(to)))
}

/** localhost, everything below it, both loopback addresses, and what the server is bound to. */
function alternatives(host: string): readonly Buffer[] {
  const own = /^[a-z0-9.-]+$/i.test(host) && !/^[\d.]+$/.test(host) && host !== 'localhost' ? [host] : []
  const address =
    /^(\d{1,3}\.){3}\d{1,3}$/.test(host) && host !== '127.0.0.1' && host !== '0.0.0.0'
      ? [host.split('.').map(Number)]
      : []
  const names = ['localhost', '*.localhost', 'host.docker.internal', ...own]
  const addresses = [[127, 0, 0, 1], [...Array<number>(15).fill(0), 1], ...address]
  return [...names.map((one) => der(0x82, Buffer.from(one))), ...addresses.map((one) => der(0x87, Buffer.from(one)))]
}

function name(common: string): Buffer {
  return der(0x30, der(0x31, der(0x30, oid('2.5.4.3'), der(0x0c, Buffer.from(common)))))
}

function extension(id: string, value: Buffer, critical = false): Buffer {
  return der(0x30, oid(id), ...(critical ? [der(0x01, Buffer.from([0xff]))] : []), der(0x04, value))
}

/** X.690 §8.1: tag, length, contents. */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const contents = Buffer.concat(parts)
  const { length } = contents
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), contents])
}

function oid(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number)
  const bytes = rest.flatMap((arc) => {
    const sevens = [arc & 0x7f]
    for (let left = arc >>> 7; left > 0; left >>>= 7) sevens.unshift((left & 0x7f) | 0x80)
    return sevens
  })
  return der(0x06, Buffer.from([first * 40 + second, ...bytes]))
}

function pem(certificate: Buffer): string {
  const lines = certificate.toString('base64').replace(/.{64}(?=.)/g, '$&\n')
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`
}
