// @ts-check
// How the bundles are made: ES modules (library and command, split so that what a start does not need, as YAML and
// Ajv, is loaded late) and one CommonJS file (the library).
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Ajv2020 } from 'ajv/dist/2020.js'
import standalone from 'ajv/dist/standalone/index.js'

const standaloneCode = standalone.default

export const root = fileURLToPath(new URL('..', import.meta.url))

/** CommonJS packages inside an ES module ask for Node's own modules with `require`. */
const REQUIRE_IN_ESM =
  "import { createRequire as createRequireOfNode } from 'node:module';const require = createRequireOfNode(import.meta.url);"

/** `import.meta.url` inside a CommonJS file. */
const IMPORT_META_IN_CJS = "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;"

/**
 * Parts of Fastify that this product never uses and that are half of it. Fastify calls the first two at each start
 * for a factory, and the factory only for a route that has a schema; it asks for the others only when they are used.
 * @type {Record<string, (what: string) => string>}
 */
const LEFT_OUT = {
  '@fastify/ajv-compiler': (what) => `module.exports = () => () => { ${what} }`,
  '@fastify/fast-json-stringify-compiler': (what) => `module.exports = () => () => { ${what} }`,
  'light-my-request': (what) => what,
  pino: (what) => what,
}

/** @type {import('esbuild').Plugin} */
const leaveOut = {
  name: 'leave-out',
  setup({ onResolve, onLoad }) {
    const names = new RegExp(`^(${Object.keys(LEFT_OUT).join('|')})$`)
    onResolve({ filter: names }, ({ path }) => ({ path, namespace: 'left-out' }))
    onLoad({ filter: /.*/, namespace: 'left-out' }, ({ path }) => ({
      contents: LEFT_OUT[path]?.(`throw new Error('${path} is not part of this bundle')`) ?? '',
    }))
  },
}

/**
 * `await import('yaml')` gives the names of a CommonJS package in Node, and only `default` in a bundle that is split.
 * A module in between gives them again.
 * @type {import('esbuild').Plugin}
 */
const namesOfCommonJS = {
  name: 'names-of-commonjs',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^[^./]/, namespace: 'file' }, async ({ path, kind, resolveDir }) => {
      if (kind !== 'dynamic-import' || path.startsWith('node:')) return undefined
      const names = Object.keys(await import(path))
      return names.includes('default') ? { path, namespace: 'named', pluginData: { names, resolveDir } } : undefined
    })
    onLoad({ filter: /.*/, namespace: 'named' }, ({ path, pluginData: { names, resolveDir } }) => {
      const given = names.filter(
        (/** @type {string} */ name) => !['default', 'module.exports', '__esModule'].includes(name),
      )
      const contents = `const all = require('${path}'); export default all; export const { ${given.join()} } = all`
      return { contents, resolveDir }
    })
  },
}

/**
 * The validator of fixtures, made of their schema now and not at each start. Ajv itself then stays out of the bundle.
 * @type {import('esbuild').Plugin}
 */
const readyMadeValidator = {
  name: 'ready-made-validator',
  setup({ onLoad }) {
    onLoad({ filter: /lib\/fixtures\/validator\.ts$/ }, async ({ path }) => {
      const [options, schema] = ['ajv.json', 'schema.json'].map((file) =>
        JSON.parse(readFileSync(join(dirname(path), file), 'utf8')),
      )
      const ajv = new Ajv2020({ ...options, code: { source: true, esm: true } })
      return { contents: standaloneCode(ajv, ajv.compile(schema)), resolveDir: dirname(path), loader: 'js' }
    })
  },
}

/** @satisfies {import('esbuild').BuildOptions} */
const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  minifySyntax: true,
  minifyWhitespace: true, // names stay: a stack trace must be readable
  legalComments: 'none', // THIRD_PARTY_LICENSES has them whole
  plugins: [leaveOut, namesOfCommonJS, readyMadeValidator],
  metafile: true,
  logLevel: 'warning',
}

/** The library and the command. Two folders deep, as a source file in its room: `../..` is the package either way. */
export const esm = /** @satisfies {import('esbuild').BuildOptions} */ ({
  ...common,
  entryPoints: { index: 'lib/index.ts', command: 'bin/mock-oauth2-provider.ts' },
  outdir: 'dist/esm',
  format: 'esm',
  splitting: true,
  chunkNames: 'part-[hash]',
  banner: { js: REQUIRE_IN_ESM },
})

/** The library, for those who `require`. */
export const cjs = /** @satisfies {import('esbuild').BuildOptions} */ ({
  ...common,
  entryPoints: { index: 'lib/index.ts' },
  outdir: 'dist/cjs',
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
  banner: { js: IMPORT_META_IN_CJS },
  define: { 'import.meta.url': 'importMetaUrl' },
})
