import { X509Certificate } from 'node:crypto'
import { getCACertificates } from 'node:tls'
import { type Certificate, readContent } from './certificate-content.ts'
import { DerError } from './der.ts'

/** Gives the authorities of the system and those that come with Node.js: some 150, read when they are first wanted. */
export function createSystemAuthorities(): () => readonly Certificate[] {
  let known: readonly Certificate[] | undefined
  return () => {
    known ??= [...new Set([...getCACertificates('default'), ...getCACertificates('system')])].flatMap(readAuthority)
    return known
  }
}

function readAuthority(pem: string): Certificate[] {
  try {
    const x509 = new X509Certificate(pem)
    return [{ x509, content: readContent(x509.raw) }]
  } catch (error) {
    // An authority that cannot be read vouches for nobody; it is not what is being checked.
    if (error instanceof DerError || (error as NodeJS.ErrnoException).code?.startsWith('ERR_OSSL')) return []
    throw error
  }
}
