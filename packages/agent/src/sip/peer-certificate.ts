import { sipPort } from '@vonggac/model'
import type { SipConfig } from '@vonggac/model/inventory'
import type { Reading } from '../probe.ts'
import { type PeerRules, peerReading } from '../probes/tls/reading.ts'
import type { SeenSession } from '../probes/tls/session.ts'

type Rules = Omit<PeerRules, 'port'> & Pick<SipConfig, 'port'>

/** What the certificate of a SIP peer says, with its points. The error `tls`: it may be another than it says. */
export const certificateReading = (rules: Rules, session: SeenSession, nowMs: number): Reading =>
  peerReading({ ...rules, port: sipPort({ port: rules.port, transport: 'tls' }) }, session, nowMs)
