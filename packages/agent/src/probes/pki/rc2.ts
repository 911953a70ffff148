import { DerError } from './der.ts'

/** Digits of pi as the cipher mixes them (RFC 2268 section 2). */
const PI = Buffer.from(
  'd978f9c419ddb5ed28e9fd794aa0d89dc67e37832b76538e624c6488448bfba2179a59f587b34f1361456d8d09817d32bd8f40eb86b77b0bf09521225c6b4e82' +
    '54d66593ce60b21c7356c014a78cf1dc1275ca1f3bbee4d1423dd430a33cb6266fbf0eda4669075727f21d9bbc944303f811c7f690ef3ee706c3d52fc8661ed7' +
    '08e8eade8052eef784aa72ac354d6a2a961ad2715a1549744b9fd05e0418a4ecc2e0416e0f51cbcc2491af50a1f47039997c3a8523b8b47afc02365b25559731' +
    '2d5dfa98e38a92ae05df2910676cbac9d300e6cfe19ea82c6316013f58e289a90d38341bab33ffb0bb480c5fb9b1cd2ec5f3db47e5a59c770aa62068fe7fc1ad',
  'hex',
)
const BLOCK = 8
/** By how many bits each word of a block is turned in a round. */
const TURNS = [1, 2, 3, 5] as const

/**
 * Decrypts RC2 in CBC mode and takes the padding off. OpenSSL 3 has the cipher no more, and Windows and older programs still protect the
 * certificates of a PKCS#12 file with it. Throws a `DerError` when the padding is wrong, as it is with another key.
 */
export function decryptRc2(bytes: Buffer, { key, iv }: { readonly key: Buffer; readonly iv: Buffer }): Buffer {
  if (bytes.length === 0 || bytes.length % BLOCK !== 0) throw new DerError('encrypted bytes that are no whole blocks')
  const words = expand(key, key.length * 8)
  const plain = Buffer.alloc(bytes.length)
  for (let at = 0; at < bytes.length; at += BLOCK) {
    decryptBlock(bytes, plain, at, words)
    const before = at === 0 ? iv : bytes.subarray(at - BLOCK, at)
    for (let i = 0; i < BLOCK; i++) plain[at + i]! ^= before[i]!
  }
  const pad = plain.at(-1)!
  const isPadded = pad >= 1 && pad <= BLOCK && plain.subarray(-pad).every((octet) => octet === pad)
  if (!isPadded) throw new DerError('wrong padding')
  return plain.subarray(0, plain.length - pad)
}

/** The 64 words that a key becomes; `bits` is how strong it shall effectively be. */
export function expand(key: Buffer, bits: number): Uint16Array {
  const all = new Uint8Array(128)
  all.set(key)
  for (let i = key.length; i < 128; i++) all[i] = PI[(all[i - 1]! + all[i - key.length]!) & 255]!
  const octets = Math.ceil(bits / 8)
  all[128 - octets] = PI[all[128 - octets]! & (255 >> (8 * octets - bits))]!
  for (let i = 127 - octets; i >= 0; i--) all[i] = PI[all[i + 1]! ^ all[i + octets]!]!
  return Uint16Array.from({ length: 64 }, (_, i) => all[2 * i]! | (all[2 * i + 1]! << 8))
}

/** One block of eight bytes. */
export function decryptBlock(from: Buffer, to: Buffer, at: number, words: Uint16Array): void {
  const r = Uint16Array.from({ length: 4 }, (_, i) => from.readUInt16LE(at + 2 * i))
  let next = 63
  for (let round = 15; round >= 0; round--) {
    for (let i = 3; i >= 0; i--) {
      const turn = TURNS[i]!
      const word = r[i]!
      const turned = (word >>> turn) | (word << (16 - turn))
      const [one, two, three] = [r[(i + 3) & 3]!, r[(i + 2) & 3]!, r[(i + 1) & 3]!]
      r[i] = turned - words[next--]! - (one & two) - (~one & three)
    }
    // Mashing stands behind the fifth and the eleventh round of encryption.
    if (round === 11 || round === 5) for (let i = 3; i >= 0; i--) r[i] = r[i]! - words[r[(i + 3) & 3]! & 63]!
  }
  for (let i = 0; i < 4; i++) to.writeUInt16LE(r[i]!, at + 2 * i)
}
