import { ipv6Bytes } from '../../../ip-bytes.ts'

/** What macros are made of: the sender is the postmaster of the domain, as for a bounce (RFC 7208 section 2.4). */
export interface MacroValues {
  readonly ip: string
  /** The domain that is being evaluated. */
  readonly domain: string
  /** The domain of the sender. */
  readonly sender: string
}

/** The longest name, characters; what is longer loses labels from the left (section 7.3). */
const MAX_NAME = 253

/** A domain with its macros filled in. Pure. */
export function expandMacros(text: string, values: MacroValues): string {
  const full = text.replace(
    /%(?:\{([a-z])(\d*)(r?)([.\-+,/_=]*)\}|([%_-]))/gi,
    (_, letter, digits, turn, delimiters, literal) => {
      if (literal !== undefined) return { '%': '%', _: ' ', '-': '%20' }[literal as '%' | '_' | '-']
      const parts = valueOfLetter(letter.toLowerCase(), values).split(new RegExp(`[${escaped(delimiters || '.')}]`))
      const ordered = turn ? parts.reverse() : parts
      return (digits ? ordered.slice(-Math.max(1, Number(digits))) : ordered).join('.')
    },
  )
  let name = full
  while (name.length > MAX_NAME && name.includes('.')) name = name.slice(name.indexOf('.') + 1)
  return name.slice(-MAX_NAME)
}

const escaped = (delimiters: string) => delimiters.replace(/[\\\]^-]/g, '\\$&')

function valueOfLetter(letter: string, { ip, domain, sender }: MacroValues): string {
  switch (letter) {
    case 's':
      return `postmaster@${sender}`
    case 'l':
      return 'postmaster'
    case 'o':
    case 'h':
      return sender
    case 'd':
      return domain
    case 'i':
      return ip.includes(':') ? [...ipv6Bytes(ip).toString('hex')].join('.') : ip
    case 'v':
      return ip.includes(':') ? 'ip6' : 'in-addr'
    default:
      // The name of the address (p) is not asked for: it is advised against, and `unknown` is what then stands there.
      return 'unknown'
  }
}
