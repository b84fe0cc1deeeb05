// The one door outward. A provider connects to nothing but what a client's registered metadata names
// (jwks_uri, logout and metadata documents), and there to this machine alone, unless the tester allows
// a host by name.

export interface Answer {
  readonly status: number
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

/** Why nothing came back: a sentence for the journal. */
export class OutboundError extends Error {
  override readonly name = 'OutboundError'
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\]|[a-z0-9-]+\.localhost)$/i

/** Real milliseconds until a silent host is given up. */
const PATIENCE = 3_000

export class Outbound {
  readonly #allowed: readonly string[]

  /** @param allowed Host names besides those of this machine: `rp.example`, or `rp.example:8443`. */
  constructor(allowed: readonly string[] = []) {
    this.#allowed = allowed
  }

  /** Redirects are not followed; at most `most` bytes are read. Throws OutboundError. */
  get(url: string, { accept, most }: { readonly accept: string; readonly most: number }): Promise<Answer> {
    return this.#exchange(url, { headers: { accept } }, most)
  }

  /** Posts a form. Throws OutboundError. */
  post(url: string, form: Readonly<Record<string, string>>): Promise<Answer> {
    return this.#exchange(url, { method: 'POST', body: new URLSearchParams(form) }, 10_000)
  }

  /** Whether a URL names a host that may be connected to. */
  allows(url: string): boolean {
    if (!URL.canParse(url)) return false
    const { hostname, host } = new URL(url)
    return LOOPBACK.test(hostname) || this.#allowed.includes(hostname) || this.#allowed.includes(host)
  }

  async #exchange(url: string, request: RequestInit, most: number): Promise<Answer> {
    this.#ensureAllowed(url)
    try {
      const response = await fetch(url, { ...request, redirect: 'manual', signal: AbortSignal.timeout(PATIENCE) })
      const text = await upTo(response, most)
      return { status: response.status, headers: Object.fromEntries(response.headers), text }
    } catch (error) {
      if (error instanceof OutboundError) throw error
      const cause = error instanceof Error ? (error.cause instanceof Error ? error.cause : error) : undefined
      throw new OutboundError(`${url} did not answer: ${cause?.message ?? String(error)}`)
    }
  }

  #ensureAllowed(url: string): void {
    if (!URL.canParse(url)) throw new OutboundError(`'${url}' is not a URL`)
    const { protocol, host } = new URL(url)
    if (protocol !== 'http:' && protocol !== 'https:') throw new OutboundError(`${url} is neither http nor https`)
    if (this.allows(url)) return
    throw new OutboundError(
      `${url} is not on this machine; nothing else is connected to, unless server: { outbound: [${host}] } allows it`,
    )
  }
}

async function upTo(response: Response, most: number): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength
    if (size > most) throw new OutboundError(`${response.url} sent more than ${most} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
