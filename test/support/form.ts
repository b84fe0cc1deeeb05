// A page without a browser: the form around a button, as it would be posted.

export interface Pressed {
  readonly method: string
  readonly url: string
  readonly body: string
}

/** Presses the first of these buttons that the page has; they are known by their `data-testid`. */
export function press(page: string, buttons: readonly string[]): Pressed | undefined {
  for (const [, attributes = '', inside = ''] of page.matchAll(/<form\b([^>]*)>([^]*?)<\/form>/g)) {
    const tags = [...inside.matchAll(/<(?:input|button)\b([^>]*)>/g)].map(([, tag = '']) => tag)
    const button = tags.find((tag) => buttons.includes(attribute(tag, 'data-testid') ?? ''))
    if (button === undefined) continue
    const sent = [...tags.filter((tag) => attribute(tag, 'type') === 'hidden'), button].flatMap((tag) => {
      const name = attribute(tag, 'name')
      return name === undefined ? [] : [[name, attribute(tag, 'value') ?? ''] as [string, string]]
    })
    const url = attribute(attributes, 'action') ?? ''
    return {
      method: (attribute(attributes, 'method') ?? 'get').toUpperCase(),
      url,
      body: new URLSearchParams(sent).toString(),
    }
  }
  return undefined
}

function attribute(tag: string, name: string): string | undefined {
  const value = new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(tag)?.[1]
  return value?.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&amp;', '&')
}
