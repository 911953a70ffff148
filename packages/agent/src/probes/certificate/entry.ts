import type { CertificateUnit } from '@vonggac/model/inventory'
import { authority, type Certificate } from '../pki/certificate-content.ts'
import { DerError } from '../pki/der.ts'
import type { Item } from './bundle.ts'
import type { Finding } from './finding.ts'

/** Certificates of one check that are judged: each is a point. */
export const MAX_ENTRIES = 500

/** A place where a certificate is expected: in a file, in a list. */
export interface Entry {
  /** The file; `inline` for one that stands in the configuration or in the list itself. */
  readonly path: string
  /** Which of the file's certificates, from 0. */
  readonly position: number
  /** Whose it should be, when a list says so. */
  readonly unit: CertificateUnit | undefined
  /** None: `problem` says why. */
  readonly certificate: Certificate | undefined
  readonly problem: Finding | undefined
}

interface Origin {
  readonly path: string
  readonly unit?: CertificateUnit | undefined
}

/** The entries of what stands in one file. */
export function entriesOf(items: readonly Item[], { path, unit }: Origin): Entry[] {
  return items.map((item, position) => ({
    path,
    position,
    unit,
    certificate: 'certificate' in item ? item.certificate : undefined,
    problem:
      'problem' in item
        ? {
            verdict: item.problem === 'wrong password' ? 'wrong_password' : 'unreadable',
            status: 'fail',
            text: item.text,
          }
        : undefined,
  }))
}

/** An entry without a certificate. */
export const missingEntry = ({ path, unit }: Origin, text: string): Entry => ({
  path,
  position: 0,
  unit,
  certificate: undefined,
  problem: { verdict: 'unreadable', status: 'fail', text },
})

/** Whether a certificate is that of an authority. What cannot be read is none. */
export function isAuthority({ content }: Certificate): boolean {
  try {
    return authority(content).ca
  } catch (error) {
    if (error instanceof DerError) return false
    throw error
  }
}
