// Values as plain JSON and back: maps, sets, bytes, dates without end. What a snapshot is written in.

/** Stands for what JSON has no word for; no object of ours has a member of this name. */
const KIND = '$kind'

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }

/** Plain JSON that `revived` makes the same value of. Members that are `undefined` are left out. */
export function plain(value: unknown): Json {
  if (typeof value === 'number') return Number.isFinite(value) ? value : { [KIND]: 'number', value: String(value) }
  if (value instanceof Map)
    return { [KIND]: 'map', value: [...value].map((pair: [unknown, unknown]) => pair.map(plain)) }
  if (value instanceof Set) return { [KIND]: 'set', value: [...value].map(plain) }
  if (value instanceof Uint8Array) return { [KIND]: 'bytes', value: Buffer.from(value).toString('base64') }
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return (value ?? null) as Json
  const members = Object.entries(value).filter(([, one]) => one !== undefined && typeof one !== 'function')
  const object = Object.fromEntries(members.map(([name, one]) => [name, plain(one)]))
  return KIND in object ? { [KIND]: 'object', value: Object.entries(object).map((pair) => [...pair]) } : object
}

/** The value that `plain` was given. */
export function revived(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(revived)
  if (typeof json !== 'object' || json === null) return json
  const { [KIND]: kind, value } = json as { readonly [KIND]?: unknown; readonly value?: unknown }
  const parts = Array.isArray(value) ? value.map(revived) : []
  switch (kind) {
    case undefined:
      return Object.fromEntries(Object.entries(json).map(([name, one]) => [name, revived(one)]))
    case 'number':
      return Number(value)
    case 'map':
      return new Map(parts as [unknown, unknown][])
    case 'set':
      return new Set(parts)
    case 'bytes':
      return new Uint8Array(Buffer.from(String(value), 'base64'))
    case 'object':
      return Object.fromEntries(parts as [string, unknown][])
    default:
      throw new RangeError(`'${String(kind)}' is nothing that a snapshot holds`)
  }
}
