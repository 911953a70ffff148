/** A line of syslog as RFC 5424 lays it out. Bytes only; who sends it is elsewhere. */
export interface SyslogLine {
  readonly facility: Facility
  readonly severity: SyslogSeverity
  /** Unix ms. */
  readonly at: number
  readonly host: string
  readonly app: string
  readonly process: string
  /** What kind of message it is: `opened`, `resolved`. */
  readonly id: string
  /** Values for programs, under one name. */
  readonly data: { readonly name: string; readonly values: Readonly<Record<string, string>> }
  readonly text: string
}

const FACILITY = {
  user: 1,
  daemon: 3,
  local0: 16,
  local1: 17,
  local2: 18,
  local3: 19,
  local4: 20,
  local5: 21,
  local6: 22,
  local7: 23,
} as const
export type Facility = keyof typeof FACILITY

const SEVERITY = { critical: 2, warning: 4, notice: 5, info: 6 } as const
export type SyslogSeverity = keyof typeof SEVERITY

/** Says that the text is UTF-8 (RFC 5424 §6.4). */
const BOM = '\ufeff'

/** `<PRI>1 TIME HOST APP PROCID MSGID [DATA] BOM TEXT` in UTF-8, at most so many bytes: it is the text that is cut, between characters. */
export function encodeSyslog(line: SyslogLine, maxBytes: number): Buffer {
  const priority = FACILITY[line.facility] * 8 + SEVERITY[line.severity]
  const header = [
    `<${priority}>1`,
    new Date(line.at).toISOString(),
    printable(line.host, 255),
    printable(line.app, 48),
    printable(line.process, 128),
    printable(line.id, 32),
    dataOf(line.data),
  ].join(' ')
  const whole = Buffer.from(`${header} ${BOM}${line.text.replace(/[\r\n\0]+/g, ' ')}`)
  return whole.length <= maxBytes ? whole : whole.subarray(0, boundary(whole, maxBytes))
}

/** With its length before it: octet counting (RFC 6587 §3.4.1, RFC 5425 §4.3). */
export const framed = (line: Buffer): Buffer => Buffer.concat([Buffer.from(`${line.length} `), line])

/** Never within a character of UTF-8. */
function boundary(bytes: Buffer, end: number): number {
  let at = end
  while (at > 0 && (bytes[at]! & 0xc0) === 0x80) at--
  return at
}

/** Visible ASCII, or `-` where nothing is left. */
const printable = (text: string, length: number) => text.replace(/[^\x21-\x7e]/g, '').slice(0, length) || '-'

/** `[name key="value"]`, quotes, brackets and backslashes escaped (RFC 5424 §6.3). */
function dataOf({ name, values }: SyslogLine['data']): string {
  const pairs = Object.entries(values)
    .filter(([, value]) => value !== '')
    .map(([key, value]) => ` ${key}="${value.replace(/[\r\n\0]+/g, ' ').replace(/["\\\]]/g, '\\$&')}"`)
  return pairs.length === 0 ? '-' : `[${name}${pairs.join('')}]`
}
