// The OpenAPI document of the control API as a judge: which operation a request was, and whether its answer is as said.

import { Ajv2020 } from 'ajv/dist/2020.js'
import type { ValidateFunction } from 'ajv'
import { documentOf } from '../../../lib/http/control/openapi.js'
import type { Answered } from './asking.js'

interface Operation {
  readonly operationId: string
  readonly summary: string
  readonly requestBody?: { readonly content: Record<string, { readonly schema: object; readonly example: unknown }> }
  readonly responses: Record<string, { readonly content: Record<string, { readonly schema: object }> }>
}

export interface Document {
  readonly openapi: string
  readonly paths: Record<string, Record<string, Operation>>
  readonly components: { readonly schemas: Record<string, object> }
}

export class Judge {
  readonly document: Document
  readonly #ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true })
  readonly #compiled = new Map<string, ValidateFunction>()
  readonly #called = new Set<string>()

  private constructor(document: Document) {
    this.document = document
    this.#ajv.addSchema({ $id: 'document', components: document.components })
  }

  static async ready(): Promise<Judge> {
    return new Judge((await documentOf()) as unknown as Document)
  }

  operations(): readonly Operation[] {
    return Object.values(this.document.paths).flatMap((path) => Object.values(path))
  }

  /** Operations that no request was. */
  neverCalled(): readonly string[] {
    return this.operations()
      .map(({ operationId }) => operationId)
      .filter((id) => !this.#called.has(id))
  }

  /** What is wrong with an answer, in sentences. */
  against({ method, path, status, media_type, body }: Answered): readonly string[] {
    const operation = this.#operation(method, path)
    if (!operation) return [`${method} ${path} is no operation of the document`]
    if (status < 400) this.#called.add(operation.operationId)
    const said = operation.responses[String(status)] ?? (status >= 400 ? operation.responses['default'] : undefined)
    if (!said) return [`${operation.operationId} answered ${status}, of which the document says nothing`]
    const content = said.content[media_type]
    if (!content) {
      const empty = media_type === '' && body === ''
      return empty ? [] : [`${operation.operationId} answered ${status} with ${media_type}`]
    }
    return this.errors(content.schema, body).map((error) => `${operation.operationId} ${status}: ${error}`)
  }

  errors(schema: object, value: unknown): readonly string[] {
    const text = JSON.stringify(schema).replaceAll('"#/', '"document#/')
    const validate = this.#compiled.get(text) ?? this.#ajv.compile(JSON.parse(text) as object)
    this.#compiled.set(text, validate)
    if (validate(value)) return []
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
    )
  }

  #operation(method: string, path: string): Operation | undefined {
    const fitting = Object.entries(this.document.paths).filter(([template]) => {
      const pattern = template.replace(/\{\w+\}/g, '[^/]+').replaceAll('.', '\\.')
      return new RegExp(`^${pattern}$`).test(path === '' ? '/' : path)
    })
    const written = fitting.toSorted(([one], [other]) => names(one) - names(other))
    return written
      .map(([, operations]) => operations[method.toLowerCase()])
      .find((operation) => operation !== undefined)
  }
}

const names = (template: string): number => template.split('{').length
