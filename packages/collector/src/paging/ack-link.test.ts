import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type AckLink, openedLink, sealedLink } from './ack-link.ts'

const key = Buffer.alloc(32, 7)
const link: AckLink = { incident: 'tam-ky.vnpt-mws7ijyo', who: 'an', until: 1_800_000_000_000 }

test('a link says what it said, fits into a text message and needs no escaping', () => {
  const token = sealedLink(key, link)
  expect(openedLink(key, token)).toMatchObject(link)
  expect(token.length).toBeLessThan(60)
  expect(encodeURIComponent(token)).toBe(token)
})

test('a channel may be the receiver', () => {
  expect(openedLink(key, sealedLink(key, { ...link, who: '@mail' }))?.who).toBe('@mail')
})

test('no link that differs by a character, and none of another key, is ours', () => {
  const token = sealedLink(key, link)
  fc.assert(
    fc.property(fc.nat(token.length - 1), fc.constantFrom(...'abcXYZ019-_.~@='), (at, char) => {
      const other = token.slice(0, at) + char + token.slice(at + 1)
      if (other !== token) expect(openedLink(key, other)).toBeUndefined()
    }),
  )
  expect(openedLink(Buffer.alloc(32, 8), token)).toBeUndefined()
})

test('nothing that somebody sends throws', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (text) => openedLink(key, text) === undefined))
})
