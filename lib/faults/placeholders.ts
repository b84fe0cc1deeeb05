// What a row of the catalogue leaves open until there is a request: `{url}` is where it came to, without the query.

import type { Request } from '../protocol/messages.js'
import type { Turn } from './fault.js'
import { readDuration, readText, type Options } from './options.js'

/** @param shift Milliseconds from now to `{date}`. */
export function filled(text: string, request: Request, { now, cause }: Turn, shift = 0): string {
  return text.replace(/\{(url|mount|other|date|cause)\}/g, (_all, word: string) => {
    if (word === 'date') return new Date(now + shift).toUTCString()
    return word === 'cause' ? cause : place(word, request)
  })
}

function place(word: string, { base, url }: Request): string {
  const [path = ''] = url.split('?')
  const from = /^https?:/.test(path) ? path.replace(/^https?:\/\/[^/]*/, '') : path
  if (word === 'other') return `${otherOrigin(base)}${from}`
  return word === 'mount' ? `${base}${/^\/realms\/[^/]+/.exec(from)?.[0] ?? ''}` : `${base}${from}`
}

/** This machine by its other name: another origin for a client, and still ours, so that the journal sees who comes. */
function otherOrigin(base: string): string {
  const swapped = base.includes('//localhost') ? base.replace('//localhost', '//127.0.0.1') : undefined
  return swapped ?? base.replace(/\/\/(\[[^\]]*\]|[^:/]*)/, '//localhost')
}

/** How far `{date}` is from now: `1h`, `-1h`. */
export function shiftOf(options: Options): number {
  const text = readText(options, 'shift')
  if (text === undefined) return 0
  const back = text.startsWith('-')
  const by = readDuration({ shift: back ? text.slice(1) : text }, 'shift') ?? 0
  return back ? -by : by
}
