/** Something wrong in the configuration, and where. */
export interface Problem {
  /** The file as it was opened, or the directory. */
  readonly file: string
  /** 1-based. */
  readonly line: number
  /** 1-based, in characters. */
  readonly col: number
  /** Where in the document: `sites.tam-ky.links.vnpt.gateway`. Empty for a file as a whole. */
  readonly path: string
  /** What is wrong and what would be right. Never holds a secret. */
  readonly message: string
}

/** `file:line:col: path: message`, as editors and people find it. */
export const formatProblem = ({ file, line, col, path, message }: Problem): string =>
  `${file}:${line}:${col}: ${path ? `${path}: ` : ''}${message}`

/** The order in which one reads them: by file, then by place. */
export const byPlace = (a: Problem, b: Problem): number =>
  (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || a.line - b.line || a.col - b.col
