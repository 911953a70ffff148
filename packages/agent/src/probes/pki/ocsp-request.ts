import { createHash } from 'node:crypto'
import type { Certificate } from './certificate-content.ts'
import { TAG } from './der.ts'
import { der, derOid } from './der-writer.ts'

/** The digest that every responder knows (RFC 5019); it names the issuer and protects nothing. */
const SHA1 = '1.3.14.3.2.26'
const OCSP_NONCE = '1.3.6.1.5.5.7.48.1.2'

/** What an OCSP responder is asked: the state of one certificate (RFC 6960 section 4.1), with a nonce against replays. */
export function ocspRequest(certificate: Certificate, issuer: Certificate, nonce: Buffer): Buffer {
  const digest = (bytes: Buffer) => der(TAG.octetString, createHash('sha1').update(bytes).digest())
  const algorithm = der(TAG.sequence, derOid(SHA1), der(TAG.null))
  const { subject, keyBits } = issuer.content
  const serial = der(TAG.integer, certificate.content.serial)
  const id = der(TAG.sequence, algorithm, digest(subject), digest(keyBits), serial)
  const extension = der(TAG.sequence, derOid(OCSP_NONCE), der(TAG.octetString, der(TAG.octetString, nonce)))
  const list = der(TAG.sequence, der(TAG.sequence, id))
  return der(TAG.sequence, der(TAG.sequence, list, der(0xa2, der(TAG.sequence, extension))))
}
