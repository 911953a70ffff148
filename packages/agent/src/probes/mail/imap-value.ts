import { ProbeFailure } from '@vonggac/model'

/** Deepest list: the structure of a message, which is never asked for, is the deepest that there is. */
const MAX_DEPTH = 20
/** Values in one response: the hits of a search over a large mailbox. */
const MAX_VALUES = 20_000

/** An atom, a string or a literal as its text (one character a byte), or a list. */
export type ImapValue = string | readonly ImapValue[]

/** The values of a response: lines and literals in turn, as they came. Throws `ProbeFailure('protocol')`. */
export function parseImapValues(parts: readonly Buffer[]): ImapValue[] {
  const stack: ImapValue[][] = [[]]
  let count = 0
  const put = (value: ImapValue) => {
    count += 1
    if (count > MAX_VALUES) throw bad('has too many values')
    stack.at(-1)!.push(value)
  }
  const take = (token: string) => {
    if (token === '(') {
      if (stack.length > MAX_DEPTH) throw bad('nests too deep')
      stack.push([])
    } else if (token === ')') {
      if (stack.length === 1) throw bad('has unbalanced parentheses')
      put(stack.pop()!)
    } else put(token.startsWith('"') ? token.slice(1, -1).replace(/\\(.)/g, '$1') : token)
  }
  parts.forEach((part, index) => {
    const text = part.toString('latin1')
    if (index % 2 === 1) put(text)
    else for (const token of tokensOf(index < parts.length - 1 ? text.replace(/\{\d+\+?\}$/, '') : text)) take(token)
  })
  if (stack.length > 1) throw bad('has unbalanced parentheses')
  return stack[0]!
}

/** Parentheses, quoted strings, and atoms, which may have brackets with spaces in them: `BODY[HEADER.FIELDS (DATE)]`. */
function* tokensOf(line: string): Generator<string> {
  let at = 0
  while (at < line.length) {
    const char = line[at]!
    if (char === ' ' || char === '\t') {
      at += 1
      continue
    }
    const end = char === '(' || char === ')' ? at + 1 : char === '"' ? quoteEnd(line, at) : atomEnd(line, at)
    yield line.slice(at, end)
    at = end
  }
}

function quoteEnd(line: string, from: number): number {
  for (let at = from + 1; at < line.length; at++) {
    if (line[at] === '\\') at += 1
    else if (line[at] === '"') return at + 1
  }
  throw bad('has a string without an end')
}

function atomEnd(line: string, from: number): number {
  let at = from
  for (; at < line.length && !' \t()"'.includes(line[at]!); at++) {
    if (line[at] !== '[') continue
    const close = line.indexOf(']', at)
    if (close === -1) throw bad('has a bracket without an end')
    at = close
  }
  return at
}

const bad = (what: string) => new ProbeFailure('protocol', `an answer of the IMAP server ${what}`)

/** A list as pairs: `(UID 5 FLAGS ())`. Keys in upper case. */
export function imapPairs(list: ImapValue | undefined): Map<string, ImapValue> {
  const pairs = new Map<string, ImapValue>()
  if (!Array.isArray(list)) return pairs
  for (let at = 0; at + 1 < list.length; at += 2) {
    const key = list[at]
    if (typeof key === 'string') pairs.set(key.toUpperCase(), list[at + 1]!)
  }
  return pairs
}

/** The text of a value that is no list. */
export const imapText = (value: ImapValue | undefined): string => (typeof value === 'string' ? value : '')

/** A text as it stands in a command (RFC 9051 quoted string). Only for ASCII without line ends. */
export const imapQuoted = (text: string): string => `"${text.replace(/[\\"]/g, '\\$&')}"`
