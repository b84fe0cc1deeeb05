// Journal entries as JSON: what the tester may see in full.

import type { Entry } from '../../journal/journal.js'
import type { Members } from '../../protocol/messages.js'

/** Without request and response. */
export function summary(entry: Entry): Members {
  const { received: _received, answered: _answered, at, now, checks, ...rest } = entry
  return { ...rest, checks, at: new Date(at).toISOString(), now: new Date(now).toISOString() }
}

export function whole(entry: Entry): Members {
  const { received, answered } = entry
  return {
    ...summary(entry),
    ...(received && {
      request: {
        method: received.method,
        url: received.url,
        headers: received.headers,
        query: received.query.pairs,
        form: received.form.pairs,
      },
    }),
    ...(answered && { response: { status: answered.status, headers: answered.headers, content: answered.content } }),
  }
}
