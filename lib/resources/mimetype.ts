// What a file name says about the type of the file, when nobody else does.

const TYPES: Readonly<Record<string, string>> = {
  csv: 'text/csv',
  doc: 'application/msword',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  gif: 'image/gif',
  html: 'text/html',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  json: 'application/json',
  md: 'text/markdown',
  mp4: 'video/mp4',
  pdf: 'application/pdf',
  png: 'image/png',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  svg: 'image/svg+xml',
  txt: 'text/plain',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  xml: 'application/xml',
  zip: 'application/zip',
}

const UNKNOWN = 'application/octet-stream'

export function mimeTypeOf(title: string): string {
  const extension = /\.([a-z0-9]+)$/i.exec(title)?.[1]?.toLowerCase()
  return (extension !== undefined && Object.hasOwn(TYPES, extension) ? TYPES[extension] : undefined) ?? UNKNOWN
}
