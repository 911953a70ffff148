import { headersOf, type MailHeader, withoutComments } from './mail-headers.ts'

/** Hops that are told of; loops end at about 50 everywhere. */
const MAX_HOPS = 30
/** Characters of a host's name that are kept. */
const MAX_NAME = 100

/** One server on the way of a message, by the `Received` field that it wrote (RFC 5321 section 4.4). */
export interface MailHop {
  readonly by: string
  readonly from: string
  readonly protocol: string
  /** When it had the message, Unix epoch ms to the second; undefined where it does not say. */
  readonly atMs: number | undefined
  /** Since the hop before had it, ms; undefined where one of the two does not say. Negative when their clocks differ. */
  readonly delayMs: number | undefined
}

/** The way of a message, first hop first. */
export function hopsOf(headers: readonly MailHeader[]): MailHop[] {
  const written = headersOf(headers, 'received').slice(0, MAX_HOPS).reverse()
  let beforeMs: number | undefined
  return written.map((value) => {
    const text = withoutComments(value)
    const atMs = dateOf(text)
    const delayMs = atMs === undefined || beforeMs === undefined ? undefined : atMs - beforeMs
    beforeMs = atMs
    return { by: word(text, 'by'), from: word(text, 'from'), protocol: word(text, 'with'), atMs, delayMs }
  })
}

/** The hop that took longest; undefined when none took a second or more. */
export function slowestHop(hops: readonly MailHop[]): MailHop | undefined {
  const [slowest] = hops.filter(({ delayMs = 0 }) => delayMs > 0).sort((a, b) => b.delayMs! - a.delayMs!)
  return slowest
}

const word = (text: string, keyword: string): string =>
  (new RegExp(`(?:^|\\s)${keyword}\\s+([^\\s;]+)`, 'i').exec(text)?.[1] ?? '').slice(0, MAX_NAME)

function dateOf(text: string): number | undefined {
  const date = text.slice(text.lastIndexOf(';') + 1).trim()
  if (!text.includes(';') || !/\d{1,2}\s+[a-z]{3}\s+\d{2,4}\s+\d{1,2}:\d{2}/i.test(date)) return undefined
  const ms = Date.parse(date)
  return Number.isNaN(ms) ? undefined : ms
}
