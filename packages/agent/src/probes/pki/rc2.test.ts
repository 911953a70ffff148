import { expect, test } from 'vitest'
import { DerError } from './der.ts'
import { decryptBlock, decryptRc2, expand } from './rc2.ts'

/** The vectors of RFC 2268 section 5. */
test.for([
  { key: '0000000000000000', bits: 63, plain: '0000000000000000', cipher: 'ebb773f993278eff' },
  { key: 'ffffffffffffffff', bits: 64, plain: 'ffffffffffffffff', cipher: '278b27e42e2f0d49' },
  { key: '3000000000000000', bits: 64, plain: '1000000000000001', cipher: '30649edf9be7d2c2' },
  { key: '88', bits: 64, plain: '0000000000000000', cipher: '61a8a244adacccf0' },
  { key: '88bca90e90875a', bits: 64, plain: '0000000000000000', cipher: '6ccf4308974c267f' },
  { key: '88bca90e90875a7f0f79c384627bafb2', bits: 64, plain: '0000000000000000', cipher: '1a807d272bbe5db1' },
  { key: '88bca90e90875a7f0f79c384627bafb2', bits: 128, plain: '0000000000000000', cipher: '2269552ab0f85ca6' },
])('a block with the key $key of $bits bits', ({ key, bits, plain, cipher }) => {
  const to = Buffer.alloc(8)
  decryptBlock(Buffer.from(cipher, 'hex'), to, 0, expand(Buffer.from(key, 'hex'), bits))
  expect(to.toString('hex')).toBe(plain)
})

test('bytes that are no whole blocks, and a padding that is none', () => {
  const options = { key: Buffer.alloc(5), iv: Buffer.alloc(8) }
  for (const bytes of [Buffer.alloc(0), Buffer.alloc(7), Buffer.alloc(16)])
    expect(() => decryptRc2(bytes, options)).toThrow(DerError)
})
