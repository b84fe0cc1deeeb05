// Names and values that machine translation made of protocol words on the published pages of the Workfront
// documentation. They are no protocol: recognised, so that a refusal can name the right word.

import { OAuthError } from '../protocol/error.js'
import { Parameters } from '../protocol/parameters.js'

/** What a page prints, what it stands for, and the language of the page. */
type Translation = readonly [printed: string, meant: string, language: string]

const NAMES: readonly Translation[] = [
  ['tipo_sovvenzione', 'grant_type', 'it-IT'],
  ['Grant_type', 'grant_type', 'it-IT'],
  ['subsidie_type', 'grant_type', 'nl-NL'],
  ['codice', 'code', 'it-IT'],
  ['código', 'code', 'pt-BR'],
  ['codigo', 'code', 'pt-BR'],
  ['代码', 'code', 'zh-Hans'],
  ['코드', 'code', 'ko-KR'],
  ['Code', 'code', 'de-DE'],
  ['clientsecret', 'client_secret', 'zh-Hans'],
  ['client_geheime', 'client_secret', 'nl-NL'],
  ['클라이언트 암호', 'client_secret', 'ko-KR'],
  ['클라이언트_암호', 'client_secret', 'ko-KR'],
  ['estado', 'state', 'pt-BR'],
]

const GRANT_TYPES: readonly Translation[] = [
  ['authorizationcode', 'authorization_code', 'zh-Hans'],
  ['authorized_code', 'authorization_code', 'it-IT'],
  ['authentication_code', 'authorization_code', 'nl-NL'],
  ['refreshtoken', 'refresh_token', 'zh-Hans'],
  ['verfrist_token', 'refresh_token', 'nl-NL'],
]

/** The quotation marks that the pages print around values. */
const QUOTES = /^["'“”„«»‘’「」\s]+|["'“”„«»‘’「」\s]+$/g

/** The same parameters; refused as unsound when one is missing and stands there in translation. */
export function untranslated(parameters: Parameters): Parameters {
  const problem = misnamed(parameters) ?? misvalued(parameters.peek('grant_type'))
  return problem ? new Parameters(parameters.pairs, problem) : parameters
}

function misnamed(parameters: Parameters): OAuthError | undefined {
  const found = NAMES.filter(
    ([printed, meant]) => parameters.peek(printed) !== undefined && parameters.peek(meant) === undefined,
  )
  if (found.length === 0) return undefined
  const told = found.map(([printed, meant, language]) => `write '${meant}' for '${encodeURI(printed)}' (${language})`)
  return new OAuthError('invalid_request', {
    reason: 'param-mistranslated',
    hint: `${told.join(', ')}: the page in that language translates the name, the protocol does not`,
    expected: found.map(([, meant]) => meant).join(', '),
    received: found.map(([printed]) => printed).join(', '),
    fix: `send ${found.map(([, meant]) => meant).join(' and ')}`,
    spec: 'RFC 6749 §4.1.3',
  })
}

function misvalued(grant_type: string | undefined): OAuthError | undefined {
  if (grant_type === undefined) return undefined
  const bare = grant_type.replace(QUOTES, '')
  const found = GRANT_TYPES.find(([printed]) => printed === bare.toLowerCase())
  const meant = found?.[1] ?? GRANT_TYPES.find(([, right]) => right === bare && bare !== grant_type)?.[1]
  if (meant === undefined) return undefined
  const why = found ? `the ${found[2]} page prints '${found[0]}' by mistake` : 'without the quotation marks of the page'
  return new OAuthError('unsupported_grant_type', {
    reason: found ? 'grant-type-mistranslated' : 'grant-type-quoted',
    hint: `write grant_type=${meant}: ${why}`,
    expected: meant,
    received: grant_type,
    fix: `send grant_type=${meant}`,
    spec: 'RFC 6749 §5.2',
  })
}
