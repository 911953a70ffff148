import { createHash } from 'node:crypto'
import type { Clock } from '@vonggac/model'
import { DerError } from './der.ts'

/** Digests that are computed before others have their turn: some ten milliseconds. */
const TURN = 5_000
/** More rounds than this are an attack on whoever opens the file: Windows writes 2,000, NSS 100,000. */
export const MAX_ROUNDS = 2_000_000

/** What a key is for (RFC 7292 appendix B.3). */
export const PURPOSE = { key: 1, iv: 2, mac: 3 } as const

/** How a password becomes a key in PKCS#12. */
export interface Derivation {
  readonly digest: string
  readonly salt: Buffer
  readonly rounds: number
}

interface Wanted {
  /** As `bmpPassword` gives it. */
  readonly password: Buffer
  readonly purpose: 1 | 2 | 3
  readonly length: number
}

/** The key that PKCS#12 makes of a password (RFC 7292 appendix B.2). Rejects with `signal.reason`, and with a `DerError`. */
export async function pkcs12Key(
  { digest, salt, rounds }: Derivation,
  { password, purpose, length }: Wanted,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<Buffer> {
  if (rounds < 1 || rounds > MAX_ROUNDS) throw new DerError(`${rounds} rounds to make a key`)
  const block = digest === 'sha384' || digest === 'sha512' ? 128 : 64
  const state = Buffer.concat([filled(salt, block), filled(password, block)])
  const parts: Buffer[] = []
  for (let made = 0; made < length; ) {
    let hash = createHash(digest).update(Buffer.alloc(block, purpose)).update(state).digest()
    for (let round = 1; round < rounds; round++) {
      hash = createHash(digest).update(hash).digest()
      if (round % TURN === 0) await clock.sleep(0, signal)
    }
    parts.push(hash)
    made += hash.length
    const added = filled(hash, block)
    for (let at = 0; at < state.length; at += block) addTo(state.subarray(at, at + block), added)
  }
  return Buffer.concat(parts).subarray(0, length)
}

/** Repeated until it fills whole blocks. */
const filled = (bytes: Buffer, block: number): Buffer =>
  bytes.length === 0 ? bytes : Buffer.alloc(block * Math.ceil(bytes.length / block), bytes)

/** target = target + added + 1, as numbers with the highest byte first. */
function addTo(target: Buffer, added: Buffer): void {
  let carry = 1
  for (let at = target.length - 1; at >= 0; at--) {
    const sum = target[at]! + added[at]! + carry
    target[at] = sum & 0xff
    carry = sum >> 8
  }
}

/** A password as PKCS#12 takes it: UTF-16 with a zero behind it. */
export function bmpPassword(password: string): Buffer {
  return Buffer.from(`${password}\0`, 'utf16le').swap16()
}
