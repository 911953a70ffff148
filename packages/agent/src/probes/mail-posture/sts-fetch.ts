import { type Clock, ProbeFailure } from '@vonggac/model'
import type { MailPostureConfig } from '@vonggac/model/inventory'
import type { Progress } from '../connection.ts'
import { connectionFailure } from '../connection-failure.ts'
import { bodyText } from '../http/body.ts'
import { exchange, type Session } from '../http/exchange.ts'
import type { Trust } from '../tls/trust.ts'
import { certificateTroubles } from '../tls/verdict.ts'
import { absent, type Finding, type Flaw, judged, wrong } from './finding.ts'
import { addressesOf, type Lookups, textsOf } from './lookups.ts'
import { judgeStsPolicy, judgeStsRecord, parseStsPolicy } from './mta-sts.ts'

/** A policy file longer than this is none, bytes: the standard lets senders stop at 64 KiB. */
const MAX_BYTES = 65_536
const HTTPS = 443

export interface StsDeps {
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly lookups: Lookups
  readonly trust: Trust
  /** Where policies are served; 443 but in tests. */
  readonly policyPort?: number | undefined
}

/** Looks at MTA-STS: the record, the policy behind it, and whether it names the exchangers (RFC 8461). */
export async function lookAtMtaSts(
  { domain, require, caFile }: Pick<MailPostureConfig, 'domain' | 'require' | 'caFile'>,
  exchangers: readonly string[],
  deps: StsDeps,
): Promise<Finding> {
  const name = `_mta-sts.${domain}`
  const texts = await textsOf(name, 'v=STSv1', deps.lookups)
  if (texts.length === 0)
    return absent('mta-sts', require.includes('mta-sts'), `no MTA-STS: there is no record under ${name}`)
  if (texts.length > 1) return judged('mta-sts', [wrong(`${texts.length} MTA-STS records: none of them counts`)], '')
  const flaws = judgeStsRecord(texts[0]!)
  const fetched = await fetchPolicy(domain, caFile, deps)
  if ('flaw' in fetched) return judged('mta-sts', [...flaws, fetched.flaw], '')
  const policy = parseStsPolicy(fetched.body)
  if (typeof policy === 'string') return judged('mta-sts', [...flaws, wrong(`the policy does not hold: ${policy}`)], '')
  const good = `mode ${policy.mode}, for ${policy.patterns.join(', ') || 'nobody'}`
  return judged('mta-sts', [...flaws, ...judgeStsPolicy(policy, exchangers)], good)
}

/** Fetches the policy as a sender does: the certificate must be good, and a redirect is not followed (section 3.3). */
async function fetchPolicy(
  domain: string,
  caFile: string | undefined,
  { clock, signal, lookups, trust, policyPort = HTTPS }: StsDeps,
): Promise<{ readonly body: string } | { readonly flaw: Flaw }> {
  const host = `mta-sts.${domain}`
  const [address] = await addressesOf(host, lookups)
  if (address === undefined) return { flaw: wrong(`the policy cannot be fetched: ${host} has no address`, 'dns') }
  const progress: Progress = { doing: 'starting' }
  const judge = ({ certificate, trustError }: Session) => {
    const rules = { warnDays: 0, failDays: 0, names: [host] }
    const troubles = certificateTroubles(certificate, trustError, rules, clock.now())
    if (troubles.length > 0) throw new ProbeFailure('tls', troubles.map(({ text }) => text).join('; '))
  }
  try {
    const { response } = await exchange(
      { method: 'GET', url: new URL(`https://${host}/.well-known/mta-sts.txt`), headers: [], body: undefined },
      {
        ...{ host: address, port: policyPort, family: undefined, maxBytes: MAX_BYTES, keepBody: true, judge },
        context: await trust.contextFor(caFile),
      },
      { clock, signal, progress, resolve: async (host) => host },
    )
    if (response.status !== 200)
      return { flaw: wrong(`the policy cannot be fetched: ${host} answers ${response.status} in place of 200`) }
    return { body: bodyText(response, MAX_BYTES) }
  } catch (error) {
    const { error: code, detail } = connectionFailure(error, progress, signal)
    return { flaw: wrong(`the policy cannot be fetched from ${host}: ${detail}`, code) }
  }
}
