// OpenID Connect RP-Initiated Logout §3, Front-Channel Logout §3: the browser is not sent back, is sent back with another
// `state`, or tells clients in frames about another issuer or session. The server does its work.

import { page, type Reply } from '../protocol/messages.js'
import type { Fault } from './fault.js'
import { OptionError, readText } from './options.js'

type Change = (reply: Reply) => Reply

const WAYS: Readonly<Record<string, { readonly explain: string; readonly change: Change }>> = {
  'no-redirect': { explain: 'ends at a page of the provider instead of the client', change: stays },
  'state-missing': { explain: 'is sent back without state', change: (reply) => stated(reply, undefined) },
  'state-wrong': { explain: 'is sent back with another state', change: (reply) => stated(reply, 'another-state') },
  'frame-iss': {
    explain: 'tells clients in frames about a logout at another issuer',
    change: (reply) => framed(reply, 'iss', 'https://another-issuer.example'),
  },
  'frame-sid': {
    explain: 'tells clients in frames about a logout of another session',
    change: (reply) => framed(reply, 'sid', 'another-session'),
  },
}

/** `way` is a name of the table above. */
export const logout: Fault = {
  name: 'logout',
  summary: 'sends a browser that logged out elsewhere, or tells clients in frames about another issuer or session',
  layer: 'body',
  arm(options) {
    const name = readText(options, 'way') ?? 'no-redirect'
    const way = WAYS[name]
    if (!way) throw new OptionError('way', `"${name}" is not a way for a logout to go wrong`)
    return { explain: () => way.explain, wrap: () => async (_request, act) => way.change(await act()) }
  },
}

function stays(reply: Reply): Reply {
  const { content } = reply
  const shown = content.kind === 'page' && content.page.name === 'logout' ? content.page.shown : undefined
  const done = shown?.step === 'done' ? shown : undefined
  if (content.kind !== 'redirection' && done?.back === undefined) return reply
  const stayed = page(200, { name: 'logout', shown: { step: 'done', frames: done?.frames ?? [] } })
  return { ...reply, ...stayed }
}

function stated(reply: Reply, state: string | undefined): Reply {
  const { content } = reply
  if (content.kind === 'redirection') {
    const redirection = { ...content.redirection, parameters: withState(content.redirection.parameters, state) }
    return { ...reply, content: { ...content, redirection } }
  }
  if (content.kind !== 'page' || content.page.name !== 'logout' || content.page.shown.step !== 'done') return reply
  const { shown } = content.page
  if (!shown.back) return reply
  const back = { ...shown.back, parameters: withState(shown.back.parameters, state) }
  return { ...reply, content: { kind: 'page', page: { name: 'logout', shown: { ...shown, back } } } }
}

function withState({ state: _state, ...others }: Readonly<Record<string, unknown>>, state: string | undefined) {
  return { ...others, ...(state !== undefined && { state }) }
}

function framed(reply: Reply, name: string, value: string): Reply {
  const { content } = reply
  if (content.kind !== 'page' || content.page.name !== 'logout' || content.page.shown.step !== 'done') return reply
  const { shown } = content.page
  const frames = shown.frames.map((frame) => {
    const url = new URL(frame)
    url.searchParams.set(name, value)
    return url.href
  })
  return { ...reply, content: { kind: 'page', page: { name: 'logout', shown: { ...shown, frames } } } }
}
