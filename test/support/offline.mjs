// Preloaded into a process: whatever leaves this machine ends it with a sentence.

import dns from 'node:dns'
import net from 'node:net'

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|::1)$/

/** @param {string} what */
function left(what) {
  process.stderr.write(`left the machine: ${what}\n`)
  process.exit(70)
}

const connect = net.Socket.prototype.connect
net.Socket.prototype.connect = function (/** @type {any[]} */ ...args) {
  const [options] = Array.isArray(args[0]) ? args[0] : args
  const host = typeof options === 'object' ? (options.path ?? options.host ?? 'localhost') : 'localhost'
  if (!LOOPBACK.test(host)) left(`a connection to ${host}`)
  return Reflect.apply(connect, this, args)
}

for (const module of [dns, dns.promises]) {
  const { lookup } = /** @type {any} */ (module)
  Object.assign(module, {
    lookup(/** @type {string} */ name, /** @type {any[]} */ ...rest) {
      if (!LOOPBACK.test(name)) left(`a lookup of ${name}`)
      return Reflect.apply(lookup, module, [name, ...rest])
    },
  })
}
