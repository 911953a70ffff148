/**
 * A small template language for the bodies, headers and addresses of channels: text with `{{ name | filter }}` in it. No loops,
 * no conditions, no code: it can only take what it is given, and its output is bounded by its text and its values.
 */

/** A value by its dotted name, and what is done with it, in order. */
export interface Placeholder {
  readonly name: string
  readonly filters: readonly { readonly name: FilterName; readonly argument: number }[]
}

/** Literal text and placeholders, in order. */
export type Template = readonly (string | Placeholder)[]

/** What is wrong with a template: the word that is not known, and which words are. */
export interface TemplateProblem {
  readonly message: string
  readonly unknown?: { readonly word: string; readonly known: readonly string[] }
}

/** What the templates of channels may take: the message, the incident that it is about, for whom it is, and secrets by name. */
export const channelValues = [
  'key',
  'channel',
  'kind',
  'subject',
  'text',
  'short.vi',
  'short.en',
  'link',
  'now',
  'incident',
  'incident.id',
  'incident.node',
  'incident.site',
  'incident.cause',
  'incident.severity',
  'incident.title.vi',
  'incident.title.en',
  'incident.since',
  'incident.openedAt',
  'incident.resolvedAt',
  'incident.members',
  'actions.acknowledge',
  'to.id',
  'to.name',
  'to.email',
  'to.phone',
  'to.telegram',
  'to.zalo',
  'secrets.*',
] as const

/** Characters of a template, and placeholders in it: more than any gateway wants, and small enough to be filled at once. */
const MAX_LENGTH = 16_384
const MAX_PLACEHOLDERS = 200
/** Filters behind one placeholder. */
const MAX_FILTERS = 8

const PLACEHOLDER = /\{\{([^{}]*)\}\}/g
const NAME = /^[A-Za-z][\w-]*(\.[\w-]+)*$/
const FILTER = /^([a-z0-9]+)(?:\((\d{1,5})\))?$/

/** Vietnam: a number that begins with a zero is one of this country. */
const COUNTRY_CODE = '84'

