import { ProbeFailure } from '@vonggac/model'

/** Elements, attributes and texts of one document: ten times what a large page has, and some 20 MiB. */
const MAX_NODES = 100_000
/** Elements inside each other: pages and status documents stay below 50. */
const MAX_DEPTH = 500

/** Node types of the DOM standard, as far as documents are read here. */
const ELEMENT = 1
const ATTRIBUTE = 2
const TEXT = 3
const DOCUMENT = 9

/**
 * A node as an XPath engine walks it: the part of the DOM that needs no writing. Names have no namespace, so that `//Status`
 * finds its element whatever prefix the document chose.
 */
export class MarkupNode {
  readonly nodeType: number
  readonly nodeName: string
  readonly localName: string
  readonly namespaceURI = null
  readonly prefix = null
  readonly nodeValue: string | null
  /** Position in the document: which of two nodes stands first. */
  readonly order: number
  parentNode: MarkupNode | null = null
  ownerElement: MarkupNode | null = null
  ownerDocument: MarkupNode | null = null
  firstChild: MarkupNode | null = null
  lastChild: MarkupNode | null = null
  nextSibling: MarkupNode | null = null
  previousSibling: MarkupNode | null = null
  attributes: AttributeList | null = null

  constructor(nodeType: number, name: string, value: string | null, order: number) {
    this.nodeType = nodeType
    this.nodeName = name
    this.localName = name
    this.nodeValue = value
    this.order = order
  }

  get value(): string | null {
    return this.nodeValue
  }

  get data(): string | null {
    return this.nodeValue
  }

  /** 4: `other` follows this node; 2: it precedes it (DOM standard). */
  compareDocumentPosition(other: MarkupNode): number {
    return other.order === this.order ? 0 : other.order > this.order ? 4 : 2
  }

  getAttribute(name: string): string | null {
    return this.attributes?.find((one) => one.nodeName === name)?.nodeValue ?? null
  }

  getAttributeNS(_: string | null, name: string): string | null {
    return this.getAttribute(name)
  }
}

class AttributeList extends Array<MarkupNode> {
  item(index: number): MarkupNode | null {
    return this[index] ?? null
  }
}

/** Says when a document is larger or deeper than any page is. */
export interface Measure {
  node(): void
  enter(): void
  leave(): void
}

/** Each call throws `ProbeFailure('protocol')` once it is too much. */
export function createMeasure(): Measure {
  let nodes = 0
  let depth = 0
  return {
    node() {
      if (++nodes > MAX_NODES)
        throw new ProbeFailure('protocol', `the body has more than ${MAX_NODES} elements, attributes and texts`)
    },
    enter() {
      if (++depth > MAX_DEPTH)
        throw new ProbeFailure('protocol', `the body has elements nested more than ${MAX_DEPTH} deep`)
    },
    leave() {
      depth--
    },
  }
}

/** Puts a document together in the order in which it is read. */
export interface TreeBuilder {
  open(name: string, attributes: Iterable<readonly [string, string]>): void
  text(text: string): void
  close(): void
  readonly root: MarkupNode
}

/** Throws as `Measure` does. */
export function createTreeBuilder(): TreeBuilder {
  const measure = createMeasure()
  const root = new MarkupNode(DOCUMENT, '#document', null, 0)
  let order = 0
  let here = root
  const make = (type: number, name: string, value: string | null): MarkupNode => {
    measure.node()
    const node = new MarkupNode(type, name, value, ++order)
    node.ownerDocument = root
    return node
  }
  const append = (node: MarkupNode): void => {
    node.parentNode = here
    node.previousSibling = here.lastChild
    if (here.lastChild) here.lastChild.nextSibling = node
    else here.firstChild = node
    here.lastChild = node
  }
  return {
    root,
    open(name, attributes) {
      measure.enter()
      const element = make(ELEMENT, name, null)
      element.attributes = new AttributeList()
      for (const [key, value] of attributes) {
        const attribute = make(ATTRIBUTE, key, value)
        attribute.ownerElement = element
        element.attributes.push(attribute)
      }
      append(element)
      here = element
    },
    text(text) {
      // Text outside of the outermost element is no text of the document.
      if (text !== '' && here !== root) append(make(TEXT, '#text', text))
    },
    close() {
      measure.leave()
      here = here.parentNode ?? root
    },
  }
}
