import type { Mailbox, StoredMessage } from './mailboxes.ts'

/** The UIDs of the messages that match: `UID 3:*`, `HEADER name "text"`, `DELETED`; any other criterion matches none. */
export function found({ messages }: Mailbox, criteria: string): number[] {
  return messages.filter((message) => matches(message, messages, criteria)).map(({ uid }) => uid)
}

function matches(message: StoredMessage, all: readonly StoredMessage[], criteria: string): boolean {
  const range = /^UID (\d+):\*$/i.exec(criteria)
  if (range) return message.uid >= Math.min(Number(range[1]), all.at(-1)?.uid ?? 0)
  if (criteria.toUpperCase() === 'DELETED') return message.flags.has('\\Deleted')
  const header = /^HEADER (\S+) "((?:[^"\\]|\\.)*)"$/i.exec(criteria)
  if (!header) return false
  const [, name, text] = header
  const wanted = text!.replace(/\\(.)/g, '$1').toLowerCase()
  return headOf(message)
    .split(/\r\n(?![ \t])/)
    .some((field) => {
      const colon = field.indexOf(':')
      return (
        field.slice(0, colon).toLowerCase() === name!.toLowerCase() && field.slice(colon).toLowerCase().includes(wanted)
      )
    })
}

/** Answers to `UID FETCH 3,5 (UID BODY.PEEK[HEADER]<0.32768> …)`: a line each, with the parts as literals. */
export function fetched({ messages }: Mailbox, request: string): Buffer[] {
  const wanted = new Set(request.split(' ', 1)[0]!.split(',').map(Number))
  const parts = [...request.matchAll(/BODY(?:\.PEEK)?\[(HEADER|TEXT)\]<0\.(\d{1,7})>/gi)]
  return messages.flatMap((message, at) => {
    if (!wanted.has(message.uid)) return []
    const head = headOf(message)
    const items = parts.map(([, part, limit]) => {
      const whole = part!.toUpperCase() === 'HEADER' ? head : message.text.slice(head.length)
      const bytes = whole.slice(0, Number(limit))
      return ` BODY[${part!.toUpperCase()}]<0> {${bytes.length}}\r\n${bytes}`
    })
    return [Buffer.from(`* ${at + 1} FETCH (UID ${message.uid}${items.join('')})\r\n`, 'latin1')]
  })
}

/** The header with the empty line that ends it. */
function headOf({ text }: StoredMessage): string {
  const end = text.indexOf('\r\n\r\n')
  return end === -1 ? text : text.slice(0, end + 4)
}
