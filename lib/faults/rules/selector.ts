// Reads and writes the left side of a rule: `token.refresh+client:web`. The journal's questions are
// asked in the same words.

import { nearest } from '../../protocol/spelling.js'
import { Piece, encoded } from './piece.js'
import { POINT_ALIASES, POINT_NAMES, TOKEN_PARTS, isPoint, responseType, theEndpoint, type Point } from '../points.js'
import type { Condition, Selector } from './rule.js'

/**
 * Reads a selector.
 *
 * @throws RuleError with the text, a line of carets and a suggestion.
 * @example parseSelector('token.refresh+client:web')
 */
export function parseSelector(text: string): Selector {
  return readSelector(Piece.whole('selector', text))
}

export function readSelector(piece: Piece): Selector {
  const [head, ...rest] = piece.split('+')
  const [word, partPiece] = (head ?? piece).cut('.')
  const point = readPoint(word)
  const part = partPiece && readPart(point, partPiece)
  const conditions = rest.map(readCondition)
  for (const [at, { key }] of conditions.entries()) {
    const twice = conditions.findIndex((other) => other.key === key) < at
    if (twice && key !== 'scope' && key !== 'param')
      throw (rest[at] ?? piece).wrong(`${key} stands twice`, 'a request has only one; write a rule for each')
  }
  return { point, ...(part === undefined ? {} : { part }), conditions }
}

/** The canonical text of a selector: `parseSelector` reads it back to the same. */
export function selectorText({ point, part, conditions }: Selector): string {
  const tail = conditions.map(({ key, name, value }) => {
    const word = name === undefined ? key : `${key}.${encoded(name)}`
    return `+${word}:${encoded(value, ':@/')}`
  })
  return `${point}${part === undefined ? '' : `.${partText(point, part)}`}${tail.join('')}`
}

/** `refresh` for `refresh_token`, at the token endpoint. */
export function partText(point: Point, part: string): string {
  const word = Object.keys(TOKEN_PARTS).find((name) => TOKEN_PARTS[name] === part)
  return point === 'token' && word !== undefined ? word : encoded(part)
}

function readPoint(piece: Piece): Point {
  const word = piece.text
  if (isPoint(word)) return word
  if (word === '') throw piece.wrong('it does not say which endpoint is meant', `endpoints: ${POINT_NAMES.join(' ')}`)
  const alias = Object.hasOwn(POINT_ALIASES, word) ? POINT_ALIASES[word] : undefined
  const near = alias ?? nearest(word, POINT_NAMES)
  throw piece.wrong(
    `"${word}" is not an endpoint`,
    near ? `did you mean "${near}"?` : `endpoints: ${POINT_NAMES.join(' ')}`,
  )
}

function readPart(point: Point, piece: Piece): string {
  if (point !== 'token' && point !== 'authorize')
    throw piece.wrong(`${theEndpoint(point)} has no parts`, `write ${point} alone; token and authorize have parts`)
  const written = piece.decoded()
  if (point === 'authorize') {
    const type = responseType(written)
    if (type !== undefined) return type
    throw piece.wrong(`"${written}" is not a response_type`, 'write authorize.code, or authorize.code%20id_token')
  }
  const grant_type = Object.hasOwn(TOKEN_PARTS, written) ? TOKEN_PARTS[written] : undefined
  if (grant_type !== undefined) return grant_type
  const words = Object.keys(TOKEN_PARTS)
  const meant = words.find((word) => TOKEN_PARTS[word] === written) ?? nearest(written, words)
  throw piece.wrong(
    `"${written}" is not a part of the token endpoint`,
    meant ? `did you mean "${meant}"?` : `parts: ${words.map((word) => `${word} (${TOKEN_PARTS[word]})`).join(', ')}`,
  )
}

const KEYS = ['client', 'user', 'scope', 'tag', 'auth', 'param', 'status'] as const

/** RFC 7591 §2, as far as a request shows its method. */
const AUTH_METHODS = ['client_secret_basic', 'client_secret_post', 'client_secret_jwt', 'private_key_jwt', 'none']

function readCondition(piece: Piece): Condition {
  const [label, valuePiece] = piece.cut(':')
  const [word, namePiece] = label.cut('.')
  const key = KEYS.find((known) => known === word.text)
  if (!key) throw unknownKey(word)
  const name = readName(key, label, namePiece)
  if (!valuePiece?.text)
    throw piece.wrong(`${label.text} has no value`, `write ${label.text}:${key === 'client' ? 'web' : '…'}`)
  const value = valuePiece.decoded()
  if (key === 'auth' && !AUTH_METHODS.includes(value)) {
    const near = nearest(value, AUTH_METHODS)
    const hint = near ? `did you mean "${near}"?` : `methods: ${AUTH_METHODS.join(' ')}`
    throw valuePiece.wrong(`"${value}" is not a client authentication method`, hint)
  }
  if (key === 'status' && !/^[1-5](\d\d|xx)$/.test(value))
    throw valuePiece.wrong(`"${value}" is not an HTTP status`, 'write status:400, or status:4xx')
  return name === undefined ? { key, value } : { key, name, value }
}

function readName(key: Condition['key'], label: Piece, piece: Piece | undefined): string | undefined {
  if (key === 'param') {
    if (!piece?.text)
      throw label.wrong('param does not say which parameter', 'write param.<name>:<value>, as param.state:abc')
    return piece.decoded()
  }
  if (piece)
    throw label.wrong(`"${label.text}" is not a condition`, `write ${key}:<value>, or param.${piece.text}:<value>`)
  return undefined
}

function unknownKey(word: Piece): Error {
  const known = 'client user scope tag auth param.<name>'
  if (word.text === '') return word.wrong('a condition is missing after "+"', `conditions: ${known}`)
  if (['client_id', 'client_secret'].includes(word.text))
    return word.wrong(`"${word.text}" is not a condition`, 'did you mean "client"?')
  const near = nearest(word.text, KEYS)
  const hint = near
    ? `did you mean "${near}"?`
    : `conditions: ${known}; a request parameter is param.${word.text}:<value>`
  return word.wrong(`"${word.text}" is not a condition`, hint)
}
