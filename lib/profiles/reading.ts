// The words of the policy about where token parameters may stand and how their body may look. Every profile
// reads with these; what the policy does not take is left alone, for `answer` to refuse.

import { OAuthError } from '../protocol/error.js'
import { FORM } from '../protocol/form.js'
import type { EndpointName, Request } from '../protocol/messages.js'
import { Parameters } from '../protocol/parameters.js'
import { lines, merged, textOf } from '../protocol/placement.js'
import type { Policy } from '../protocol/policy.js'

/** The endpoints where a client authenticates and sends a form. */
const TAKE_FORMS: ReadonlySet<EndpointName> = new Set([
  'token',
  'pushed_authorization_request',
  'device_authorization',
  'introspection',
  'revocation',
])

export function read(request: Request, policy: Policy): Request {
  if (!TAKE_FORMS.has(request.endpoint)) return request
  return gathered(split(labelled(request, policy), policy), policy)
}

/** `missing_content_type`: a body that nothing says to be no form is one. */
function labelled(request: Request, { missing_content_type }: Policy): Request {
  const { media_type, body } = request
  if (missing_content_type !== 'form' || body.length === 0 || media_type === FORM) return request
  if (/json|multipart|xml/.test(media_type)) return request
  request.trace.warn({
    reason: media_type === '' ? 'body-content-type-missing' : 'body-content-type',
    hint: `the body is read as a form, although ${media_type === '' ? 'it has no Content-Type' : `its Content-Type is '${media_type}'`}; another server would refuse it`,
    fix: `send the header Content-Type: ${FORM}`,
    spec: 'RFC 6749 Appendix B',
  })
  const headers = { ...request.headers, 'content-type': FORM }
  return { ...request, headers, media_type: FORM, form: Parameters.parse(textOf(body)) }
}

/** `newline_body`. */
function split(request: Request, { newline_body }: Policy): Request {
  if (newline_body !== 'accept' || request.media_type !== FORM || request.form.size > 1) return request
  const form = lines(textOf(request.body))
  if (!form) return request
  request.trace.warn({
    reason: 'body-newline-separated',
    hint: 'the body has one parameter a line; another server would take all of it for one value',
    fix: 'join the parameters with &',
    spec: 'RFC 6749 Appendix B',
  })
  return { ...request, form }
}

/** `token_parameters`. From here on `form` holds the parameters of the request, wherever they stood. */
function gathered(request: Request, { token_parameters }: Policy): Request {
  const { query, form } = request
  if (token_parameters === 'body') return request
  if (token_parameters === 'query' && form.size > 0) return { ...request, problem: request.problem ?? inBody(form) }
  if (query.size === 0) return request
  request.trace.warn({
    reason: 'parameters-in-query',
    hint: `in the URL, where logs keep them: ${query.pairs.map(({ name }) => name).join(', ')}; another server would read the body alone`,
    spec: 'RFC 6749 §3.2',
  })
  return { ...request, form: token_parameters === 'query' ? query : merged(query, form) }
}

function inBody(form: Parameters): OAuthError {
  return new OAuthError('invalid_request', {
    reason: 'parameters-in-body',
    hint: `in the body: ${form.pairs.map(({ name }) => name).join(', ')}; this server reads the URL alone`,
    fix: 'send the parameters in the URL',
    relax: 'token_parameters: both',
  })
}
