/** A name in double quotes, as InfluxQL's lexer reads it. */
export const identifier = (name: string): string => `"${escaped(name).replaceAll('"', '\\"')}"`

/** A text in single quotes. */
export const string = (text: string): string => `'${escaped(text).replaceAll("'", "\\'")}'`

const escaped = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
