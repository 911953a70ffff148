/** What a statement asks for, of the few that clients send before they write. */
export type Statement =
  | { readonly kind: 'create'; readonly database: string }
  | { readonly kind: 'show' }
  | { readonly kind: 'other'; readonly text: string }

const NAME = String.raw`(?:"((?:[^"\\]|\\.)*)"|(\w+))`
const CREATE = new RegExp(String.raw`^CREATE\s+DATABASE\s+${NAME}(?:\s+WITH\s.*)?$`, 'is')
const POLICY = /^CREATE\s+RETENTION\s+POLICY\s/i

/** Splits InfluxQL at its semicolons, quoted ones apart, and recognises what clients need to start. */
export function statementsOf(text: string): Statement[] {
  const statements = text.match(/(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^;"']+)+/g) ?? []
  return statements
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '')
    .map(recognise)
}

function recognise(text: string): Statement {
  const created = CREATE.exec(text)
  if (created) return { kind: 'create', database: (created[1] ?? created[2] ?? '').replace(/\\(.)/g, '$1') }
  // A policy says how long to keep: our configuration does, so there is nothing to make.
  if (POLICY.test(text)) return { kind: 'create', database: '' }
  if (/^SHOW\s+DATABASES$/i.test(text)) return { kind: 'show' }
  return { kind: 'other', text }
}
