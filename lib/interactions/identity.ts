// OpenID Connect Core §3.1.2.1, §5.5: what an authorization request says about the user and the login.

import { readClaimsRequest } from '../protocol/claims_request.js'
import { OAuthError, ensure, quoted } from '../protocol/error.js'
import type { Request } from '../protocol/messages.js'
import type { Client } from '../protocol/metadata.js'
import type { Parameters } from '../protocol/parameters.js'
import { nearest } from '../protocol/spelling.js'
import type { Interaction } from '../state/artifacts.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import { claimsOfHint } from './hint.js'

export const PROMPTS = ['none', 'login', 'consent', 'select_account'] as const

type Identity = Pick<Interaction, 'prompt' | 'max_age' | 'acr_values' | 'claims' | 'hinted_subject'>

export async function readIdentity(
  as: AuthorizationServer,
  client: Client,
  parameters: Parameters,
  request: Request,
): Promise<Identity> {
  ensure(parameters.get('registration') === undefined, 'registration_not_supported', () => ({
    reason: 'registration-not-supported',
    hint: 'the registration parameter is for self-issued providers; register the client beforehand',
    expected: 'no registration parameter',
    received: 'registration',
    fix: 'register the client in the fixtures or at the registration endpoint',
    spec: 'OpenID Connect Core §3.1.2.6',
  }))
  const claims = parameters.get('claims')
  const prompt = readPrompt(parameters)
  const max_age = readMaxAge(parameters) ?? client.default_max_age
  const hint = parameters.get('id_token_hint')
  const hinted_subject = hint === undefined ? undefined : await subjectOfHint(as, client, hint, request)
  const acr_values = (parameters.get('acr_values') ?? '').split(' ').filter((one) => one !== '')
  return {
    prompt,
    ...(max_age !== undefined && { max_age }),
    ...(acr_values.length > 0 && { acr_values }),
    ...(claims !== undefined && { claims: readClaimsRequest(claims) }),
    ...(hinted_subject !== undefined && { hinted_subject }),
  }
}

/** The user whom an ID Token of this client is about. */
async function subjectOfHint(as: AuthorizationServer, client: Client, hint: string, request: Request): Promise<string> {
  const spec = 'OpenID Connect Core §3.1.2.1'
  const claims = await claimsOfHint(as, hint, request, spec)
  const audience = [claims['aud']].flat()
  ensure(audience.includes(client.client_id), 'invalid_request', () => ({
    reason: 'id-token-hint-other-client',
    hint: `id_token_hint was issued to '${audience.join(' ')}', not to client '${client.client_id}'`,
    expected: audience.join(' '),
    received: client.client_id,
    fix: 'send the ID Token that this client received',
    spec,
  }))
  return String(claims['sub'])
}

function readPrompt(parameters: Parameters): readonly string[] {
  const prompt = (parameters.get('prompt') ?? '').split(' ').filter((one) => one !== '')
  const unknown = prompt.find((one) => !(PROMPTS as readonly string[]).includes(one))
  ensure(unknown === undefined, 'invalid_request', () => {
    const near = nearest(unknown ?? '', PROMPTS)
    return {
      reason: 'prompt-unknown',
      hint: `prompt ${quoted(unknown ?? '')} is not one of ${PROMPTS.join(', ')}${near ? `; did you mean '${near}'?` : ''}`,
      expected: PROMPTS.join(', '),
      received: unknown ?? '',
      fix: near ? `send prompt=${near}` : 'leave prompt out',
      spec: 'OpenID Connect Core §3.1.2.1',
    }
  })
  ensure(!prompt.includes('none') || prompt.length === 1, 'invalid_request', () => ({
    reason: 'prompt-none-combined',
    hint: `prompt '${prompt.join(' ')}' combines none with others`,
    expected: 'none alone',
    received: prompt.join(' '),
    fix: 'send prompt=none, or the others',
    spec: 'OpenID Connect Core §3.1.2.1',
  }))
  return prompt
}

function readMaxAge(parameters: Parameters): number | undefined {
  const sent = parameters.get('max_age')
  if (sent === undefined) return undefined
  if (/^\d{1,9}$/.test(sent)) return Number(sent)
  throw new OAuthError('invalid_request', {
    reason: 'max-age-not-number',
    hint: `max_age ${quoted(sent, 30)} is not a number of seconds`,
    expected: 'a number of seconds',
    received: sent,
    fix: 'send whole seconds: max_age=3600',
    spec: 'OpenID Connect Core §3.1.2.1',
  })
}
