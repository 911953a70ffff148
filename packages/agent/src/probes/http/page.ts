import { ProbeFailure } from '@vonggac/model'
import type { Markup, MarkupDocument } from '../markup/markup.ts'
import { quoted } from '../quoted.ts'
import { bodyText } from './body.ts'
import type { HttpResponse } from './response-reader.ts'

/** An answer with its body, read as whatever is looked for in it, and each way only once. */
export interface Page {
  readonly response: HttpResponse
  /** Inflated and decoded. */
  readonly text: string
  /** Set when the body goes on beyond what was read. */
  readonly truncated: boolean
  json(): { readonly value: unknown } | { readonly trouble: string }
  /** Throws `ProbeFailure('protocol')` for what is no XML, or more than anybody should read. Markup must be loaded. */
  document(): MarkupDocument
}

interface PageParts {
  readonly maxBytes: number
  readonly markup: Markup
  readonly hide: (text: string) => string
}

/** Throws `ProbeFailure('protocol')` for a body that cannot be inflated. */
export function createPage(response: HttpResponse, { maxBytes, markup, hide }: PageParts): Page {
  const text = bodyText(response, maxBytes)
  const { truncated } = response
  let json: ReturnType<Page['json']> | undefined
  let document: MarkupDocument | undefined
  const readJson = (): ReturnType<Page['json']> => {
    if (truncated) return { trouble: 'the body is longer than maxBytes, so that its JSON cannot be read' }
    try {
      return { value: JSON.parse(text) }
    } catch {
      return { trouble: `the body is no JSON: ${quoted(hide(text), 40)}` }
    }
  }
  const readDocument = (): MarkupDocument => {
    const isXml = saysXml(response, text)
    if (isXml && truncated)
      throw new ProbeFailure('protocol', 'the body is longer than maxBytes, so that its XML cannot be read')
    return markup.read(text, isXml)
  }
  return {
    response,
    text,
    truncated,
    json() {
      json ??= readJson()
      return json
    },
    document() {
      document ??= readDocument()
      return document
    },
  }
}

function saysXml({ headers }: HttpResponse, text: string): boolean {
  const type = headers.get('content-type') ?? ''
  if (/html/i.test(type) && !/xhtml\+xml/i.test(type)) return false
  return /[/+]xml\b/i.test(type) || /^\s*<\?xml\b/.test(text.slice(0, 200))
}
