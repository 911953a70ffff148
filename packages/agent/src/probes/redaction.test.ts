import fc from 'fast-check'
import { expect, test } from 'vitest'
import { quoted } from './quoted.ts'
import { createRedaction } from './redaction.ts'

const SECRET = `Mật-"khẩu" <&>'/\\+ 1%`

const html = (text: string) =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
const bytes = (text: string) => Buffer.from(text)
const codes = (text: string, write: (code: number) => string) =>
  [...text].map((char) => write(char.codePointAt(0)!)).join('')

const forms: Readonly<Record<string, (secret: string) => string>> = {
  'as it is': (text) => text,
  'in an address': encodeURIComponent,
  'in an address, lower case': (text) => encodeURIComponent(text).replace(/%../g, (hex) => hex.toLowerCase()),
  'in a form': (text) => new URLSearchParams({ a: text }).toString(),
  'in an address in an address': (text) => encodeURIComponent(encodeURIComponent(text)),
  'every byte in an address': (text) =>
    [...bytes(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
  'in JSON': (text) => JSON.stringify({ a: text }),
  'in JSON in JSON': (text) => JSON.stringify(JSON.stringify(text)),
  'in JSON, escaped': (text) =>
    text
      .split('')
      .map((char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  'in JSON with \\/': (text) => JSON.stringify(text).replaceAll('/', '\\/'),
  'in HTML': html,
  'in HTML in HTML': (text) => html(html(text)),
  'in HTML as numbers': (text) => codes(text, (code) => `&#${code};`),
  'in HTML as hexadecimal numbers': (text) => codes(text, (code) => `&#x${code.toString(16).toUpperCase()};`),
  'in base64': (text) => bytes(text).toString('base64'),
  'in base64 for addresses': (text) => bytes(text).toString('base64url'),
  'as Basic credentials': (text) => bytes(`a:${text}`).toString('base64'),
  'as longer Basic credentials': (text) => bytes(`ab:${text} and more`).toString('base64'),
  'in the middle of Basic credentials': (text) => bytes(`abc:${text}.`).toString('base64'),
  'in hexadecimal': (text) => bytes(text).toString('hex').toUpperCase(),
}

test.for(Object.entries(forms))('a secret %s is hidden', ([, write]) => {
  const redaction = createRedaction()
  redaction.add(SECRET, 'password')
  const shown = redaction.hide(`before ${write(SECRET)} after`)
  expect(shown).toMatch(/^before .{0,12}\[password\].{0,20} after$/u)
})

test('whatever the secret and the form, none of it is left in clear', () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 4, maxLength: 30, unit: 'binary' }),
      fc.constantFrom(...Object.values(forms)),
      (secret, write) => {
        fc.pre(secret.isWellFormed())
        const redaction = createRedaction()
        redaction.add(secret, 's')
        expect(redaction.hide(write(secret))).toContain('[s]')
      },
    ),
    { numRuns: 500 },
  )
})

test('before a text is cut, and after control characters are gone', () => {
  const redaction = createRedaction()
  redaction.add('hunter2\u0007x', 'password')
  expect(quoted(redaction.hide(`${'.'.repeat(75)}hunter2\u0007x`))).not.toContain('hunt')
  expect(redaction.hide(quoted('hunter2\u0007x'))).toBe('"[password]"')
})

test('the longer of two secrets first; short ones are no secrets; a long text is cut, not searched for ever', () => {
  const redaction = createRedaction()
  redaction.add('abcd', 'one')
  redaction.add('abcdef', 'two')
  redaction.add('1', 'none')
  expect(redaction.hide('abcdef abcd 1')).toBe('[two] [one] 1')
  redaction.add('%'.repeat(2_000), 'odd')
  expect(redaction.hide('%25'.repeat(1_000_000)).length).toBeLessThan(70_000)
})
