// How the bundles are made: ES modules (library and command, split so that what a start does not need, as YAML and
// Ajv, is loaded late) and one CommonJS file (the library).
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))

/** CommonJS packages inside an ES module ask for Node's own modules with `require`. */
const REQUIRE_IN_ESM =
  "import { createRequire as createRequireOfNode } from 'node:module';const require = createRequireOfNode(import.meta.url);"

/** `import.meta.url` inside a CommonJS file. */
const IMPORT_META_IN_CJS = "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;"

/**
 * Parts of Fastify that this product switches off and that are half of it. Each becomes a module that says so
 * when it is asked for all the same.
 * @type {Record<string, string>}
 */
const LEFT_OUT = {
  '@fastify/ajv-compiler': 'schema validation',
  '@fastify/fast-json-stringify-compiler': 'schema serialization',
  'light-my-request': 'inject',
  pino: 'the pino logger',
}

/** @type {import('esbuild').Plugin} */
const leaveOut = {
  name: 'leave-out',
  setup({ onResolve, onLoad }) {
    const names = new RegExp(`^(${Object.keys(LEFT_OUT).join('|')})$`)
    onResolve({ filter: names }, ({ path }) => ({ path, namespace: 'left-out' }))
    onLoad({ filter: /.*/, namespace: 'left-out' }, ({ path }) => ({
      contents: `throw new Error(${JSON.stringify(`${LEFT_OUT[path]} of Fastify is not part of this bundle`)})`,
    }))
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
  plugins: [leaveOut],
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
