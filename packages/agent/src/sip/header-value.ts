/** Header values of SIP in their parts (RFC 3261 section 25.1). Nothing in here throws: what cannot be read is `undefined`. */

/** Names and values of parameters; names in lower case, quotes taken off. The first of a name counts. */
export type Params = ReadonlyMap<string, string>

/** Cuts a text where `separator` stands outside of quotes and angle brackets. */
export function splitOutside(text: string, separator: ',' | ';' | ' '): string[] {
  const parts: string[] = []
  let begin = 0
  let quoted = false
  let inAngle = false
  for (let at = 0; at < text.length; at++) {
    const char = text[at]
    if (quoted) {
      if (char === '\\') at++
      else if (char === '"') quoted = false
    } else if (char === '"') quoted = true
    else if (char === '<') inAngle = true
    else if (char === '>') inAngle = false
    else if (char === separator && !inAngle) {
      parts.push(text.slice(begin, at).trim())
      begin = at + 1
    }
  }
  parts.push(text.slice(begin).trim())
  return parts
}

/** All values of a header that may stand in one line or in several. */
export const listed = (lines: readonly string[] | undefined): string[] =>
  (lines ?? []).flatMap((line) => splitOutside(line, ',')).filter((value) => value !== '')

/** `"a \"b\""` without quotes and escapes; anything else as it is. */
export const unquoted = (text: string): string =>
  /^".*"$/s.test(text) ? text.slice(1, -1).replace(/\\(.)/gs, '$1') : text

export function paramsOf(parts: readonly string[]): Params {
  const params = new Map<string, string>()
  for (const part of parts) {
    const at = part.indexOf('=')
    const name = (at === -1 ? part : part.slice(0, at)).trim().toLowerCase()
    if (name !== '' && !params.has(name)) params.set(name, at === -1 ? '' : unquoted(part.slice(at + 1).trim()))
  }
  return params
}

/** The topmost Via. */
export interface Via {
  /** `UDP`, `TCP`, `TLS`. */
  readonly transport: string
  readonly sentBy: string
  readonly params: Params
}

export function viaOf(value: string): Via | undefined {
  const [head = '', ...rest] = splitOutside(value, ';')
  const match = /^SIP\s*\/\s*2\.0\s*\/\s*(\S+)\s+(\S.*)$/i.exec(head)
  if (!match) return undefined
  return { transport: match[1]!.toUpperCase(), sentBy: match[2]!.replace(/\s/g, ''), params: paramsOf(rest) }
}

/** `"Room" <sip:room@10.33.1.20>;tag=1`. */
export interface NameAddress {
  readonly display: string
  readonly uri: string
  /** Behind the address, not within it. */
  readonly params: Params
}

export function nameAddressOf(value: string): NameAddress | undefined {
  const [address = '', ...rest] = splitOutside(value, ';')
  const match = /^((?:"(?:[^"\\]|\\.)*"|[^"<>])*)<([^<>]*)>$/s.exec(address)
  if (match) return { display: unquoted(match[1]!.trim()), uri: match[2]!.trim(), params: paramsOf(rest) }
  // Without brackets what follows a semicolon belongs to the header and not to the address.
  if (address === '' || /[\s<>"]/.test(address)) return undefined
  return { display: '', uri: address, params: paramsOf(rest) }
}

/** `3 INVITE`. */
export function cseqOf(value: string | undefined): { readonly number: number; readonly method: string } | undefined {
  const match = /^(\d{1,10})\s+(\S+)$/.exec(value ?? '')
  if (!match || Number(match[1]) >= 2 ** 32) return undefined
  return { number: Number(match[1]), method: match[2]! }
}

/** A SIP address. */
export interface SipUri {
  readonly secure: boolean
  readonly user: string
  /** An IPv6 address without its brackets. */
  readonly host: string
  readonly port: number | undefined
  readonly params: Params
}

export function sipUriOf(text: string): SipUri | undefined {
  const match = /^(sips?):(?:([^@]*)@)?(\[[0-9a-f:.]+\]|[^\s:;?[\]]+)(?::(\d{1,5}))?((?:;[^?]*)?)(?:\?.*)?$/i.exec(text)
  if (!match) return undefined
  const port = match[4] === undefined ? undefined : Number(match[4])
  if (port !== undefined && (port < 1 || port > 65_535)) return undefined
  return {
    secure: match[1]!.toLowerCase() === 'sips',
    user: match[2] ?? '',
    host: match[3]!.replace(/^\[(.+)\]$/, '$1'),
    port,
    params: paramsOf(match[5]!.split(';')),
  }
}

/** Seconds of an `Expires` or `Retry-After`, with a comment or parameters behind. */
export function secondsOf(value: string | undefined): number | undefined {
  const match = /^(\d{1,10})(?:[\s;(].*)?$/s.exec(value ?? '')
  return match ? Number(match[1]) : undefined
}
