import { createPublicKey } from 'node:crypto'
import { type Finding, type Flaw, judged, weak, wrong } from './finding.ts'
import { type Lookups, textsOf } from './lookups.ts'
import { parseTags } from './tags.ts'

/** A key below this is not accepted by anybody who follows RFC 8301, bits. */
const MIN_RSA_BITS = 1_024
/** A key below this is advised against (RFC 8301 section 3.2), bits. */
const GOOD_RSA_BITS = 2_048
/** The bytes of a key for Ed25519 (RFC 8463). */
const ED25519_BYTES = 32

/** Looks at the key that a selector names (RFC 6376 section 3.6). */
export async function lookAtDkim(domain: string, selector: string, lookups: Lookups): Promise<Finding> {
  const name = `${selector}._domainkey.${domain}`
  const { records } = await lookups.ask(name, 'TXT')
  const finding = (flaws: readonly Flaw[], good = '') => judged('dkim', flaws, good, selector)
  if (records.length === 0)
    return finding([wrong(`there is no key under ${name}: publish it, or stop signing with ${selector}`, 'mismatch')])
  // Beside the key there may be texts of other makings.
  const keys = records.length === 1 ? records : [...(await textsOf(name, 'v=DKIM1', lookups))]
  if (keys.length !== 1) return finding([wrong(`${records.length} texts under ${name}: a selector has one`)])
  const { flaws, good } = judgeDkimKey(keys[0]!)
  return finding(flaws, good)
}

/** What is wrong with a key record. Pure. */
export function judgeDkimKey(text: string): { readonly flaws: readonly Flaw[]; readonly good: string } {
  const { values, first, faults } = parseTags(text)
  const flaws: Flaw[] = faults.map((fault) => wrong(fault))
  const bad = (flaw: Flaw) => ({ flaws: [...flaws, flaw], good: '' })
  const version = values.get('v')
  if (version !== undefined && (first !== 'v' || version !== 'DKIM1'))
    return bad(wrong('the version must come first and be v=DKIM1'))
  const key = values.get('p')
  if (key === undefined) return bad(wrong('the record has no key (p=)'))
  if (key === '') return bad(wrong('the key is revoked (p= is empty): whatever is signed with it fails', 'mismatch'))
  const type = values.get('k') ?? 'rsa'
  const bytes = base64(key)
  if (!bytes) return bad(wrong('the key is not base64: look for a quote or a blank too many'))
  const digests = values
    .get('h')
    ?.split(':')
    .map((each) => each.trim())
  if (digests && !digests.includes('sha256'))
    flaws.push(wrong('the key is not for sha256 (h=), and nothing else counts'))
  if (
    values
      .get('t')
      ?.split(':')
      .some((flag) => flag.trim() === 'y')
  )
    flaws.push(weak('the key says that it is a test (t=y): its signatures count for nothing'))
  if (type === 'ed25519') {
    if (bytes.length !== ED25519_BYTES) flaws.push(wrong(`an Ed25519 key of ${bytes.length} bytes, and not 32`))
    return { flaws, good: 'Ed25519' }
  }
  if (type !== 'rsa') return bad(wrong(`a key of type ${JSON.stringify(type.slice(0, 20))}, which nobody knows`))
  const bits = rsaBits(bytes)
  if (bits === undefined) return bad(wrong('the RSA key cannot be read: is a part of it missing?'))
  if (bits < MIN_RSA_BITS)
    flaws.push(wrong(`an RSA key of ${bits} bits is ignored: make one of ${GOOD_RSA_BITS}`, 'threshold'))
  else if (bits < GOOD_RSA_BITS)
    flaws.push(weak(`an RSA key of ${bits} bits is too short: make one of ${GOOD_RSA_BITS}`, 'threshold'))
  return { flaws, good: `RSA with ${bits} bits` }
}

function base64(text: string): Buffer | undefined {
  const packed = text.replace(/\s/g, '')
  return /^[A-Za-z0-9+/]+={0,2}$/.test(packed) && packed.length % 4 !== 1 ? Buffer.from(packed, 'base64') : undefined
}

/** Most publish SubjectPublicKeyInfo; RFC 6376 speaks of RSAPublicKey, which verifiers take as well. */
function rsaBits(bytes: Buffer): number | undefined {
  for (const type of ['spki', 'pkcs1'] as const) {
    try {
      const key = createPublicKey({ key: bytes, format: 'der', type })
      if (key.asymmetricKeyType === 'rsa') return key.asymmetricKeyDetails?.modulusLength
    } catch {}
  }
  return undefined
}
