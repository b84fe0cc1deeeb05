// @ts-check
// The licences of everything inside the bundle, whole; a licence that we have not agreed to stops the build.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

const AGREED = new Set(['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'BlueOak-1.0.0', '0BSD'])

/**
 * @param {string} root where the sources of `metafiles` are relative to
 * @param {readonly import('esbuild').Metafile[]} metafiles
 * @returns {Promise<string>}
 */
export async function collectLicences(root, metafiles) {
  const texts = []
  for (const folder of packagesInside(metafiles)) {
    const { name, version, license } = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8'))
    if (!AGREED.has(license)) {
      throw new Error(
        `${name} ${version} has the licence "${license}"; agreed are ${[...AGREED].join(', ')} (scripts/licences.mjs)`,
      )
    }
    texts.push(`${name} ${version} (${license})\n\n${await licenceText(join(root, folder), license)}`)
  }
  const line = `\n\n${'-'.repeat(80)}\n\n`
  return `This package contains code of the following packages.${line}${texts.join(line)}\n`
}

/**
 * The folders of the packages that left code in the output, sorted.
 * @param {readonly import('esbuild').Metafile[]} metafiles
 */
export function packagesInside(metafiles) {
  const folders = new Set()
  for (const { outputs } of metafiles) {
    for (const { inputs } of Object.values(outputs)) {
      for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
        const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0]
        if (folder !== undefined && bytesInOutput > 0) folders.add(folder)
      }
    }
  }
  return [...folders].sort()
}

/**
 * @param {string} folder
 * @param {string} license
 */
async function licenceText(folder, license) {
  const file = (await readdir(folder)).find((name) => /^(licen[cs]e|copying)/i.test(name))
  if (file === undefined) return `(The package ships no licence file; its package.json says ${license}.)`
  return (await readFile(join(folder, file), 'utf8')).trim()
}
