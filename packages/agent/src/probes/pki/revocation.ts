import { randomBytes } from 'node:crypto'
import { type Clock, ProbeFailure } from '@vonggac/model'
import { type Certificate, distributionPoints, ocspUrls } from './certificate-content.ts'
import type { Crl } from './crl.ts'
import { createCrlSource } from './crl-source.ts'
import { crlVerdict } from './crl-verdict.ts'
import { DerError } from './der.ts'
import { createFetch, type Fetch } from './fetched.ts'
import { ocspRequest } from './ocsp-request.ts'
import { ocspVerdict } from './ocsp-verdict.ts'
import type { RevocationAnswer } from './revocation-answer.ts'

/** How long a responder may take, ms. */
const OCSP_MS = 5_000
const MAX_OCSP_BYTES = 65_536
/** Addresses of one certificate that are tried; usual ones name one or two. */
const MAX_URLS = 4
const NONCE_BYTES = 16
/** A responder that did not answer is not asked again within this, ms: one run has many certificates of one authority. */
const FAILURE_TTL_MS = 60_000
const MAX_FAILURES = 1_000

export interface RevocationRules {
  /** By what the certificate names, OCSP first; or by one of them, which then has to answer. */
  readonly mode: 'any' | 'crl' | 'ocsp'
  readonly ocspUrl?: string | undefined
  /** CRLs that are there already, before those that certificates name. */
  readonly crls?: readonly Crl[]
}

/** What could be found out. */
export interface RevocationOutcome {
  /** What settled it; none: it is open, and `problems` say why. With `any` and a certificate that names nothing both are empty. */
  readonly settled: RevocationAnswer | undefined
  readonly problems: readonly RevocationAnswer[]
}

export interface Revocations {
  /** The CRLs of files and directories. Throws `ProbeFailure('local')` for one that cannot be read. */
  readCrls(paths: readonly string[], signal: AbortSignal): Promise<readonly Crl[]>
  /** Rejects with `signal.reason` alone. */
  lookUp(
    certificate: Certificate,
    issuer: Certificate,
    rules: RevocationRules,
    signal: AbortSignal,
  ): Promise<RevocationOutcome>
}

/** Looks up whether certificates are revoked, over the network and in files. */
export function createRevocations(clock: Clock): Revocations {
  const fetch = createFetch(clock)
  const crls = createCrlSource({ clock, fetch })
  const ask = createResponders(clock, fetch)
  return {
    async readCrls(paths, signal) {
      const all: Crl[] = []
      for (const path of paths) all.push(...(await crls.fromFile(path, signal)))
      return all
    },
    async lookUp(certificate, issuer, rules, signal) {
      const problems: RevocationAnswer[] = []
      const settle = async (answers: AsyncGenerator<RevocationAnswer>) => {
        for await (const answer of answers) {
          if (answer.state === 'good' || answer.state === 'revoked') return answer
          problems.push(answer)
        }
        return undefined
      }
      try {
        const question = { certificate, issuer, rules, signal }
        const byOcsp = rules.mode === 'crl' ? undefined : await settle(ocspAnswers(question, ask))
        const settled = byOcsp ?? (rules.mode === 'ocsp' ? undefined : await settle(crlAnswers(question, crls, clock)))
        return { settled, problems: settled ? problems.filter(isSuspicious) : problems }
      } catch (error) {
        if (!(error instanceof DerError)) throw error
        const text = `where its revocation is to be looked up cannot be read: ${error.message}`
        return { settled: undefined, problems: [{ source: 'crl', state: 'bad', text }] }
      }
    },
  }
}

/** When another source has settled it, silence of the first does not matter; lies do. */
const isSuspicious = ({ state }: RevocationAnswer): boolean => state === 'bad' || state === 'unknown'

interface Question {
  readonly certificate: Certificate
  readonly issuer: Certificate
  readonly rules: RevocationRules
  readonly signal: AbortSignal
}

