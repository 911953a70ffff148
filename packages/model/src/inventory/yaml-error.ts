import { type Document, isScalar, visit, type YAMLError } from 'yaml'

/**
 * What is wrong with the syntax, in our words: the library's own texts may quote the file, and with it a secret that
 * stands there by mistake.
 */
export function inOurWords(error: YAMLError, documents: readonly Document[]): { offset: number; message: string } {
  const [offset] = error.pos
  if (/^Missing closing .quote/.test(error.message)) {
    return {
      offset: openQuote(documents, offset),
      message: 'this text in quotes never ends; a closing quote is missing',
    }
  }
  const bracket = /(?:must .*end with an?|expected .*to end with) ([\]}])/i.exec(error.message)?.[1]
  if (bracket) return { offset, message: `a closing \`${bracket}\` is missing before this` }
  return {
    offset,
    message:
      BY_CODE[error.code] ?? 'this is not valid YAML; often a quote, a bracket or a colon is missing just before',
  }
}

/** Where the quoted text begins that the end of the file interrupts. */
function openQuote(documents: readonly Document[], end: number): number {
  let start = end
  for (const document of documents) {
    visit(document, (_, node) => {
      if (!isScalar(node) || !node.type?.startsWith('QUOTE') || !node.range) return
      if (node.range[0] < end && node.range[1] >= end) start = node.range[0]
    })
  }
  return start
}

const BY_CODE: Partial<Record<YAMLError['code'], string>> = {
  BAD_ALIAS: 'an alias needs a name: `*name`',
  BAD_DQ_ESCAPE: 'unknown escape after `\\` in a double-quoted text; use single quotes for a literal backslash',
  BAD_INDENT: 'the indentation does not fit what stands above; use the same number of spaces for all keys of one map',
  BAD_SCALAR_START: 'a text cannot start with this character; put it in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'two keys on one line, or a missing quote; a text with `: ` in it needs quotes',
  BLOCK_IN_FLOW: 'a list or map with dashes cannot stand inside {…} or […]; is a closing bracket missing above?',
  KEY_OVER_1024_CHARS: 'this key is too long; is a `:` or a quote missing?',
  MISSING_CHAR: 'a character is missing here: a bracket, a comma, or `:` and a space after a key',
  MULTILINE_IMPLICIT_KEY: 'a key must stand on one line and be followed by `:`',
  TAB_AS_INDENT: 'a tab cannot indent; use spaces',
  TAG_RESOLVE_FAILED: 'tags such as `!name` are not used here; leave it out',
  UNEXPECTED_TOKEN: 'this does not belong here; often a quote, a bracket or a comma is missing just before',
}
