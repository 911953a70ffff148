import type { Clock, Log, Profile } from '@vonggac/model'
import type { ProbeKind } from '@vonggac/model/inventory'
import type { Probe } from '../probe.ts'
import { createCertificateProbe } from './certificate/index.ts'
import { createDnsProbe } from './dns/index.ts'
import { createH323Probe } from './h323/index.ts'
import { createHostProbe } from './host/index.ts'
import { createHttpProbe } from './http/index.ts'
import { createIcmpProbe } from './icmp/index.ts'
import { createImapProbe } from './imap/index.ts'
import { createJourneyProbe } from './journey/index.ts'
import { createMailFlowProbe } from './mail-flow/index.ts'
import { createMailPostureProbe } from './mail-posture/index.ts'
import { createMailQueueProbe } from './mail-queue/index.ts'
import { createNeighboursProbe } from './neighbours/index.ts'
import { createNtpProbe } from './ntp/index.ts'
import { createPop3Probe } from './pop3/index.ts'
import { createSelfProbe } from './self/index.ts'
import { createSipProbe } from './sip/index.ts'
import { createSipCallProbe } from './sip-call/index.ts'
import { createSmtpProbe } from './smtp/index.ts'
import { createSnmpProbe } from './snmp/index.ts'
import { createStampProbe } from './stamp/index.ts'
import { createStunProbe } from './stun/index.ts'
import { createTcpProbe } from './tcp/index.ts'
import { createTimestampProbe } from './timestamp/index.ts'
import { createTlsProbe } from './tls/index.ts'
import { createTracerouteProbe } from './traceroute/index.ts'
import { createUdpProbe } from './udp/index.ts'

/** What every probe is made of. */
export interface ProbeDeps {
  readonly clock: Clock
  readonly log: Log
  /** What kinds of device are read by SNMP. */
  readonly profiles?: readonly Profile[] | undefined
}

/** Every kind of check and what runs it. A probe is its folder, its configuration's schema, and one line here. */
export const probes = {
  certificate: createCertificateProbe,
  dns: createDnsProbe,
  h323: createH323Probe,
  host: createHostProbe,
  http: createHttpProbe,
  icmp: createIcmpProbe,
  mail_flow: createMailFlowProbe,
  mail_posture: createMailPostureProbe,
  journey: createJourneyProbe,
  imap: createImapProbe,
  mail_queue: createMailQueueProbe,
  neighbours: createNeighboursProbe,
  ntp: createNtpProbe,
  pop3: createPop3Probe,
  self: createSelfProbe,
  sip: createSipProbe,
  smtp: createSmtpProbe,
  sip_call: createSipCallProbe,
  snmp: createSnmpProbe,
  stamp: createStampProbe,
  stun: createStunProbe,
  tcp: createTcpProbe,
  traceroute: createTracerouteProbe,
  udp: createUdpProbe,
  timestamp: createTimestampProbe,
  tls: createTlsProbe,
} as const satisfies Record<ProbeKind, (deps: ProbeDeps) => Probe<never>>
