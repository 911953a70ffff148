const REFERENCE = /\{\{\s*([A-Za-z_]\w{0,62})\s*\}\}/g

/** The names that a text such as `/dossiers/{{id}}` refers to, each once. */
export const templateNames = (text: string): string[] => [
  ...new Set([...text.matchAll(REFERENCE)].map(([, name]) => name!)),
]

/** The text with what `lookup` gives in place of each reference; what it does not know stays as it is. */
export const filledTemplate = (text: string, lookup: (name: string) => string | undefined): string =>
  text.replace(REFERENCE, (whole, name: string) => lookup(name) ?? whole)