type Ask = (url: string, question: Question) => Promise<RevocationAnswer>

async function* ocspAnswers(question: Question, ask: Ask): AsyncGenerator<RevocationAnswer> {
  const { certificate, rules } = question
  const named = rules.ocspUrl === undefined ? ocspUrls(certificate.content) : [rules.ocspUrl]
  const urls = named.filter(isHttp).slice(0, MAX_URLS)
  if (urls.length === 0 && rules.mode === 'ocsp')
    yield { source: 'ocsp', state: 'missing', text: 'it names no OCSP responder that can be asked' }
  for (const url of urls) yield await ask(url, question)
}

/** Asks responders; one that is silent only once in a while. */
function createResponders(clock: Clock, fetch: Fetch): Ask {
  const failures = new Map<string, { readonly text: string; readonly untilMs: number }>()
  return async (url, { certificate, issuer, signal }) => {
    const known = failures.get(url)
    if (known && known.untilMs > clock.monotonic()) return { source: 'ocsp', state: 'missing', text: known.text }
    const nonce = randomBytes(NONCE_BYTES)
    const body = { bytes: ocspRequest(certificate, issuer, nonce), type: 'application/ocsp-request' }
    try {
      const { bytes } = await fetch({ url, body, maxBytes: MAX_OCSP_BYTES, timeoutMs: OCSP_MS }, signal)
      const verdict = await ocspVerdict(bytes, { certificate, issuer, nowMs: clock.now(), nonce })
      return { ...verdict, text: verdict.text && `${verdict.text} (${url})` }
    } catch (error) {
      if (!(error instanceof ProbeFailure)) throw error
      const text = `no OCSP answer from ${url}: ${error.message}`
      failures.delete(url)
      failures.set(url, { text, untilMs: clock.monotonic() + FAILURE_TTL_MS })
      if (failures.size > MAX_FAILURES) failures.delete(failures.keys().next().value!)
      return { source: 'ocsp', state: 'missing', text }
    }
  }
}

async function* crlAnswers(
  question: Question,
  crls: ReturnType<typeof createCrlSource>,
  clock: Clock,
): AsyncGenerator<RevocationAnswer> {
  const { certificate, issuer, rules, signal } = question
  const points = distributionPoints(certificate.content)
  const urls = points.flatMap((point) => point.urls)
  const judge = (crl: Crl) => crlVerdict(crl, { certificate, issuer, urls }, { clock, signal })
  let isNamed = false
  for (const crl of rules.crls ?? []) {
    if (!crl.issuer.equals(certificate.content.issuer)) continue
    isNamed = true
    yield await judge(crl)
  }
  for (const { urls: places, indirect } of points.slice(0, MAX_URLS)) {
    isNamed = true
    if (indirect) yield { source: 'crl', state: 'bad', text: 'it names an indirect CRL, which is not supported' }
    else yield await fromPoint(places, (url) => crls.fromUrl(url, signal), judge)
  }
  if (!isNamed && rules.mode === 'crl')
    yield { source: 'crl', state: 'missing', text: 'it names no CRL, and none is configured' }
}

/** The addresses of one distribution point have the same CRL: the first that gives it will do. */
async function fromPoint(
  urls: readonly string[],
  load: (url: string) => ReturnType<ReturnType<typeof createCrlSource>['fromUrl']>,
  judge: (crl: Crl) => Promise<RevocationAnswer>,
): Promise<RevocationAnswer> {
  let problem: RevocationAnswer = { source: 'crl', state: 'missing', text: 'its CRL is not to be had over HTTP' }
  for (const url of urls.filter(isHttp).slice(0, MAX_URLS)) {
    const crl = await load(url)
    if ('issuer' in crl) return judge(crl)
    problem = { source: 'crl', ...crl }
  }
  return problem
}

const isHttp = (url: string): boolean => /^https?:\/\//i.test(url) && URL.canParse(url)
