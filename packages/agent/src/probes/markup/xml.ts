import { ProbeFailure } from '@vonggac/model'
import type { SaxesParser } from 'saxes'
import { quoted } from '../quoted.ts'
import { createTreeBuilder, type MarkupNode } from './tree.ts'

/** Characters handed over at a time, so that a document that is too large is given up early. */
const PIECE = 65_536

/**
 * Reads XML. What a document says of entities of its own is not read: none is expanded, and none is fetched. Throws
 * `ProbeFailure('protocol')` for what is not well-formed.
 */
export function readXml(text: string, Parser: typeof SaxesParser): MarkupNode {
  const tree = createTreeBuilder()
  const parser = new Parser({})
  let hasDoctype = false
  parser.on('doctype', () => {
    hasDoctype = true
  })
  parser.on('error', ({ message }) => {
    const own = hasDoctype && /undefined entity/.test(message)
    throw new ProbeFailure(
      'protocol',
      own
        ? 'the body is XML with entities of its own, which are not expanded: a document that answers a check needs none'
        : `the body is no well-formed XML: ${quoted(message.replaceAll(/\s+/g, ' '), 100)}`,
    )
  })
  const localName = (name: string) => name.slice(name.indexOf(':') + 1)
  parser.on('opentag', ({ name, attributes }) =>
    tree.open(
      localName(name),
      Object.entries(attributes).map(([key, value]) => [localName(key), String(value)] as const),
    ),
  )
  parser.on('text', tree.text)
  parser.on('cdata', tree.text)
  parser.on('closetag', tree.close)
  for (let at = 0; at < text.length; at += PIECE) parser.write(text.slice(at, at + PIECE))
  parser.close()
  return tree.root
}
