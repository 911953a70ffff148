import type { Check, Name, OrderAnswer, OrderedResult } from '@vonggac/model'
import type { PreflightPlan, Readiness, SitePlan } from '@vonggac/model/inventory'
import type { ReadinessReason, ReadinessVerdict, SiteReadiness } from '../api-types.ts'
import { type Evidence, evidenceOf, numberOf } from './evidence.ts'
import { ownTrouble, pathFindings } from './path-reasons.ts'
import { inOrder, reasonOf } from './reasons.ts'

/** What came of a preflight. */
export interface Assessment {
  readonly verdict: ReadinessVerdict
  /** What concerns every site. */
  readonly common: readonly ReadinessReason[]
  readonly sites: readonly SiteReadiness[]
}

/** For what the sites shall be ready. */
export interface Need {
  readonly limits: Readiness
  /** When the meeting ends, Unix ms: what a certificate must last. */
  readonly until: number
}

/** Kinds that say whether an endpoint can be called. */
const SIGNALLING: ReadonlySet<string> = new Set(['sip', 'h323'])

/**
 * Judges what an agent found. Pure: the same answers give the same verdicts. A site whose link is down has that reason alone,
 * for all others follow from it.
 */
export function assess(plan: PreflightPlan, answer: OrderAnswer, need: Need): Assessment {
  const evidence = evidenceOf(answer)
  const common = inOrder([
    ...plan.common.flatMap((each) => commonReasons(each, evidence, need)),
    ...ownTrouble(plan.sites, evidence),
  ])
  const sites = plan.sites.map((site) => siteReadiness(site, evidence, need))
  const verdict = worst([...common.map((reason) => reason.verdict), ...sites.map((site) => site.verdict)])
  return { verdict, common, sites }
}

export function worst(verdicts: readonly ReadinessVerdict[]): ReadinessVerdict {
  for (const verdict of ['not-ready', 'at-risk'] as const) if (verdicts.includes(verdict)) return verdict
  return 'ready'
}

function siteReadiness(plan: SitePlan, evidence: Evidence, need: Need): SiteReadiness {
  const { id, name } = plan.site
  const cut = cutOff(plan, evidence)
  const path = pathFindings(plan, evidence, need.limits)
  const reasons = cut
    ? [cut]
    : inOrder([
        ...linkReasons(plan, evidence),
        ...endpointReasons(plan, evidence),
        ...certificateReasons(
          plan.endpoints.flatMap(({ checks }) => checks),
          evidence,
          need,
        ),
        ...path.reasons,
      ])
  const verdict = worst(reasons.map((reason) => reason.verdict))
  return { site: id, name, verdict, reasons, notes: cut ? [] : path.notes, figures: cut ? {} : path.figures }
}

const failed = (result: OrderedResult | undefined) => result?.status === 'fail'
const pinged = (checks: readonly Check[]) => checks.filter(({ kind }) => kind === 'icmp')

/** Nothing answers at the site, and none of its links does. */
function cutOff({ links, endpoints }: SitePlan, evidence: Evidence): ReadinessReason | undefined {
  const first = links[0]
  if (!first) return undefined
  const all = [...links, ...endpoints].flatMap(({ checks }) => checks)
  const results = all.flatMap((check) => evidence.result(check) ?? [])
  const told = results.filter(({ status }) => status !== 'unknown')
  if (told.length === 0 || !told.every(failed)) return undefined
  const names = links.map(({ link }) => link.id).join(', ')
  const text = {
    vi: `đường truyền ${names} mất liên lạc: không thiết bị nào của điểm cầu trả lời`,
    en: `the link ${names} is down: nothing at the site answers`,
  }
  return reasonOf('link-down', 'not-ready', { text, check: pinged(first.checks)[0]?.id ?? null })
}

/** Links that do not answer, although something at the site does. */
const linkReasons = ({ links }: SitePlan, evidence: Evidence): ReadinessReason[] =>
  links.flatMap(({ link, checks }) =>
    pinged(checks)
      .filter((check) => failed(evidence.result(check)))
      .map((check) => {
        const text = {
          vi: `đường truyền ${link.id} không trả lời; điểm cầu đang đi đường khác`,
          en: `link ${link.id} does not answer; the site is reached another way`,
        }
        return reasonOf('backup-down', 'at-risk', { text, check: check.id })
      }),
  )

function endpointReasons({ endpoints }: SitePlan, evidence: Evidence): ReadinessReason[] {
  if (endpoints.length === 0) {
    const text = { vi: 'điểm cầu chưa khai báo thiết bị họp', en: 'no conferencing endpoint is known at the site' }
    return [reasonOf('no-endpoint', 'at-risk', { text })]
  }
  const each = endpoints.map(({ device, checks }) => {
    const name = device.name ?? { vi: device.id, en: device.id }
    return ofEndpoint({ name, checks }, evidence)
  })
  // One of several endpoints is enough to take part.
  const anyReady = each.some((reasons) => !reasons.some(({ verdict }) => verdict === 'not-ready'))
  return each.flat().map((reason) => (anyReady ? { ...reason, verdict: 'at-risk' as const } : reason))
}

interface Machine {
  readonly name: Name
  readonly checks: readonly Check[]
}

