/** Every kind of check that can be configured; the agent's registry is checked against it by a test. */
import { certificate } from './certificate.ts'
import { dns } from './dns.ts'
import { h323 } from './h323.ts'
import { host } from './host.ts'
import { http } from './http.ts'
import { icmp } from './icmp.ts'
import { imap } from './imap.ts'
import { journey } from './journey.ts'
import type { CheckKind, Options } from './kind.ts'
import { mailFlow } from './mail-flow.ts'
import { mailPosture } from './mail-posture.ts'
import { mailQueue } from './mail-queue.ts'
import { neighbours } from './neighbours.ts'
import { ntp } from './ntp.ts'
import { pop3 } from './pop3.ts'
import { self } from './self.ts'
import { sip } from './sip.ts'
import { sipCall } from './sip-call.ts'
import { smtp } from './smtp.ts'
import { snmp } from './snmp.ts'
import { stamp } from './stamp.ts'
import { stun } from './stun.ts'
import { tcp } from './tcp.ts'
import { timestamp } from './timestamp.ts'
import { tls } from './tls.ts'
import { traceroute } from './traceroute.ts'
import { udp } from './udp.ts'

const kinds = {
  certificate,
  dns,
  h323,
  host,
  http,
  icmp,
  mail_flow: mailFlow,
  mail_posture: mailPosture,
  journey,
  imap,
  mail_queue: mailQueue,
  neighbours,
  ntp,
  pop3,
  self,
  sip,
  smtp,
  sip_call: sipCall,
  snmp,
  stamp,
  stun,
  tcp,
  timestamp,
  tls,
  traceroute,
  udp,
} as const

export type ProbeKind = keyof typeof kinds

/**
 * The kinds by name. What each says of its own options is checked where it is defined; here all look alike, so that
 * whoever holds a kind's name can use it.
 */
export const checkKinds: Readonly<Record<ProbeKind, CheckKind<Options>>> = kinds as never

export type { CertificateConfig, CertificateUnit } from './certificate.ts'
export type { DnsConfig } from './dns.ts'
export type { H323Config } from './h323.ts'
export type { HostConfig } from './host.ts'
export type { HttpConfig } from './http.ts'
export type { HttpExpect } from './http-expect.ts'
export type { IcmpConfig } from './icmp.ts'
export type { ImapConfig } from './imap.ts'
export type { JourneyConfig } from './journey.ts'
export type { JourneyStep } from './journey-step.ts'
export { type CheckKind, hostPort, type TypedTarget } from './kind.ts'
export type { MailFlowConfig } from './mail-flow.ts'
export type { MailPostureConfig } from './mail-posture.ts'
export type { MailQueueConfig } from './mail-queue.ts'
export type { NeighboursConfig } from './neighbours.ts'
export type { NtpConfig } from './ntp.ts'
export type { Pop3Config } from './pop3.ts'
export type { SelfConfig } from './self.ts'
export type { SipConfig } from './sip.ts'
export type { SipCallConfig } from './sip-call.ts'
export type { SmtpConfig } from './smtp.ts'
export type { SnmpConfig } from './snmp.ts'
export type { StampConfig } from './stamp.ts'
export type { StunConfig } from './stun.ts'
export type { TcpConfig } from './tcp.ts'
export type { TimestampConfig } from './timestamp.ts'
export type { TlsConfig } from './tls.ts'
export type { TracerouteConfig } from './traceroute.ts'
export type { UdpConfig } from './udp.ts'
export type { Extraction, WebValue } from './web-value.ts'