const filters = {
  /** As a JSON value, with its quotes. */
  json: (value: unknown) => JSON.stringify(value ?? null),
  /** For a place in an address or a form. */
  url: (value: unknown) => encodeURIComponent(wellFormed(textOf(value))),
  /** For a place in HTML or XML. */
  html: (value: unknown) => textOf(value).replace(/[&<>"']/g, (char) => ENTITY[char]!),
  /** Without diacritics and in ASCII. */
  ascii: (value: unknown) => asciiOf(textOf(value)),
  /** A moment (Unix ms) as 2026-11-22T19:03:12.000Z. */
  iso: (value: unknown) => (isMoment(value) ? new Date(value).toISOString() : ''),
  /** A moment (Unix ms) in whole seconds. */
  unix: (value: unknown) => (isMoment(value) ? String(Math.floor(value / 1_000)) : ''),
  /** A telephone number as 84900000001, and as +84900000001. */
  msisdn: (value: unknown) => msisdnOf(textOf(value)),
  e164: (value: unknown) => `+${msisdnOf(textOf(value))}`,
  /** At most so many characters: `cut(160)`. */
  cut: (value: unknown, length: number) => [...textOf(value)].slice(0, length).join(''),
} as const

export type FilterName = keyof typeof filters

/** The words that may stand behind a `|`. */
export const filterNames = Object.keys(filters) as readonly FilterName[]

/**
 * Reads a template. `known` are the names that it may take; one that ends in `.*` stands for everything below it.
 * Gives the template, or what is wrong with it.
 */
export function parseTemplate(
  text: string,
  known: readonly string[],
): { readonly template: Template } | { readonly problem: TemplateProblem } {
  if (text.length > MAX_LENGTH)
    return { problem: { message: `expected a template of at most ${MAX_LENGTH} characters` } }
  const template: (string | Placeholder)[] = []
  let end = 0
  for (const match of text.matchAll(PLACEHOLDER)) {
    const found = placeholderOf(match[1]!, known)
    if ('message' in found) return { problem: found }
    template.push(text.slice(end, match.index), found)
    end = match.index + match[0].length
    if (template.length > 2 * MAX_PLACEHOLDERS)
      return { problem: { message: `expected at most ${MAX_PLACEHOLDERS} placeholders` } }
  }
  template.push(text.slice(end))
  const open = template.some((part) => typeof part === 'string' && part.includes('{{'))
  return open ? { problem: { message: 'a `{{` has no `}}`; expected `{{ name }}`' } } : { template }
}

function placeholderOf(text: string, known: readonly string[]): Placeholder | TemplateProblem {
  const [name = '', ...pipes] = text.split('|').map((part) => part.trim())
  if (!NAME.test(name)) return { message: `expected a name between {{ and }}, such as {{ subject }}` }
  if (!isKnown(name, known)) return { message: `there is no value \`${name}\``, unknown: { word: name, known } }
  if (pipes.length > MAX_FILTERS) return { message: `expected at most ${MAX_FILTERS} filters` }
  const used: { name: FilterName; argument: number }[] = []
  for (const pipe of pipes) {
    const [, filter = '', argument] = FILTER.exec(pipe) ?? []
    if (!Object.hasOwn(filters, filter))
      return { message: `there is no filter \`${pipe}\``, unknown: { word: pipe, known: filterNames } }
    if ((filter === 'cut') !== (argument !== undefined))
      return { message: filter === 'cut' ? 'expected cut(N), such as cut(160)' : `\`${filter}\` takes no number` }
    used.push({ name: filter as FilterName, argument: Number(argument ?? 0) })
  }
  return { name, filters: used }
}

const isKnown = (name: string, known: readonly string[]) =>
  known.some((one) => one === name || (one.endsWith('.*') && name.startsWith(one.slice(0, -1))))

/** Fills it in. What is not there is empty text, or `null` where it is asked for as JSON. */
export function fillTemplate(template: Template, values: object): string {
  return template
    .map((part) => {
      if (typeof part === 'string') return part
      const found = part.name.split('.').reduce<unknown>(member, values)
      const filled = part.filters.reduce<unknown>((value, { name, argument }) => filters[name](value, argument), found)
      return textOf(filled)
    })
    .join('')
}

/** The names that a template takes. */
export const namesIn = (template: Template): string[] =>
  template.flatMap((part) => (typeof part === 'string' ? [] : [part.name]))

const member = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined

function textOf(value: unknown): string {
  if (value === undefined || value === null) return ''
  if (Array.isArray(value)) return value.map(textOf).join(', ')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

const isMoment = (value: unknown): value is number => typeof value === 'number' && Math.abs(value) <= 8.64e15

const ENTITY: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Half a pair of surrogates cannot be written in an address. */
const wellFormed = (text: string) => text.toWellFormed()

/** Vietnamese without its diacritics, dashes and quotes as typewriters have them; what is left beyond ASCII is a question mark. */
export function asciiOf(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[đĐ–—‒−“”„‘’‚…×·•→\u00a0]/g, (char) => PLAIN[char]!)
    .replace(/\P{ASCII}/gu, '?')
}

const PLAIN: Readonly<Record<string, string>> = {
  đ: 'd',
  Đ: 'D',
  '–': '-',
  '—': '-',
  '‒': '-',
  '−': '-',
  '“': '"',
  '”': '"',
  '„': '"',
  '‘': "'",
  '’': "'",
  '‚': ',',
  '…': '...',
  '×': 'x',
  '·': '-',
  '•': '-',
  '→': '->',
  '\u00a0': ' ',
}

/** Digits only, with the country's code: 0900 000 001 → 84900000001. */
function msisdnOf(phone: string): string {
  const digits = phone.replace(/\D/g, '')
  if (phone.trim().startsWith('+')) return digits
  if (digits.startsWith('00')) return digits.slice(2)
  return digits.startsWith('0') ? `${COUNTRY_CODE}${digits.slice(1)}` : digits
}
