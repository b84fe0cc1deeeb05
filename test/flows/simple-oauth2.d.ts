// The part of simple-oauth2 that the stories use; it comes without types.

declare module 'simple-oauth2' {
  interface Token {
    readonly token: Readonly<Record<string, any>>
    expired(window?: number): boolean
    refresh(params?: object): Promise<Token>
    revoke(type: 'access_token' | 'refresh_token'): Promise<unknown>
  }
  export class AuthorizationCode {
    constructor(config: object)
    authorizeURL(params: object): string
    getToken(params: object): Promise<Token>
  }
  export class ClientCredentials {
    constructor(config: object)
    getToken(params: object, options?: object): Promise<Token>
  }
}
