// @ts-check
// The published types: what lib/index.ts exports, in one file that imports nothing.
import { generateDtsBundle } from 'dts-bundle-generator'

/**
 * @param {string} entry
 * @param {string} project the tsconfig.json
 * @returns {string}
 */
export function rollUpTypes(entry, project) {
  const libraries = { inlinedLibraries: ['jose'], importedLibraries: [], allowedTypesLibraries: [] }
  const output = { noBanner: true, exportReferencedTypes: false }
  const [types] = generateDtsBundle([{ filePath: entry, libraries, output }], { preferredConfigPath: project })
  if (types === undefined) throw new Error(`no types for ${entry}`)
  // `AsyncDisposable` is younger than the default `lib` of a consumer's project.
  return `/// <reference lib="esnext.disposable" />\n${types}`
}
