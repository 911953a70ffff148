import { type Clock, ProbeFailure } from '@vonggac/model'
import { type Crl, readCrl } from './crl.ts'
import { DerError } from './der.ts'
import type { Fetch } from './fetched.ts'
import { readFiles } from './files.ts'
import { readPem } from './pem.ts'

/** A CRL that is larger is not read, bytes: those of a whole country have 10 MB. */
const MAX_CRL_BYTES = 24 * 2 ** 20
/** All CRLs that are kept, bytes. */
const MAX_KEPT_BYTES = 32 * 2 ** 20
/** How long fetching one may take, ms. */
const FETCH_MS = 15_000
/** A CRL that is still good is asked for again after this, ms: authorities write a new one when they revoke. */
const REFRESH_MS = 6 * 3_600_000
/** What did not come is not asked for again within this, ms: one run has many certificates of one authority. */
const FAILURE_TTL_MS = 60_000

/** Why there is no CRL. */
export interface NoCrl {
  readonly state: 'missing' | 'bad'
  readonly text: string
}

/** Where CRLs come from. What is fetched is kept until it is out of date. */
export interface CrlSource {
  /** Rejects with `signal.reason` alone. */
  fromUrl(url: string, signal: AbortSignal): Promise<Crl | NoCrl>
  /** The CRLs of a file or a directory. Throws `ProbeFailure('local')` when there are none. */
  fromFile(path: string, signal: AbortSignal): Promise<Crl[]>
}

interface Kept {
  readonly bytes: number
  readonly crl: Crl | NoCrl
  readonly untilMs: number
}

export function createCrlSource({ clock, fetch }: { readonly clock: Clock; readonly fetch: Fetch }): CrlSource {
  const kept = new Map<string, Kept>()
  const keep = (url: string, entry: Kept) => {
    kept.delete(url)
    kept.set(url, entry)
    let bytes = [...kept.values()].reduce((sum, one) => sum + one.bytes, 0)
    for (const [oldest, one] of kept) {
      if (bytes <= MAX_KEPT_BYTES) break
      kept.delete(oldest)
      bytes -= one.bytes
    }
    return entry.crl
  }
  const isGood = (crl: Crl | NoCrl | undefined): crl is Crl =>
    crl !== undefined && 'issuer' in crl && (crl.nextUpdateMs ?? 0) > clock.now()
  return {
    async fromUrl(url, signal) {
      const known = kept.get(url)
      const isFresh = known !== undefined && known.untilMs > clock.monotonic()
      if (isFresh && (!('issuer' in known.crl) || isGood(known.crl))) return known.crl
      try {
        const { bytes } = await fetch({ url, maxBytes: MAX_CRL_BYTES, timeoutMs: FETCH_MS }, signal)
        const crl = readCrl(unarmoured(bytes))
        return keep(url, { bytes: bytes.length, crl, untilMs: clock.monotonic() + REFRESH_MS })
      } catch (error) {
        signal.throwIfAborted()
        // The last one is good for as long as it says.
        if (isGood(known?.crl)) return known.crl
        return keep(url, { bytes: 0, crl: noCrl(error, url), untilMs: clock.monotonic() + FAILURE_TTL_MS })
      }
    },
    async fromFile(path, signal) {
      try {
        const { files } = await readFiles(path, signal, CRL_FILES)
        return files.flatMap((file) => ('bytes' in file ? crlsOf(file.bytes) : []))
      } catch (error) {
        signal.throwIfAborted()
        throw new ProbeFailure('local', `crlFiles ${path}: ${(error as Error).message}`, { cause: error })
      }
    },
  }
}

const CRL_FILES = { extensions: new Set(['.crl', '.pem', '.der']), maxBytes: MAX_CRL_BYTES }

function noCrl(error: unknown, url: string): NoCrl {
  if (error instanceof ProbeFailure) return { state: 'missing', text: `no CRL from ${url}: ${error.message}` }
  if (error instanceof DerError) return { state: 'bad', text: `what comes from ${url} is no CRL: ${error.message}` }
  throw error
}

/** Some servers send PEM where DER should be. */
const unarmoured = (bytes: Buffer): Buffer =>
  readPem(bytes.subarray(0, 64)) ? (readPem(bytes)?.find(({ label }) => label === 'X509 CRL')?.der ?? bytes) : bytes

function crlsOf(bytes: Buffer): Crl[] {
  const blocks = readPem(bytes)?.flatMap(({ label, der }) => (label === 'X509 CRL' && der ? [der] : []))
  return (blocks ?? [bytes]).map(readCrl)
}
