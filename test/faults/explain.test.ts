import t from 'tap'
import { explain } from '../../lib/faults/rules/explain.js'
import { parseRule } from '../../lib/faults/rules/grammar.js'

for (const [rule, sentence] of [
  ['token=503', 'every token call is answered with HTTP 503'],
  [
    'token.refresh+client:web=invalid_grant@2',
    'the 2nd refresh_token call of client web is answered with invalid_grant (400)',
  ],
  ['token=429:30s@every:5', 'every 5th token call is answered with HTTP 429 and Retry-After: 30'],
  ['token=503@1..2', 'every token call from the 1st to the 2nd is answered with HTTP 503'],
  ['token=503@3..', 'every token call from the 3rd on is answered with HTTP 503'],
  ['token=503@every:2@..9', 'every 2nd token call from the 1st to the 9th is answered with HTTP 503'],
  ['any=slow:500ms..3s@p:0.2', 'every call of any endpoint is delayed by 500ms to 3s, with a probability of 20 %'],
  ['any=slow:90s@11', 'the 11th call of any endpoint is delayed by 1m30s'],
  ['token=503@once@per:client', 'the 1st token call is answered with HTTP 503, counted for each client'],
  ['jwks=empty@after:5m@for:1h', 'every jwks call has no keys, beginning 5m after the rule was armed, for 1h'],
  [
    'userinfo=invalid_token@until:2030-01-01',
    'every userinfo call is answered with invalid_token (401), until 2030-01-01T00:00:00Z',
  ],
  [
    'authorize+user:alice=access_denied',
    'every authorize call of user alice is sent back to the client with the error access_denied',
  ],
  ['authorize.code=hang', 'every authorize call for response_type code is never answered'],
  [
    'token+param.audience:x+scope:a=reset@late',
    'every token call with audience=x with scope a ends in a connection reset, after the work was done',
  ],
  ['token+auth:none=truncate:0.25', 'every token call authenticated with none gets only the first 25 % of its body'],
  ['token=badjson', 'every token call gets a body that is not JSON'],
  ['token=html', 'every token call is answered with an HTML page and HTTP 200'],
] as const) {
  t.test(`${rule}: ${sentence}`, async (t) => {
    t.equal(explain(parseRule(rule)), sentence)
  })
}
