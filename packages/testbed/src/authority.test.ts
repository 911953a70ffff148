import { X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import { createAuthority } from './authority.ts'

const NOW = Date.UTC(2026, 10, 26)
const authority = createAuthority(NOW)
const ca = new X509Certificate(authority.cert)

test('an authority signs itself and may sign others', () => {
  expect(ca.ca).toBe(true)
  expect(ca.verify(ca.publicKey)).toBe(true)
  expect(ca.subject).toContain('EXAMPLE')
})

test('a certificate of a server is for its names, ends when it says, and comes from the authority', () => {
  const subject = { organisation: 'UBND huyện Núi Thành', commonName: 'qoffice.example.gov.vn' }
  const names = ['qoffice.example.gov.vn', '127.33.0.40']
  const { cert, key } = authority.issue({ subject, use: 'server', names, days: 24 })
  const read = new X509Certificate(cert)
  expect(read.checkIssued(ca)).toBe(true)
  expect(read.verify(ca.publicKey)).toBe(true)
  expect(read.checkHost('qoffice.example.gov.vn')).toBe('qoffice.example.gov.vn')
  expect(read.checkHost('other.example.gov.vn')).toBeUndefined()
  expect(read.checkIP('127.33.0.40')).toBe('127.33.0.40')
  expect(read.subject).toContain('UBND huyện Núi Thành')
  expect(Date.parse(read.validTo)).toBe(NOW + 24 * 86_400_000)
  expect(key).toContain('PRIVATE KEY')
})

test('an end behind 2049 is written with four digits of the year', () => {
  const { cert } = authority.issue({ subject: { commonName: 'x' }, use: 'signature', days: 10_000 })
  expect(new Date(new X509Certificate(cert).validTo).getUTCFullYear()).toBe(2054)
})
