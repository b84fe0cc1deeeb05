// Where a request comes from: the conversation that it belongs to, what it follows from, and the tag that its tester
// gave it. Written into everything that is issued, so that calls which know nothing of tags are attributed too.

export interface Origin {
  /** The journal's id of the request: `r17`. */
  readonly id: string
  /** The id of the request that the conversation began with; of what a fixture planted, its family. */
  readonly flow: string
  /** The id of the request that issued what this one presents. */
  readonly parent?: string
  /** The tester's name for the browser or test that this belongs to. */
  readonly tag?: string
}

/** The header and the cookie that carry a tag. */
export const TAG_HEADER = 'mock-oauth2-tag'
export const TAG_COOKIE = 'mock_oauth2_tag'

/** Characters; a tag is kept with every record. */
const LONGEST = 200

/** A tag as it was sent; `undefined` for none. */
export function tagOf(sent: string | undefined): string | undefined {
  const tag = sent?.trim().slice(0, LONGEST)
  return tag === '' ? undefined : tag
}
