import type { DefaultTreeAdapterTypes } from 'parse5'
import { createMeasure, createTreeBuilder, type MarkupNode } from './tree.ts'

/** What is needed of the package `parse5`, which is loaded when the first page is read. */
export type HtmlParser = Pick<typeof import('parse5'), 'parse' | 'defaultTreeAdapter'>

/**
 * Reads HTML as browsers do, whatever its faults: a path copied from a browser's inspector fits. Throws
 * `ProbeFailure('protocol')` only for a document beyond all measure.
 */
export function readHtml(text: string, { parse, defaultTreeAdapter }: HtmlParser): MarkupNode {
  const measure = createMeasure()
  // Faults of a page can make many nodes of few bytes: the parser is stopped at once, and not when it is done.
  const counted = <A extends unknown[], T>(make: (...args: A) => T) => {
    return (...args: A): T => {
      measure.node()
      return make(...args)
    }
  }
  const document = parse(text, {
    scriptingEnabled: false,
    treeAdapter: {
      ...defaultTreeAdapter,
      createElement: counted(defaultTreeAdapter.createElement),
      createTextNode: counted(defaultTreeAdapter.createTextNode),
      createCommentNode: counted(defaultTreeAdapter.createCommentNode),
      onItemPush: measure.enter,
      onItemPop: measure.leave,
    },
  })
  return copyOf(document)
}

type ParsedNode = DefaultTreeAdapterTypes.ChildNode

/** The parsed page as nodes that the XPath engine walks. */
function copyOf(document: DefaultTreeAdapterTypes.Document): MarkupNode {
  const tree = createTreeBuilder()
  const open: { readonly children: readonly ParsedNode[]; next: number }[] = [
    { children: document.childNodes, next: 0 },
  ]
  for (let level = open.at(-1); level; level = open.at(-1)) {
    const node = level.children[level.next++]
    if (!node) {
      open.pop()
      if (open.length > 0) tree.close()
    } else if ('value' in node) tree.text(node.value)
    else if ('tagName' in node) {
      tree.open(
        node.tagName,
        node.attrs.map(({ name, value }) => [name, value] as const),
      )
      open.push({ children: 'content' in node ? node.content.childNodes : node.childNodes, next: 0 })
    }
  }
  return tree.root
}
