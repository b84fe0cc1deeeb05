// RFC 6749 §3.3: scope = scope-token *( SP scope-token ); case-sensitive, order without meaning.

const TOKEN = /^[\x21\x23-\x5b\x5d-\x7e]+$/

/** The tokens of a scope in the order sent, each once. */
export function parseScope(scope: string): readonly string[] {
  return [...new Set(scope.split(' ').filter((token) => token !== ''))]
}

export function isScopeToken(token: string): boolean {
  return TOKEN.test(token)
}

export function joinScope(tokens: readonly string[]): string {
  return tokens.join(' ')
}

export function hasScope(scope: string, token: string): boolean {
  return scope.split(' ').includes(token)
}

/** Tokens of `asked` that `allowed` does not hold. */
export function beyond(asked: readonly string[], allowed: readonly string[]): readonly string[] {
  return asked.filter((token) => !allowed.includes(token))
}
