import { authority, type Certificate, keyUsages } from './certificate-content.ts'
import { DerError } from './der.ts'

/** Certificates from a leaf to its root; real ones have two to four. */
const MAX_LENGTH = 8
/** Signatures that one search may check: hostile bundles of a hundred authorities with one name cost more without end. */
const MAX_CHECKS = 100

/** Why there is no way from a certificate to one that is trusted. */
export type PathProblem =
  | 'self signed'
  | 'unknown issuer'
  | 'untrusted root'
  | 'bad signature'
  | 'no authority'
  | 'too long'
  | 'issuer expired'
  | 'issuer not valid yet'

/** A way from a certificate upwards. */
export interface CertificatePath {
  /** The certificate itself first, then issuers, as far as they are known. */
  readonly chain: readonly [Certificate, ...Certificate[]]
  /** None: the last one is trusted and everything in between is in order. */
  readonly problem: PathProblem | undefined
}

/** Certificates by the name of their subject, to find issuers. */
export interface CertificatePool {
  readonly anchors: ReadonlySet<string>
  readonly bySubject: ReadonlyMap<string, readonly Certificate[]>
}

/**
 * Trusted certificates and what may stand between. Of the trusted ones those are roots whose issuer is not trusted as well: so that
 * a file with roots and intermediates is what it looks like, and an intermediate by itself can be trusted.
 */
export function createPool(trusted: readonly Certificate[], others: readonly Certificate[]): CertificatePool {
  const subjects = new Set(trusted.map(({ content }) => nameKey(content.subject)))
  const anchors = trusted.filter(({ content }) => {
    const issuer = nameKey(content.issuer)
    return issuer === nameKey(content.subject) || !subjects.has(issuer)
  })
  const bySubject = new Map<string, Certificate[]>()
  const seen = new Set<string>()
  for (const certificate of [...trusted, ...others]) {
    if (seen.has(certificate.x509.fingerprint256)) continue
    seen.add(certificate.x509.fingerprint256)
    const key = nameKey(certificate.content.subject)
    const same = bySubject.get(key)
    if (same) same.push(certificate)
    else bySubject.set(key, [certificate])
  }
  return { anchors: new Set(anchors.map(({ x509 }) => x509.fingerprint256)), bySubject }
}

const nameKey = (name: Buffer): string => name.toString('latin1')

interface Search {
  readonly pool: CertificatePool
  readonly atMs: number
  checks: number
  best: CertificatePath
}

/**
 * The best way from a certificate to a trusted one (RFC 5280 section 6, without policies and name constraints). Its own dates are
 * not looked at: whoever asks judges them. Never throws.
 */
export function pathOf(certificate: Certificate, pool: CertificatePool, atMs: number): CertificatePath {
  const start: CertificatePath = {
    chain: [certificate],
    problem: isSelfIssued(certificate) ? 'self signed' : 'unknown issuer',
  }
  const search: Search = { pool, atMs, checks: 0, best: start }
  return extend(start.chain, search) ?? search.best
}

function extend(chain: CertificatePath['chain'], search: Search): CertificatePath | undefined {
  const last = chain.at(-1)!
  if (search.pool.anchors.has(last.x509.fingerprint256)) return { chain, problem: undefined }
  if (isSelfIssued(last) && isIssuedBy(last, last))
    return miss({ chain, problem: chain.length === 1 ? 'self signed' : 'untrusted root' }, search)
  if (chain.length === MAX_LENGTH) return miss({ chain, problem: 'too long' }, search)
  miss({ chain, problem: 'unknown issuer' }, search)
  for (const issuer of search.pool.bySubject.get(nameKey(last.content.issuer)) ?? []) {
    if (chain.some(({ x509 }) => x509.fingerprint256 === issuer.x509.fingerprint256)) continue
    if (++search.checks > MAX_CHECKS) return undefined
    const problem = issuerProblem(issuer, chain, search)
    const longer = [...chain, issuer] as const
    if (problem) {
      miss({ chain: problem === 'bad signature' ? chain : longer, problem }, search)
      continue
    }
    const found = extend(longer, search)
    if (found) return found
  }
  return undefined
}

/** A problem that says more replaces one that says less: the longer way, or what is wrong with an issuer that is there. */
function miss(path: CertificatePath, search: Search): undefined {
  const { best } = search
  const isLonger = path.chain.length > best.chain.length
  const saysMore = path.chain.length === best.chain.length && best.problem === 'unknown issuer'
  if (isLonger || saysMore) search.best = path
}

function issuerProblem(issuer: Certificate, chain: CertificatePath['chain'], { atMs, pool }: Search) {
  const last = chain.at(-1)!
  if (!isIssuedBy(last, issuer)) return 'bad signature'
  const isAnchor = pool.anchors.has(issuer.x509.fingerprint256)
  if (!mayIssue(issuer, chain, isAnchor)) return 'no authority'
  if (issuer.x509.validToDate.getTime() < atMs) return 'issuer expired'
  if (issuer.x509.validFromDate.getTime() > atMs) return 'issuer not valid yet'
  return undefined
}

/** Whether the key of `issuer` signed the certificate. */
export function isIssuedBy({ x509 }: Certificate, issuer: Certificate): boolean {
  try {
    return x509.verify(issuer.x509.publicKey)
  } catch {
    return false
  }
}

/** Roots of version 1 do not say what they are. */
function mayIssue({ content }: Certificate, chain: CertificatePath['chain'], isAnchor: boolean): boolean {
  try {
    if (isAnchor && content.extensions.size === 0) return true
    const { ca, below } = authority(content)
    const usages = keyUsages(content)
    const between = chain.slice(1).filter((one) => !isSelfIssued(one)).length
    return ca && (usages?.has('keyCertSign') ?? true) && between <= below
  } catch (error) {
    if (error instanceof DerError) return false
    throw error
  }
}

export const isSelfIssued = ({ content }: Certificate): boolean => content.issuer.equals(content.subject)
