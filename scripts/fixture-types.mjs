// @ts-check
// lib/fixtures/types.ts out of lib/fixtures/schema.json. Run it after a change of the schema: node scripts/fixture-types.mjs
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { compile } from 'json-schema-to-typescript'

const SCHEMA = new URL('../lib/fixtures/schema.json', import.meta.url)
const TYPES = new URL('../lib/fixtures/types.ts', import.meta.url)

/** Stands for `patternProperties: {"^x-": true}` until the text is written. */
const EXTENSION = 'x-extension'

const BANNER = `// Generated from schema.json by scripts/fixture-types.mjs; change the schema and run that again.`

/** The text that lib/fixtures/types.ts must have. */
export async function generateFixtureTypes() {
  const schema = JSON.parse(await readFile(SCHEMA, 'utf8'))
  const text = await compile(plain(schema, schema.$defs), 'Fixtures', {
    additionalProperties: false,
    bannerComment: BANNER,
    ignoreMinAndMaxItems: true,
    style: { semi: false, singleQuote: true, printWidth: 120, trailingComma: 'all' },
  })
  return text
    .replaceAll(/\/\*\*\n +\* (.*)\n +\*\//g, '/** $1 */')
    .replaceAll(/^( *)"?'?x-extension'?"?\?: unknown$/gm, '$1[extension: `x-${string}`]: unknown')
    .replaceAll(/(\([^()]*\)|\b[A-Z]\w*|\bstring|'\w+')\[\]/g, 'readonly $1[]')
    .replaceAll(/^( +)(['"$\w-]+\??:|\[k: string\]:)/gm, '$1readonly $2')
}

/**
 * The schema as the program sees fixtures: layers are merged, so lists are no longer edited nor entries removed;
 * scalars stand where they are used, so that each keeps the description of its place.
 * @param {any} node
 * @param {Record<string, any>} defs
 * @returns {any}
 */
function plain(node, defs) {
  if (Array.isArray(node)) return node.map((item) => plain(item, defs))
  if (typeof node !== 'object' || node === null) return node
  const { $ref, patternProperties, anyOf, dependentRequired, ...rest } = node
  if ($ref === '#/$defs/edit') {
    return plain({ ...rest, type: single(rest.type.filter((/** @type {string} */ one) => one !== 'object')) }, defs)
  }
  if ($ref !== undefined) {
    const target = defs[$ref.slice('#/$defs/'.length)]
    return target.properties && target.type !== undefined ? { $ref } : plain({ ...target, ...rest }, defs)
  }
  if (patternProperties) Object.assign(rest, ofPatterns(patternProperties, rest.properties, defs))
  if (rest.properties) {
    const { $remove: _, ...kept } = rest.properties
    rest.properties = Object.fromEntries(Object.entries(kept).map(([name, value]) => [name, plain(value, defs)]))
  }
  if (rest.items) rest.items = plain(rest.items, defs)
  if (rest.$defs) {
    const named = Object.entries(rest.$defs).filter(([, def]) => def.properties && def.type !== undefined)
    rest.$defs = Object.fromEntries(named.map(([name, def]) => [name, plain(def, defs)]))
  }
  return documented(rest)
}

/**
 * @param {Record<string, any>} patterns
 * @param {Record<string, any> | undefined} properties
 * @param {Record<string, any>} defs
 */
function ofPatterns(patterns, properties, defs) {
  if ('^x-' in patterns) return { properties: { ...properties, [EXTENSION]: {} } }
  return { additionalProperties: plain(Object.values(patterns)[0], defs) }
}

/** Examples and defaults become part of the comment. @param {any} node */
function documented({ examples: _, default: unsaid, ...rest }) {
  if (unsaid === undefined || rest.description === undefined) return rest
  return {
    ...rest,
    description: `${rest.description} Default: ${typeof unsaid === 'string' ? unsaid : JSON.stringify(unsaid)}.`,
  }
}

/** @param {readonly string[]} types */
function single(types) {
  return types.length === 1 ? types[0] : types
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeFile(TYPES, await generateFixtureTypes())
