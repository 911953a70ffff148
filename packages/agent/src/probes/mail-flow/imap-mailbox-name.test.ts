import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeMailboxName, encodeMailboxName } from './imap-mailbox-name.ts'

test.for([
  ['INBOX', 'INBOX'],
  ['Thư rác', 'Th&AbA- r&AOE-c'],
  ['R&D', 'R&-D'],
  ['~peter/mail/台北/日本語', '~peter/mail/&U,BTFw-/&ZeVnLIqe-'],
])('%s is written %s', ([name, written]) => {
  expect(encodeMailboxName(name!)).toBe(written)
  expect(decodeMailboxName(written!)).toBe(name)
})

test('any name comes back', () => {
  const character = fc.constantFrom('a', ' ', '&', '-', '+', ',', 'ư', '台', '𝄞')
  fc.assert(
    fc.property(fc.array(character), (characters) => {
      const name = characters.join('')
      expect(decodeMailboxName(encodeMailboxName(name))).toBe(name)
    }),
  )
})
