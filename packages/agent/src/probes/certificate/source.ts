import { ProbeFailure, type SecretRef } from '@vonggac/model'
import type { CertificateConfig, CertificateUnit } from '@vonggac/model/inventory'
import type { Certificate } from '../pki/certificate-content.ts'
import { readFiles, readWhole } from '../pki/files.ts'
import { type OpenPkcs12, readBundle } from './bundle.ts'
import { type Entry, entriesOf, isAuthority, MAX_ENTRIES, missingEntry } from './entry.ts'
import { readUnitList } from './unit-list.ts'

/** A list of certificates that is larger is none, bytes. */
const MAX_LIST_BYTES = 4 * 2 ** 20
/** What stands where a path would, for a certificate that is written out. */
const INLINE = 'inline'

/** What a check is about. */
export interface Found {
  readonly entries: readonly Entry[]
  /** Authorities among what was read: they may stand between a certificate and one that is trusted. */
  readonly authorities: readonly Certificate[]
  /** Why there may be more. */
  readonly incomplete: string | undefined
}

interface Deps {
  /** How PKCS#12 files are opened with the password of a check or of a unit. */
  readonly pkcs12: (password: SecretRef | undefined) => OpenPkcs12
  readonly signal: AbortSignal
}

/** Reads the certificates of a check from where they are. */
export async function readSource(config: CertificateConfig, deps: Deps): Promise<Found> {
  if (config.path !== undefined) return ofPath(config.path, deps.pkcs12(config.password), deps.signal)
  const listed = config.units ?? readUnitList(config.list!, await readList(config.list!))
  const all: Entry[][] = []
  for (const unit of listed) {
    deps.signal.throwIfAborted()
    all.push(
      'problem' in unit
        ? [missingEntry({ path: config.list ?? INLINE }, `line ${unit.line}: ${unit.problem}`)]
        : await ofUnit(unit, config, deps),
    )
  }
  return found(all.flat(), undefined)
}

/** Trusted authorities, or those between. Throws `ProbeFailure('local')` when there are none: it is our configuration. */
export async function readAuthorities(path: string, option: string, signal: AbortSignal): Promise<Certificate[]> {
  try {
    const { entries } = await ofPath(path, async () => [], signal)
    const certificates = entries.flatMap(({ certificate }) => certificate ?? [])
    if (certificates.length > 0) return certificates
    throw new Error(entries[0]?.problem?.text ?? 'there is no certificate in it')
  } catch (error) {
    signal.throwIfAborted()
    throw new ProbeFailure('local', `${option} ${path}: ${(error as Error).message}`, { cause: error })
  }
}

async function readList(path: string): Promise<Buffer> {
  try {
    return await readWhole(path, MAX_LIST_BYTES)
  } catch (error) {
    throw new ProbeFailure('local', `list ${path}: ${(error as Error).message}`, { cause: error })
  }
}

async function ofPath(path: string, openPkcs12: OpenPkcs12, signal: AbortSignal): Promise<Found> {
  const { files, incomplete } = await readFiles(path, signal)
  const entries: Entry[] = []
  for (const file of files) {
    signal.throwIfAborted()
    if ('problem' in file) entries.push(missingEntry(file, file.problem))
    else entries.push(...entriesOf(await readBundle(file.bytes, openPkcs12), file))
  }
  // In a directory keys may lie beside certificates; a file that is named itself must have one.
  if (entries.length === 0 && files[0]?.path === path)
    entries.push(missingEntry({ path }, 'there is no certificate in it'))
  return found(withoutCopies(entries), incomplete)
}

function found(entries: readonly Entry[], incomplete: string | undefined): Found {
  const tooMany =
    entries.length > MAX_ENTRIES
      ? `there are ${entries.length} certificates, of which ${MAX_ENTRIES} are judged`
      : undefined
  return {
    entries: entries.slice(0, MAX_ENTRIES),
    authorities: entries.flatMap(({ certificate }) => (certificate && isAuthority(certificate) ? [certificate] : [])),
    incomplete: tooMany ?? incomplete,
  }
}

/** Every file of a chain repeats its issuers: one is enough. */
function withoutCopies(entries: readonly Entry[]): Entry[] {
  const seen = new Set<string>()
  return entries.filter(({ certificate }) => {
    if (!certificate) return true
    const { fingerprint256 } = certificate.x509
    const isNew = !seen.has(fingerprint256)
    seen.add(fingerprint256)
    return isNew
  })
}

/** The certificates of a unit; the authorities that come in its file are no certificates of its own, and stay for the chain. */
async function ofUnit(unit: CertificateUnit, config: CertificateConfig, { pkcs12, signal }: Deps): Promise<Entry[]> {
  const open = pkcs12(unit.password ?? config.password)
  if (unit.pem !== undefined) return entriesOf(await readBundle(Buffer.from(unit.pem), open), { path: INLINE, unit })
  const path = unit.file!
  try {
    const { files } = await readFiles(path, signal)
    const all: Entry[] = []
    for (const file of files) {
      if ('problem' in file) all.push(missingEntry({ path: file.path, unit }, file.problem))
      else all.push(...entriesOf(await readBundle(file.bytes, open), { path: file.path, unit }))
    }
    return all.length > 0 ? all : [missingEntry({ path, unit }, 'there is no certificate in it')]
  } catch (error) {
    signal.throwIfAborted()
    // A secret that is not there is trouble of this machine, and says nothing of the certificate.
    if (error instanceof ProbeFailure && error.code === 'local') throw error
    return [missingEntry({ path, unit }, (error as Error).message)]
  }
}
