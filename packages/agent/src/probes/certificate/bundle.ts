import { type Certificate, readCertificate } from '../pki/certificate-content.ts'
import { derOrBer, readSignedData } from '../pki/cms.ts'
import { DerError, readDer, TAG } from '../pki/der.ts'
import { base64, readPem } from '../pki/pem.ts'
import { WrongPasswordError } from '../pki/pkcs12.ts'

/** What stands in a file at one place: a certificate, or why none can be read there. */
export type Item =
  | { readonly certificate: Certificate }
  | { readonly problem: 'unreadable' | 'wrong password'; readonly text: string }

/** Opens a PKCS#12 file and gives its certificates, DER. */
export type OpenPkcs12 = (bytes: Buffer) => Promise<readonly Buffer[]>

/** Labels of PEM blocks that hold a certificate. */
const CERTIFICATES = new Set(['CERTIFICATE', 'X509 CERTIFICATE', 'TRUSTED CERTIFICATE'])
const PKCS7 = new Set(['PKCS7', 'CMS'])

/**
 * The certificates of a file, whatever form it has: PEM with any number, DER, PKCS#7, PKCS#12. None for a PEM file with something else, such as
 * a key. Never throws for what is in it.
 */
export async function readBundle(bytes: Buffer, openPkcs12: OpenPkcs12): Promise<Item[]> {
  if (bytes.length === 0) return [unreadable('the file is empty')]
  const blocks = readPem(bytes)
  if (!blocks) return ofDer(bytes[0] === TAG.sequence ? bytes : unarmoured(bytes), openPkcs12)
  return blocks.flatMap(({ label, der }): Item[] => {
    if (CERTIFICATES.has(label))
      return [der ? ofCertificate(der) : unreadable('a certificate (PEM) that is cut off or no base64')]
    if (PKCS7.has(label)) return der ? ofPkcs7(der) : [unreadable('PKCS#7 (PEM) that is cut off or no base64')]
    return []
  })
}

const unreadable = (text: string): Item => ({ problem: 'unreadable', text })

/** Some programs write base64 without the lines around it. */
const unarmoured = (bytes: Buffer): Buffer => base64(bytes.toString('latin1')) ?? bytes

async function ofDer(bytes: Buffer, openPkcs12: OpenPkcs12): Promise<Item[]> {
  const form = formOf(bytes)
  if (form === 'pkcs7') return ofPkcs7(bytes)
  if (form === 'certificate') return [ofCertificate(bytes)]
  if (form === undefined) return [unreadable('this is no certificate: neither PEM nor DER, PKCS#7 or PKCS#12')]
  try {
    const certificates = await openPkcs12(bytes)
    return certificates.length > 0
      ? certificates.map(ofCertificate)
      : [unreadable('there is no certificate in it (PKCS#12)')]
  } catch (error) {
    if (error instanceof WrongPasswordError) return [{ problem: 'wrong password', text: error.message }]
    if (error instanceof DerError) return [unreadable(`this PKCS#12 file cannot be read: ${error.message}`)]
    throw error
  }
}

/** What begins so: an OID is that of PKCS#7, a number the version of PKCS#12, and a sequence the body of a certificate. */
function formOf(bytes: Buffer): 'pkcs7' | 'pkcs12' | 'certificate' | undefined {
  if (bytes[0] !== TAG.sequence) return undefined
  const head = bytes[1]! > 0x80 ? 2 + (bytes[1]! & 0x7f) : 2
  return ({ [TAG.oid]: 'pkcs7', [TAG.integer]: 'pkcs12', [TAG.sequence]: 'certificate' } as const)[bytes[head] ?? 0]
}

function ofPkcs7(bytes: Buffer): Item[] {
  try {
    const { certificates } = derOrBer(bytes, readSignedData)
    return certificates.length > 0
      ? certificates.map(ofCertificate)
      : [unreadable('there is no certificate in it (PKCS#7)')]
  } catch (error) {
    if (error instanceof DerError) return [unreadable(`this PKCS#7 file cannot be read: ${error.message}`)]
    throw error
  }
}

function ofCertificate(der: Buffer): Item {
  try {
    // What OpenSSL calls trusted certificates have its remarks behind them.
    return { certificate: readCertificate(readDer(der).whole) }
  } catch (error) {
    return unreadable(`this is no certificate: ${(error as Error).message.slice(0, 200)}`)
  }
}
