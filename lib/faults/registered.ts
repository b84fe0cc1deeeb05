// RFC 7591 §3.2.1: a registration that is not what the client asked for: the server changed it, gave it a secret that is
// over, or forgets it. What is answered is what holds.

import type { Members, Reply, Request } from '../protocol/messages.js'
import type { Fault } from './fault.js'
import { OptionError, readText } from './options.js'
import type { Stagehand } from './stagehand.js'

/** `how` is `changed`, `expired` or `forgotten`. */
export const registered: Fault = {
  name: 'registered',
  summary: 'registers a client otherwise than asked, with an expired secret, or forgets it',
  layer: 'body',
  arm(options) {
    const how = readText(options, 'how') ?? 'changed'
    const words = WORDS[how]
    if (words === undefined) throw new OptionError('how', `"${how}" is not changed, expired or forgotten`)
    return {
      explain: (point) =>
        point === 'register' || how !== 'forgotten' ? words : 'comes from a client that is forgotten',
      wrap:
        ({ hand }) =>
        async (request, act) => {
          if (how === 'forgotten') return forgotten(request, act, hand)
          const reply = await act()
          const change = reply.status === 201 || reply.status === 200 ? CHANGES[how] : undefined
          return change ? amended(reply, change, hand) : reply
        },
    }
  },
}

const WORDS: Readonly<Record<string, string>> = {
  changed:
    'registers the client with another authentication method, fewer grant types and other redirect URIs than asked for',
  expired: 'registers the client with a secret that has expired',
  forgotten: 'registers the client and then forgets it',
}

const CHANGES: Readonly<Record<string, (members: Members) => Members>> = {
  changed: ({ token_endpoint_auth_method: method, redirect_uris }) => ({
    ...(method !== 'none' && {
      token_endpoint_auth_method: method === 'client_secret_post' ? 'client_secret_basic' : 'client_secret_post',
    }),
    grant_types: ['authorization_code'],
    ...(Array.isArray(redirect_uris) && { redirect_uris: redirect_uris.map((uri) => normalized(String(uri))) }),
  }),
  expired: () => ({ client_secret_expires_at: 1 }),
}

/** Still the client's own page, yet another string. */
function normalized(uri: string): string {
  return `${uri}${uri.includes('?') ? '&' : '?'}registered=1`
}

function amended(reply: Reply, change: (members: Members) => Members, hand: Stagehand): Reply {
  const { content } = reply
  if (content.kind !== 'members') return reply
  const changes = change(content.members)
  hand.amendClient(String(content.members['client_id']), changes)
  return { ...reply, content: { ...content, members: { ...content.members, ...changes } } }
}

/** After it registered; elsewhere before the server looks. */
async function forgotten(request: Request, act: () => Promise<Reply>, hand: Stagehand): Promise<Reply> {
  if (request.endpoint === 'registration') {
    const reply = await act()
    if (reply.content.kind === 'members') hand.forgetClient(String(reply.content.members['client_id']))
    return reply
  }
  for (const client_id of [request.form.peek('client_id'), request.query.peek('client_id'), ...basic(request)])
    if (client_id !== undefined) hand.forgetClient(client_id)
  return act()
}

function basic({ authorizations }: Request): readonly string[] {
  return authorizations.flatMap((value) => {
    const encoded = /^basic +([^ ]+)$/i.exec(value)?.[1]
    return encoded === undefined ? [] : Buffer.from(encoded, 'base64').toString('utf8').split(':', 1)
  })
}
