import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { certificatePem, type DistinguishedName, writeCertificate } from './x509.ts'

/** A certificate and its key (PEM). */
export interface Issued {
  readonly cert: string
  readonly key: string
}

/** What a certificate of the testbed is for. */
export interface Wanted {
  readonly subject: DistinguishedName
  readonly use: 'server' | 'signature'
  /** Names and IPv4 addresses. */
  readonly names?: readonly string[]
  /** Days until it ends. */
  readonly days: number
}

/** A certification authority of one run of the testbed. Nobody else trusts it. */
export interface Authority {
  /** Its own certificate (PEM). */
  readonly cert: string
  issue(wanted: Wanted): Issued
}

const DAY_MS = 86_400_000
const OWN_DAYS = 3_650
/** Certificates were given for a year, so that some are near their end. */
const LIFETIME_DAYS = 397
const SERIAL_BYTES = 8

/** Makes one: a key, and a certificate that it signs itself. `now`: Unix epoch ms. */
export function createAuthority(now: number): Authority {
  const subject = { organisation: 'Vong Gac EXAMPLE', commonName: 'Vong Gac testbed CA' }
  const own = keyPair()
  const serial = () => BigInt(`0x${randomBytes(SERIAL_BYTES).toString('hex')}`) >> 1n
  const common = { issuer: subject, issuerKey: own.publicKey }
  const der = writeCertificate(
    {
      ...common,
      subject,
      publicKey: own.publicKey,
      serial: serial(),
      from: now - DAY_MS,
      to: now + OWN_DAYS * DAY_MS,
      use: 'authority',
    },
    own.privateKey,
  )
  return {
    cert: certificatePem(der),
    issue({ days, ...wanted }) {
      const { publicKey, privateKey } = keyPair()
      const to = now + days * DAY_MS
      const from = Math.min(now - DAY_MS, to - LIFETIME_DAYS * DAY_MS)
      const content = { ...common, ...wanted, publicKey, serial: serial(), from, to }
      return {
        cert: certificatePem(writeCertificate(content, own.privateKey)),
        key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      }
    },
  }
}

const keyPair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' })
