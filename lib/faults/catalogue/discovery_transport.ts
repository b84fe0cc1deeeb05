// Metadata documents that are not where they should be, or that are something else (RFC 8414 §3).

import type { Row } from './entry.js'
import { disc, reject, cope } from './discovery_row.js'
import { TEST } from './written.js'

export const DISCOVERY_TRANSPORT: readonly Row[] = [
  disc(
    '404-oauth',
    { status: 404, place: 'oauth' },
    'is not at oauth-authorization-server',
    cope('RFC 8414 §3'),
    'AA',
    {
      module: ['auth/metadata-var1'],
    },
  ),
  disc('404-oidc', { status: 404, place: 'oidc' }, 'is not at openid-configuration', cope('RFC 8414 §5'), 'RR', {
    module: ['auth/metadata-default'],
  }),
  disc('404-both', { status: 404 }, 'is nowhere', ['reject', TEST, 'RFC 8414 §3'], 'RR'),
  disc(
    '401',
    { status: 401, place: 'oauth' },
    'is refused with 401 at oauth-authorization-server',
    cope('RFC 8414 §3'),
    'AA',
  ),
  disc(
    '403',
    { status: 403, place: 'oauth' },
    'is refused with 403 at oauth-authorization-server',
    cope('RFC 8414 §3'),
    'AA',
  ),
  disc('500', ['status', { status: 500 }], 'is an HTTP 500', ['back off', TEST, 'RFC 9110 §15.6.1'], 'RR'),
  disc('slow', ['latency', { delay: '3s' }], 'is late, by 3s unless told', ['cope', TEST], 'TT', {
    arguments: ['delay'],
  }),
  disc('html', ['html', {}], 'is an HTML page', reject('RFC 8414 §3.2'), 'RR'),
  disc('redirect', { status: 302 }, 'is a redirection', ['reject', TEST, 'RFC 8414 §3.2'], 'RR'),
  disc(
    'stale',
    { move: 'gone', cache: 'public, max-age=86400' },
    'may be kept for a day, and the endpoints that it names are gone',
    ['cope', TEST, 'RFC 8414 §3.2'],
    'AA',
  ),
]
