/** The configuration directory: schema, loading with exact errors, and what follows from it. Loads zod and yaml. */

export { builtInRules } from './alert-defaults.ts'
export { type CheckOrigin, originOf } from './check-origin.ts'
export { expandChecks, planFor } from './expand-checks.ts'
export { fieldRulesOf, isFieldRule, rulesOf, type WatchedField } from './field-rules.ts'
export { agentConfig, agentsOf, type FleetMember, hubOf } from './fleet.ts'
export { withHttpProfile } from './http-profile/apply.ts'
export { type HttpProfile, type LoadedHttpProfiles, loadHttpProfiles } from './http-profile/load.ts'
export { configJsonSchema, httpProfileJsonSchema, profileJsonSchema } from './json-schema.ts'
export {
  type CertificateConfig,
  type CertificateUnit,
  type CheckKind,
  checkKinds,
  type DnsConfig,
  type Extraction,
  type H323Config,
  type HostConfig,
  type HttpConfig,
  type HttpExpect,
  type IcmpConfig,
  type ImapConfig,
  type JourneyConfig,
  type JourneyStep,
  type MailFlowConfig,
  type MailPostureConfig,
  type MailQueueConfig,
  type NeighboursConfig,
  type NtpConfig,
  type Pop3Config,
  type ProbeKind,
  type SelfConfig,
  type SipCallConfig,
  type SipConfig,
  type SmtpConfig,
  type SnmpConfig,
  type StampConfig,
  type StunConfig,
  type TcpConfig,
  type TimestampConfig,
  type TlsConfig,
  type TracerouteConfig,
  type TypedTarget,
  type UdpConfig,
  type WebValue,
} from './kinds/index.ts'
export { type Loaded, loadConfig, loadTexts } from './load.ts'
export { type PlannedWork, plannedWork } from './maintenance-windows.ts'
export { fieldsOf } from './measurement-catalogue.ts'
export { participantsOf } from './meeting-schema.ts'
export { type OnCall, onCallOf, withOverrides } from './on-call-of.ts'
export { COLLECTOR_VANTAGE, peerChecks, peerNode } from './peers-of.ts'
export { type PreflightPlan, preflightPlan, type SitePlan } from './preflight-plan.ts'
export { formatProblem, type Problem } from './problem.ts'
export { type LoadedProfiles, loadProfileFile, loadProfiles, shippedProfiles } from './profile/load.ts'
export type {
  AgentConfig,
  Channel,
  CollectorConfig,
  Config,
  Device,
  Escalation,
  FieldRule,
  Link,
  MaintenanceCalendar,
  MaintenanceConfig,
  Meeting,
  MeetingCalendar,
  Readiness,
  Rule,
  Selector,
  Service,
  Site,
  StatusRule,
  StoreConfig,
} from './schema.ts'
export { configSchema } from './schema.ts'
export { nodeSelector, tagSelector } from './selector.ts'
export { servicesOf } from './services-of.ts'
export type { SnmpCredential } from './snmp-credential.ts'
export { type ConfigSource, configSources } from './source.ts'
export { didYouMean, nearestPattern } from './suggestion.ts'
export { agentNode, topologyOf } from './topology-of.ts'