function ofEndpoint({ name, checks }: Machine, evidence: Evidence): ReadinessReason[] {
  const ping = pinged(checks)[0]
  const calls = checks.filter(({ kind }) => SIGNALLING.has(kind))
  const down = checks.filter((check) => failed(evidence.result(check)))
  if (checks.length > 0 && down.length === checks.length) {
    const text = {
      vi: `thiết bị họp ${name.vi} không trả lời`,
      en: `the conferencing endpoint ${name.en} does not answer`,
    }
    return [reasonOf('endpoint-down', 'not-ready', { text, check: (ping ?? checks[0])?.id ?? null })]
  }
  const silent = calls.filter((check) => failed(evidence.result(check)))
  const others = checks.filter((check) => !calls.includes(check) && check !== ping)
  return [
    ...silent.map((check) => callReason({ name, check, all: silent.length === calls.length }, evidence)),
    ...calls.filter((check) => evidence.result(check)?.status === 'warn').map((check) => health(name, check, evidence)),
    ...others.flatMap((check) =>
      ['fail', 'warn'].includes(evidence.result(check)?.status ?? '') ? [health(name, check, evidence)] : [],
    ),
    ...checks.flatMap((check) => untested(name, check, evidence)),
  ]
}

function callReason(
  { name, check, all }: { readonly name: Name; readonly check: Check; readonly all: boolean },
  evidence: Evidence,
): ReadinessReason {
  const protocol = check.kind === 'sip' ? 'SIP' : 'H.323'
  const detail = evidence.result(check)?.detail ?? ''
  const text = {
    vi: `${name.vi} không trả lời ${protocol}: ${detail}`,
    en: `${name.en} does not answer ${protocol}: ${detail}`,
  }
  return reasonOf(all ? 'signalling' : 'one-signalling', all ? 'not-ready' : 'at-risk', { text, check: check.id })
}

function health(name: Name, check: Check, evidence: Evidence): ReadinessReason {
  const detail = evidence.result(check)?.detail ?? ''
  const text = { vi: `${name.vi}, ${check.kind}: ${detail}`, en: `${name.en}, ${check.kind}: ${detail}` }
  return reasonOf('endpoint-health', 'at-risk', { text, check: check.id })
}

/** Nobody can say; that is not the same as good. */
function untested(name: Name, check: Check, evidence: Evidence): ReadinessReason[] {
  const result = evidence.result(check)
  if (result && result.status !== 'unknown') return []
  const detail = result?.detail ?? 'no answer from the agent'
  const text = {
    vi: `${name.vi}: không thử được ${check.kind}: ${detail}`,
    en: `${name.en}: ${check.kind} could not be tested: ${detail}`,
  }
  return [reasonOf('untested', 'at-risk', { text, check: check.id })]
}

/** What all sites need: an MCU that answers, and a conferencing service whose checks are good. */
function commonReasons(
  { name, checks, kind }: PreflightPlan['common'][number],
  evidence: Evidence,
  need: Need,
): ReadinessReason[] {
  const bad = checks.filter((check) => failed(evidence.result(check)))
  const certificates = certificateReasons(checks, evidence, need)
  if (kind === 'mcu' && bad.length > 0) {
    const all = bad.length === checks.length
    const calls = checks.filter((check) => SIGNALLING.has(check.kind))
    const useless = all || (calls.length > 0 && calls.every((check) => bad.includes(check)))
    const details = bad.map((check) => `${check.kind}: ${evidence.result(check)?.detail ?? ''}`).join('; ')
    const text = all
      ? { vi: `MCU ${name.vi} không trả lời`, en: `the MCU ${name.en} does not answer` }
      : { vi: `MCU ${name.vi}: ${details}`, en: `the MCU ${name.en}: ${details}` }
    return [
      reasonOf('mcu-down', useless ? 'not-ready' : 'at-risk', { text, check: bad[0]?.id ?? null }),
      ...certificates,
    ]
  }
  return [
    ...bad.map((check) => {
      const detail = evidence.result(check)?.detail ?? ''
      const text = { vi: `${name.vi}, ${check.target}: ${detail}`, en: `${name.en}, ${check.target}: ${detail}` }
      return reasonOf('service', 'not-ready', { text, check: check.id })
    }),
    ...checks.flatMap((check) => untested(name, check, evidence)),
    ...certificates,
  ]
}

/** Certificates that are good now and will not be when the meeting ends. Those that are bad already have failed. */
const certificateReasons = (checks: readonly Check[], evidence: Evidence, { until }: Need): ReadinessReason[] =>
  checks.flatMap((check) => {
    const result = evidence.result(check)
    const seconds = evidence
      .points(check)
      .flatMap((point) => (point.measurement === 'x509_cert' ? [numberOf(point, 'expiry') ?? Infinity] : []))
    const ends = (result?.at ?? 0) + Math.min(...seconds) * 1_000
    if (seconds.length === 0 || failed(result) || ends >= until) return []
    const text = {
      vi: `chứng thư của ${check.target} hết hạn trước khi cuộc họp kết thúc`,
      en: `the certificate of ${check.target} expires before the meeting ends`,
    }
    return [reasonOf('certificate', 'not-ready', { text, check: check.id })]
  })
