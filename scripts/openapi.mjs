// @ts-check
// The OpenAPI document of the control API, out of its routes: what is served, as a file for those who generate clients.
import { build } from 'esbuild'
import { esm, root } from './bundle.mjs'

/** @returns {Promise<object>} */
export async function openapi() {
  const {
    entryPoints: _entryPoints,
    outdir: _outdir,
    splitting: _splitting,
    chunkNames: _names,
    banner: _banner,
    ...options
  } = esm
  const { outputFiles } = await build({
    ...options,
    metafile: false,
    absWorkingDir: root,
    stdin: { contents: "export { documentOf } from './lib/http/control/openapi.ts'", resolveDir: root, loader: 'ts' },
    write: false,
  })
  const [file] = outputFiles
  const { documentOf } = await import(`data:text/javascript;base64,${Buffer.from(file?.text ?? '').toString('base64')}`)
  return documentOf()
}
