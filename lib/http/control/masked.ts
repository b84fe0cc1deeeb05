// Secrets in a URL, cut to their last four characters.

const SECRET = /([?&](?:code|client_secret|refresh_token|access_token|code_verifier|password|token)=)([^&]*)/g

export function masked(url: string): string {
  return url.replace(
    SECRET,
    (_all, name: string, value: string) => `${name}…${value.length > 8 ? value.slice(-4) : ''}`,
  )
}
