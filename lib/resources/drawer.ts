// The documents that the protected document API serves, fed from fixtures and changed by uploads.

import type { Clock } from '../state/clock.js'

export interface DocumentSeed {
  readonly id: string
  readonly title: string
  readonly kind: 'file' | 'folder'
  readonly parent?: string
  readonly mimeType?: string
  readonly content?: string
  readonly readOnly?: boolean
  readonly forbidden?: readonly string[]
}

export class Drawer {
  constructor(_clock: Clock) {}
  fill(_documents: readonly DocumentSeed[]): void {}
}
