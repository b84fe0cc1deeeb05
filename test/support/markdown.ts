// The fenced blocks of a Markdown text, each with the comments `<!-- word: value -->` right before its fence.

export interface Block {
  /** What is behind the opening fence: `sh`, `yaml`, … */
  readonly language: string
  readonly text: string
  /** Of the opening fence, from 1. */
  readonly line: number
  /** `<!-- file: app.mjs -->` is `file` → `app.mjs`, `<!-- server -->` is `server` → ``. */
  readonly marks: ReadonlyMap<string, string>
}

const MARK = /^\s*<!--\s*([a-z]+)(?::\s*(.*?))?\s*-->\s*$/
const FENCE = /^(\s*)(`{3,}|~{3,})\s*([\w+-]*)/

export function blocksOf(markdown: string): readonly Block[] {
  const lines = markdown.split('\n')
  const blocks: Block[] = []
  let marks = new Map<string, string>()
  for (let i = 0; i < lines.length; i += 1) {
    const line = lines[i] ?? ''
    const mark = MARK.exec(line)
    const fence = FENCE.exec(line)
    if (mark !== null) {
      marks.set(mark[1] ?? '', mark[2] ?? '')
    } else if (fence !== null) {
      const [, indent = '', ticks = '', language = ''] = fence
      const end = lines.findIndex(
        (other, at) => at > i && other.trim().startsWith(ticks) && /^[`~]+$/.test(other.trim()),
      )
      const inside = lines.slice(i + 1, end === -1 ? undefined : end)
      const text = inside.map((each) => (each.startsWith(indent) ? each.slice(indent.length) : each)).join('\n')
      blocks.push({ language, text: `${text}\n`, line: i + 1, marks })
      marks = new Map()
      i = end === -1 ? lines.length : end
    } else if (line.trim() !== '') {
      marks = new Map()
    }
  }
  return blocks
}
