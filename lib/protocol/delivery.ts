// How the bytes of a reply leave. Nothing set means at once and whole; everything here is an instruction of a fault.
// Times are real milliseconds.

import type { Content } from './messages.js'

export interface Delivery {
  /** Wait this long before the first byte. */
  readonly delay?: number
  /** Never answer; the client has to give up. */
  readonly hang?: true
  /** Close the connection with a TCP reset and no answer. */
  readonly reset?: true
  /** Send this share of the body, between 0 and 1, then close; lengths stay consistent. */
  readonly truncate?: number
  /** Send these bytes in place of the body. */
  readonly raw?: string
  /**
   * Send this text in place of the body: `{body}` in it is the body, `{rest}` the body without its first character,
   * `{first}` the name of its first JSON member, `{form}` its JSON members form-encoded.
   */
  readonly around?: string
  /** Encode the body so, whatever the headers say. */
  readonly charset?: 'utf-16le'
  /** Make the body longer by so many bytes: one more member of a JSON object, blanks behind anything else. */
  readonly padding?: number
  /** Compress the body, asked for or not; cut the stream in the middle; or only say that it is compressed. */
  readonly gzip?: 'whole' | 'broken' | 'claimed'
  /** The last word on headers: `null` takes one away, a list sends a line for each. Cookies come on top. */
  readonly headers?: Readonly<Record<string, string | readonly string[] | null>>
  /** Header lines more, beside those of the same name. */
  readonly beside?: readonly (readonly [name: string, value: string])[]
  /** Promise so many bytes more than the body has, then close. */
  readonly missing?: number
  /** Send the body byte by byte, with such a pause after each. */
  readonly drip?: number
  /** Send the body in chunks of so many bytes. */
  readonly chunks?: number
  /** Send these behind the last chunk. */
  readonly trailers?: Readonly<Record<string, string>>
  /** Close the connection after the answer without having said so. */
  readonly close?: true
  /** Of what the server sends to a client by itself: by another method, or once more with this content. */
  readonly notice?: { readonly method?: 'GET'; readonly again?: Content }
  /** Take no connections for this long. */
  readonly refuse?: number
  /** Show this certificate to those who connect from now on, for as long. Without TLS nothing happens. */
  readonly certificate?: { readonly kind: BadCertificate; readonly during: number }
}

export type BadCertificate = 'expired' | 'wrong-host' | 'self-signed'
