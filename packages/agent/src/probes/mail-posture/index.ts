import { getServers } from 'node:dns'
import type { Clock, Log } from '@vonggac/model'
import type { MailPostureConfig } from '@vonggac/model/inventory'
import type { Probe } from '../../probe.ts'
import { serversFor } from '../dns/servers.ts'
import { createNameCache } from '../name-cache.ts'
import { createTrust } from '../tls/trust.ts'
import { lookAtDkim } from './dkim.ts'
import { lookAtDmarc } from './dmarc.ts'
import { lookAtDnsbl } from './dnsbl.ts'
import type { Finding, RecordName } from './finding.ts'
import { createLookups, LookupError } from './lookups.ts'
import { type Exchangers, lookAtMx } from './mx.ts'
import { lookAtPtr } from './ptr.ts'
import { postureReading } from './reading.ts'
import { lookAtSpf } from './spf.ts'
import { lookAtMtaSts, type StsDeps } from './sts-fetch.ts'
import { lookAtTlsRpt } from './tls-rpt.ts'

/** Addresses whose names and listings are looked at: senders first, then exchangers. */
const MAX_ADDRESSES = 24

/** What the probe is made of. */
export interface MailPostureDeps {
  readonly clock: Clock
  readonly log: Log
  /** The name servers of this machine; the system's unless given. */
  readonly systemServers?: () => readonly string[]
  /** Where policies of MTA-STS are served; 443 unless given. */
  readonly policyPort?: number
}

/** Looks at what a mail domain publishes, and whether others will take its mail. */
export function createMailPostureProbe(deps: MailPostureDeps): Probe<MailPostureConfig> {
  const { clock, policyPort, systemServers: system = getServers } = deps
  const names = createNameCache(clock)
  const trust = createTrust({ legacy: false })
  return {
    kind: 'mail_posture',
    async run(given, { signal }) {
      signal.throwIfAborted()
      const config = { ...given, domain: given.domain.replace(/\.$/, '').toLowerCase() }
      const servers = await serversFor(
        { servers: config.servers, port: config.port, allServers: false, name: config.domain },
        { names, system, lookUp: neverAsked },
      )
      const lookups = createLookups(servers, { clock, signal })
      const findings = await lookAround(config, { clock, signal, lookups, trust, policyPort })
      return postureReading(config.domain, findings)
    },
  }
}

/** The servers of a zone are looked up only where all of them are to be asked. */
const neverAsked = () => Promise.reject(new Error('nothing is looked up to find the name servers'))

async function lookAround(config: MailPostureConfig, deps: StsDeps): Promise<readonly Finding[]> {
  const { domain, require, dkim, senders, dnsbls } = config
  const { lookups } = deps
  const nowhere: Exchangers = { finding: { record: 'mx', state: 'unknown', detail: '' }, names: [], addresses: [] }
  const exchangers: Exchangers = await lookAtMx(domain, require.includes('mx'), lookups).catch((error) => ({
    ...nowhere,
    finding: unknown('mx', error),
  }))
  const addresses = [...new Set([...senders, ...exchangers.addresses])].slice(0, MAX_ADDRESSES)
  const rest = await Promise.all([
    told('spf', lookAtSpf(config, lookups)),
    ...dkim.map((selector) => told('dkim', lookAtDkim(domain, selector, lookups), selector)),
    told('dmarc', lookAtDmarc(domain, config, lookups)),
    told('mta-sts', lookAtMtaSts(config, exchangers.names, deps)),
    told('tls-rpt', lookAtTlsRpt(domain, require.includes('tls-rpt'), lookups)),
    ...addresses.map((address) => told('ptr', lookAtPtr(address, senders.includes(address), lookups), address)),
    ...dnsbls.map((list) => lookAtDnsbl(list, addresses, lookups)),
  ])
  return [exchangers.finding, ...rest]
}

/** A look whose questions nobody answers says nothing of the domain. */
const told = (record: RecordName, look: Promise<Finding>, subject?: string): Promise<Finding> =>
  look.catch((error) => unknown(record, error, subject))

function unknown(record: RecordName, error: unknown, subject?: string): Finding {
  if (!(error instanceof LookupError)) throw error
  return { record, ...(subject !== undefined && { subject }), state: 'unknown', detail: error.message }
}
