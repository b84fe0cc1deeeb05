#!/usr/bin/env node
// Plain old JavaScript that every Node can read: refuses one that is too old in a sentence, then loads the command.
'use strict'

var version = process.versions.node
if (parseInt(version, 10) < 20) {
  process.stderr.write(
    'mock-oauth2-provider needs Node.js 20 or newer, and this is Node.js ' + version + ': install a newer one.\n',
  )
  process.exit(1)
}

var compileCache = require('module').enableCompileCache // since Node 22: the second start need not compile again
if (compileCache) compileCache()

import('./esm/command.js')
