// The door itself fails: the call ends in a reset, and for a while the port is closed, or shows a certificate that no
// client may trust. The server does not act. Real time.

import type { BadCertificate, Delivery } from '../protocol/messages.js'
import { formatDuration } from '../protocol/duration.js'
import type { Fault } from './fault.js'
import { OptionError, readDuration, readText } from './options.js'

const LONGEST = 3_600_000
const CERTIFICATES: readonly BadCertificate[] = ['expired', 'wrong-host', 'self-signed']

export const outage: Fault = {
  name: 'outage',
  summary: 'resets the connection and takes no others for a while, or shows a bad certificate',
  arm(options) {
    const during = readDuration(options, 'during') ?? 5000
    if (!(during >= 1 && during <= LONGEST))
      throw new OptionError('during', 'that is no time for an outage', 'write 100ms to 1h')
    const kind = CERTIFICATES.find((word) => word === readText(options, 'certificate'))
    const delivery: Delivery = kind ? { reset: true, certificate: { kind, during } } : { reset: true, refuse: during }
    const then = kind ? `the certificate is bad (${kind})` : 'the port is closed'
    return {
      explain: () => `ends in a connection reset, and for ${formatDuration(during)} ${then}`,
      // 502: what a gateway would make of it, for whoever reads the journal; it is not sent.
      wrap: () => async () => ({ status: 502, headers: {}, content: { kind: 'empty' }, delivery }),
    }
  },
}
