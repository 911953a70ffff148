import { isIPv4, isIPv6 } from 'node:net'

/** What a mechanism's match means. */
export type Qualifier = '+' | '-' | '~' | '?'

/** Who may send, term by term (RFC 7208 section 5). */
export type Mechanism = { readonly qualifier: Qualifier; readonly text: string } & (
  | { readonly name: 'all' }
  | { readonly name: 'include' | 'exists'; readonly domain: string }
  | { readonly name: 'ptr'; readonly domain: string | undefined }
  /** `domain`: the one that is asked about, when it is not given. */
  | { readonly name: 'a' | 'mx'; readonly domain: string | undefined; readonly bits4: number; readonly bits6: number }
  /** `network`: an address with its bits. */
  | { readonly name: 'ip4' | 'ip6'; readonly network: string }
)

export interface SpfRecord {
  readonly mechanisms: readonly Mechanism[]
  readonly redirect: string | undefined
}

/** Terms of a record: more do not fit into what the DNS carries. */
const MAX_TERMS = 200
/** Of a term that cannot be read, so much is shown, characters. */
const MAX_SHOWN = 40

/** A record, or what is wrong with its syntax: then no receiver uses any of it. Pure, never throws. */
export function parseSpf(text: string): SpfRecord | string {
  const [, ...terms] = text.trim().split(/ +/, MAX_TERMS)
  const mechanisms: Mechanism[] = []
  const modifiers = new Map<string, string>()
  for (const term of terms) {
    const modifier = /^([a-z][a-z0-9_.-]*)=(.*)$/i.exec(term)
    if (modifier) {
      const name = modifier[1]!.toLowerCase()
      if (name !== 'redirect' && name !== 'exp') continue
      if (modifiers.has(name)) return `${name}= is there twice`
      if (!isDomainSpec(modifier[2]!)) return `${shown(term)}: ${name}= needs a domain`
      modifiers.set(name, modifier[2]!)
      continue
    }
    const mechanism = mechanismOf(term)
    if (typeof mechanism === 'string') return mechanism
    mechanisms.push(mechanism)
  }
  return { mechanisms, redirect: modifiers.get('redirect') }
}

const shown = (term: string) => JSON.stringify(term.slice(0, MAX_SHOWN))

function mechanismOf(text: string): Mechanism | string {
  const [, sign, word = '', rest = ''] = /^([+~?-]?)([a-z0-9]+)((?:[:/].*)?)$/i.exec(text) ?? []
  const name = word.toLowerCase()
  const head = { qualifier: (sign || '+') as Qualifier, text }
  const value = rest.startsWith(':') ? rest.slice(1) : undefined
  switch (name) {
    case 'all':
      return rest === '' ? { ...head, name } : `${shown(text)}: all takes nothing`
    case 'include':
    case 'exists':
      return value !== undefined && isDomainSpec(value)
        ? { ...head, name, domain: value }
        : `${shown(text)}: ${name} needs a domain`
    case 'ptr':
      return rest === '' || (value !== undefined && isDomainSpec(value))
        ? { ...head, name, domain: value }
        : `${shown(text)}: ptr takes a domain or nothing`
    case 'a':
    case 'mx':
      return withBits({ ...head, name }, rest)
    case 'ip4':
    case 'ip6': {
      const network = networkOf(name, value ?? '')
      return network === undefined ? `${shown(text)} is no ${name} network` : { ...head, name, network }
    }
    default:
      return `${shown(text)} is no term of SPF`
  }
}

/** `a:host/24//64`. */
function withBits(
  head: { readonly qualifier: Qualifier; readonly text: string; readonly name: 'a' | 'mx' },
  rest: string,
): Mechanism | string {
  const parts = /^(?::(.+?))?(?:\/(\d{1,3}))?(?:\/\/(\d{1,3}))?$/.exec(rest)
  const [bits4, bits6] = [Number(parts?.[2] ?? 32), Number(parts?.[3] ?? 128)]
  const domain = parts?.[1]
  if (!parts || (domain !== undefined && !isDomainSpec(domain)))
    return `${shown(head.text)}: ${head.name} takes a domain or nothing, and then a prefix`
  if (bits4 > 32 || bits6 > 128) return `${shown(head.text)}: a prefix that no address has`
  return { ...head, domain, bits4, bits6 }
}

function networkOf(name: 'ip4' | 'ip6', text: string): string | undefined {
  const [address = '', bits, ...more] = text.split('/')
  const [isRight, most] = name === 'ip4' ? [isIPv4(address), 32] : [isIPv6(address) && !address.includes('%'), 128]
  if (!isRight || more.length > 0 || (bits !== undefined && (!/^\d{1,3}$/.test(bits) || Number(bits) > most)))
    return undefined
  return `${address}/${bits ?? most}`
}

const MACRO = /%(?:\{[slodiphcrtv]\d{0,3}r?[.\-+,/_=]*\}|%|_|-)/gi

/** A name in which macros may stand; it ends in a label or a macro (section 7.1). */
function isDomainSpec(text: string): boolean {
  if (text.length > 253 || text === '') return false
  const plain = text.replace(MACRO, 'x')
  return !plain.includes('%') && /^[\x21-\x7e]+$/.test(plain) && /(^|\.)[a-z0-9-]*[a-z][a-z0-9-]*\.?$/i.test(plain)
}

/** Whether a name can only be made for one message. */
export const hasMacro = (text: string): boolean => text.includes('%')
