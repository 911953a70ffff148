import { ProbeFailure } from '@vonggac/model'
import { quoted } from '../quoted.ts'
import { createTimeLimit } from '../time-limit.ts'
import type { HtmlParser } from './html.ts'
import { readHtml } from './html.ts'
import type { MarkupNode } from './tree.ts'
import { readXml } from './xml.ts'

/** A table of 540 KB takes 0.4 s to read and as much again for a path through it; more is a document made to be slow, ms. */
const MAX_MS = 2_000

/** What a path found: text of its first node, a number or a truth; undefined when there is no such node. */
export type Found = string | number | boolean | undefined

/** One XML or HTML document, read. */
export interface MarkupDocument {
  /** Throws `ProbeFailure('local')` for a path that cannot be evaluated, `ProbeFailure('protocol')` when it takes too long. */
  find(path: string): Found
}

/** Reads documents. The parsers cost 10 MiB of memory, so that they are loaded by the first check that needs them. */
export interface Markup {
  load(): Promise<void>
  /** Only after `load`. Throws `ProbeFailure('protocol')` for what is no such document, or one made to overwhelm its reader. */
  read(text: string, isXml: boolean): MarkupDocument
}

/** The part of the package `xpath` that is used; its own types would bring those of a browser. */
interface XPathEngine {
  parse(path: string): {
    evaluate(options: { node: MarkupNode }): {
      readonly nodes?: readonly MarkupNode[]
      first?(): unknown
      stringValue(): string
      numberValue(): number
      booleanValue(): boolean
    }
  }
  readonly XNodeSet: new () => unknown
  readonly XNumber: new (value: number) => unknown
  readonly XBoolean: new (value: boolean) => unknown
}

interface Parsers {
  readonly html: HtmlParser
  readonly Xml: typeof import('saxes').SaxesParser
  readonly xpath: XPathEngine
}

/** `maxMs`: how long a document may take. */
export function createMarkup(maxMs = MAX_MS): Markup {
  const limit = createTimeLimit()
  let loading: Promise<Parsers> | undefined
  let parsers: Parsers | undefined
  const inTime = <T>(work: () => T): T => {
    const before = process.cpuUsage()
    const outcome = limit.within(maxMs, () => ({ value: work() }))
    if (outcome === 'too slow') throw tooSlow(process.cpuUsage(before), maxMs)
    return outcome.value
  }
  return {
    async load() {
      loading ??= loadParsers()
      parsers = await loading
    },
    read(text, isXml) {
      const { html, Xml, xpath } = parsers!
      const root = inTime(() => (isXml ? readXml(text, Xml) : readHtml(text, html)))
      return { find: (path) => inTime(() => found(xpath, path, root)) }
    },
  }
}

/** The limit is one of time. Where little of it was spent on the document, it is this machine that has no time. */
function tooSlow({ user, system }: NodeJS.CpuUsage, maxMs: number): ProbeFailure {
  const spentMs = (user + system) / 1_000
  if (spentMs < maxMs / 2)
    return new ProbeFailure(
      'local',
      `this machine is too busy: it had ${Math.round(spentMs)} ms for a document in ${maxMs} ms`,
    )
  return new ProbeFailure('protocol', `the document takes longer than ${maxMs} ms to read: it is made to be slow`)
}

async function loadParsers(): Promise<Parsers> {
  const [html, { SaxesParser: Xml }, { default: xpath }] = await Promise.all([
    import('parse5'),
    import('saxes'),
    import('xpath'),
  ])
  return { html, Xml, xpath: xpath as unknown as XPathEngine }
}

function found(xpath: XPathEngine, path: string, node: MarkupNode): Found {
  try {
    const value = xpath.parse(path).evaluate({ node })
    if (value instanceof xpath.XNodeSet) return value.first?.() ? value.stringValue() : undefined
    if (value instanceof xpath.XNumber) return value.numberValue()
    return value instanceof xpath.XBoolean ? value.booleanValue() : value.stringValue()
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw cause
    throw new ProbeFailure('local', `the path ${quoted(path)} cannot be evaluated: ${(cause as Error).message}`, {
      cause,
    })
  }
}
