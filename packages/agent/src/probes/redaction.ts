/** Secrets shorter than this are not looked for: `1` stands in every line, characters. */
const MIN_LENGTH = 4
/** Secrets looked for; a run has a handful. The oldest are forgotten. */
const MAX_SECRETS = 100
/** Characters of a secret that are looked for: more than any token has, and little enough for an expression. */
const MAX_SECRET_LENGTH = 2_048
/** Of a text that is told to people, the characters that are looked through. What is told is far shorter. */
const MAX_TEXT = 65_536

/** Keeps what is secret out of what people are told. */
export interface Redaction {
  /** From now on `value` is told as `[label]`. */
  add(value: string, label: string): void
  /** A text, cut to a length that can be looked through, without any of the secrets, however they are written in it. */
  hide(text: string): string
}

/**
 * A server may repeat what it was sent, and rarely as it was sent: in an address, in JSON, in a page, as part of Basic
 * credentials. So each secret is looked for in every one of these forms, also mixed and encoded twice. A text has to be
 * looked through before it is cut: half a secret would not be found.
 */
export function createRedaction(): Redaction {
  const patterns = new Map<string, { readonly pattern: RegExp; readonly label: string }>()
  return {
    add(value, label) {
      if (value.length < MIN_LENGTH || patterns.has(value)) return
      if (patterns.size >= MAX_SECRETS) patterns.delete(patterns.keys().next().value!)
      patterns.set(value, { pattern: patternOf(value), label })
    },
    hide(text) {
      let shown = text.length > MAX_TEXT ? text.slice(0, MAX_TEXT) : text
      // The longest first: one secret may be the beginning of another.
      for (const [, { pattern, label }] of [...patterns].sort(([a], [b]) => b.length - a.length))
        shown = shown.replace(pattern, `[${label}]`)
      return shown
    },
  }
}

function patternOf(secret: string): RegExp {
  const value = secret.slice(0, MAX_SECRET_LENGTH)
  const bytes = Buffer.from(value)
  const written = [...value].map(formsOf).join('')
  const forms = [written, ...base64Forms(bytes), anyCase(bytes.toString('hex'))]
  return new RegExp(forms.join('|'), 'gu')
}

/** Everything that a character may be written as. No form begins like another of the same character, so that none is tried twice. */
function formsOf(char: string): string {
  const code = char.codePointAt(0)!
  const units = Array.from({ length: char.length }, (_, at) => char.charCodeAt(at).toString(16).padStart(4, '0'))
  const percent = [...Buffer.from(char)]
    .map((byte) => `%(?:25)*${anyCase(byte.toString(16).padStart(2, '0'))}`)
    .join('')
  const html = `&(?:amp;)*(?:#0*${code};?|#[xX]0*${anyCase(code.toString(16))};?${NAMED[char] ?? ''})`
  const json = units.map((unit) => `\\\\+u${anyCase(unit)}`).join('')
  const forms = [literal(char), percent, html, json]
  if (code < 256) forms.push(`\\\\+x${anyCase(code.toString(16).padStart(2, '0'))}`)
  if (/["'\\/]/.test(char)) forms.push(`\\\\+${literal(char)}`)
  if (SHORT[char]) forms.push(`\\\\+${SHORT[char]}`)
  if (char === ' ') forms.push('\\+')
  // What `quoted` makes of a character that cannot be shown.
  if (/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/u.test(char)) forms.push('·')
  return `(?:${forms.join('|')})`
}

const NAMED: Readonly<Record<string, string>> = {
  '&': '|amp;?|AMP;?',
  '<': '|lt;?|LT;?',
  '>': '|gt;?|GT;?',
  '"': '|quot;?|QUOT;?',
  "'": '|apos;',
}

const SHORT: Readonly<Record<string, string>> = { '\n': 'n', '\r': 'r', '\t': 't', '\b': 'b', '\f': 'f' }

/** Inside a longer text the base64 of a secret begins at one of three places; its first and last character may differ. */
function base64Forms(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((offset) => {
    const whole = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/=+$/, '')
    const from = Math.ceil((offset * 4) / 3)
    const to = Math.floor(((offset + bytes.length) * 4) / 3)
    const sure = whole.slice(from, to)
    if (sure.length < MIN_LENGTH) return []
    return [...sure].map((char) => (char === '+' ? '[+\\-]' : char === '/' ? '[/_]' : char)).join('')
  })
}

const literal = (char: string): string => (/[\^$.*+?()[\]{}|/\\]/.test(char) ? `\\${char}` : char)

/** Hexadecimal digits in either case. */
const anyCase = (hex: string): string => hex.replaceAll(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`)
