import { type Fields, ProbeFailure } from '@vonggac/model'
import type { Measured, Reading } from '../../probe.ts'
import { quoted } from '../quoted.ts'
import type { Finding, RecordName } from './finding.ts'

/** Tags that tell several points of one record apart. */
const SUBJECT_TAG: Partial<Record<RecordName, string>> = { dkim: 'selector', ptr: 'address', dnsbl: 'list' }

/** How people write the records. */
const LABEL: Readonly<Record<RecordName, string>> = {
  mx: 'MX',
  spf: 'SPF',
  dkim: 'DKIM',
  dmarc: 'DMARC',
  dnsbl: 'blocklist',
  ptr: 'PTR',
  'mta-sts': 'MTA-STS',
  'tls-rpt': 'TLS-RPT',
}

/** Of a detail, so much goes into one line, characters. */
const MAX_DETAIL = 300

/**
 * What the findings mean for a domain: the worst of them first. Where the name servers were silent about something that counts and
 * nothing is known to be bad, there is no verdict: throws `ProbeFailure('local')`.
 */
export function postureReading(domain: string, findings: readonly Finding[]): Reading {
  const measured = findings.map((finding) => point(domain, finding))
  const bad = findings.filter(({ state }) => state === 'fail')
  const weak = findings.filter(({ state }) => state === 'warn')
  const unknown = findings.filter(({ state }) => state === 'unknown')
  const silent = unknown.filter(({ record }) => record !== 'dnsbl')
  if (bad.length === 0 && silent.length > 0)
    throw new ProbeFailure('local', `the name servers do not tell: ${silent.map(({ detail }) => detail).join('; ')}`)
  const worst = bad[0] ?? weak[0]
  if (!worst) return { status: 'ok', detail: summary(findings), measured }
  const others = [...bad, ...weak].filter((each) => each !== worst)
  const more = others.length > 0 ? `; also ${[...new Set(others.map(({ record }) => LABEL[record]))].join(', ')}` : ''
  const detail = `${LABEL[worst.record]}: ${shown(worst.detail)}${more}`
  return { status: bad.length > 0 ? 'fail' : 'warn', ...(worst.error && { error: worst.error }), detail, measured }
}

/** What is good, and what is not there or not known. */
function summary(findings: readonly Finding[]): string {
  const names = (state: Finding['state']) => [
    ...new Set(findings.filter((each) => each.state === state).map(({ record }) => LABEL[record])),
  ]
  const [good, missing, unknown] = [names('ok'), names('absent'), names('unknown')]
  return [
    `${good.join(', ')} as they should be`,
    ...(missing.length > 0 ? [`not published: ${missing.join(', ')}`] : []),
    ...(unknown.length > 0 ? [`not known: ${unknown.join(', ')}`] : []),
  ].join('; ')
}

/** Names and texts of the DNS are foreign: none reaches people with control characters. */
const shown = (detail: string) => quoted(detail, MAX_DETAIL).slice(1, -1)

/** `ok` is left out where it is not known. */
function point(domain: string, { record, subject, state, detail }: Finding): Measured {
  const tag = SUBJECT_TAG[record]
  const fields: Fields = {
    state,
    detail: shown(detail),
    ...(state !== 'unknown' && { ok: state === 'ok' || state === 'absent' }),
  }
  const tags = { domain, record, ...(tag && subject !== undefined && { [tag]: subject }) }
  return { measurement: 'mail_posture', tags, fields }
}
