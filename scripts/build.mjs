// @ts-check
// `npm run build`: makes dist/, which is what is published. Everything is inside, nothing is left to resolve.
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'
import { cjs, esm, root } from './bundle.mjs'
import { openapi } from './openapi.mjs'
import { collectLicences } from './licences.mjs'
import { rollUpTypes } from './types.mjs'

const dist = join(root, 'dist')
await rm(dist, { recursive: true, force: true })
await mkdir(join(dist, 'types'), { recursive: true })

const results = await Promise.all([build(esm), build(cjs)])
const metafiles = results.map(({ metafile }) => metafile)
await writeFile(join(dist, 'THIRD_PARTY_LICENSES'), await collectLicences(root, metafiles))
await copyFile(join(root, 'lib/fixtures/schema.json'), join(dist, 'schema.json'))
await copyFile(join(root, 'bin/launcher.cjs'), join(dist, 'launcher.cjs'))
await writeFile(join(dist, 'openapi.json'), `${JSON.stringify(await openapi())}\n`)

const types = rollUpTypes(join(root, 'lib/index.ts'), join(root, 'tsconfig.json'))
await writeFile(join(dist, 'types/index.d.ts'), types)
await writeFile(join(dist, 'types/index.d.cts'), types)

const sizes = metafiles.map(({ outputs }) => Object.values(outputs).reduce((sum, { bytes }) => sum + bytes, 0))
const [modules, commonjs] = sizes.map((bytes) => `${Math.round(bytes / 1024)} kB`)
console.log(`built dist/: ES modules ${modules}, CommonJS ${commonjs}`)
