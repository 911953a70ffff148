import { cutText } from '@vonggac/model'
import type { Message, Recipient } from '../contract.ts'

/** How messages look where there is more than plain text, and where there is less. */

/** What the address that acknowledges is called. */
export const ACKNOWLEDGE = { vi: 'Nhận xử lý', en: 'Acknowledge' } as const
export const OPEN = { vi: 'Xem chi tiết', en: 'Details' } as const

const both = ({ vi, en }: { readonly vi: string; readonly en: string }) => `${vi} / ${en}`
export const ACKNOWLEDGE_BOTH = both(ACKNOWLEDGE)
export const OPEN_BOTH = both(OPEN)

/** What the receiver can open: to acknowledge, and to look. */
export const linksOf = ({ actions, link }: Message): { readonly title: string; readonly url: string }[] => [
  ...(actions ? [{ title: ACKNOWLEDGE_BOTH, url: actions.acknowledge }] : []),
  ...(link === null ? [] : [{ title: OPEN_BOTH, url: link }]),
]

/** The whole text with the way to acknowledge at its end, at most so many UTF-16 units: it is the text that is cut. */
export function plainText(message: Message, units: number): string {
  const end = message.actions ? `\n\n${ACKNOWLEDGE_BOTH}: ${message.actions.acknowledge}` : ''
  return `${cutText(message.text.trimEnd(), Math.max(1, units - end.length))}${end}`
}

/** The message in one line. */
export const shortOf = ({ short, text }: Message, language: 'vi' | 'en'): string =>
  short?.[language] ?? text.split('\n', 1)[0] ?? ''

/** The first line, and what follows. */
export function headAndBody(text: string): { readonly head: string; readonly body: string } {
  const [head = '', ...rest] = text.trimEnd().split('\n')
  return { head, body: rest.join('\n') }
}

/** How it looks at a glance. */
export type Look = 'over' | 'critical' | 'warning' | 'other'

export function lookOf({ kind, incident }: Message): Look {
  if (kind === 'resolved') return 'over'
  return kind === 'test' ? 'other' : incident.severity
}

export const COLOURS: Readonly<Record<Look, string>> = {
  over: '#1a7f37',
  critical: '#c62828',
  warning: '#b26a00',
  other: '#52606d',
}

/**
 * Who gets it on a channel whose receivers are `own`, else the person whom it is for by `address`. Throws where that is nobody:
 * `config check` finds such a channel, but a person can lose an address while a message waits.
 */
export function receiversOf(
  own: readonly string[] | undefined,
  to: Recipient | undefined,
  { address, what }: { readonly address: 'email' | 'phone' | 'telegram' | 'zalo'; readonly what: string },
): readonly string[] {
  if (own !== undefined) return own
  if (to === undefined)
    throw new Error(`this channel has no receivers of its own, and the message is for nobody in particular`)
  const found = to[address]
  if (found === undefined) throw new Error(`\`${to.id}\` has no ${what} in the configuration`)
  return [found]
}
