/** The collector's own API types, by the names that the console uses. */

export type { CheckExplanation } from '@vonggac/collector/api-explanation-types'
export type {
  AgentStatus,
  AttachmentSummary,
  AuditEntry,
  ChannelStatus,
  ChannelTest,
  CheckDetail,
  CheckFigure,
  CheckResult,
  CheckResults,
  CheckRun,
  CheckStatus,
  ConfigDocument,
  DeviceStatus,
  IncidentAttribution,
  IncidentDetail,
  IncidentImpact,
  IncidentPage,
  IncidentSummary,
  LinkStatus,
  MaintenanceDocument,
  MaintenanceWindowStatus,
  Meeting,
  MeetingsDocument,
  Notice,
  OnCallDocument,
  PathDocument,
  Postmortem,
  Preflight,
  Problem,
  ReadinessReason,
  ReadinessVerdict,
  Role,
  RotaOnCall,
  SelfFault,
  SeriesDocument,
  ServerEvents,
  ServiceDetail,
  ServiceStatus,
  SessionDocument,
  SessionStatus,
  SilenceStatus,
  SiteDetail,
  SiteReadiness,
  SiteState,
  SiteStatus,
  SlaReport,
  SlaRow,
  StatusDocument,
  TimelineEntry,
  TokenStatus,
  UserStatus,
} from '@vonggac/collector/api-types'

import type { CheckStatus, SiteStatus } from '@vonggac/collector/api-types'

/** A text in Vietnamese and in English. */
export type Name = SiteStatus['name']
/** Verdict on a check, a link or a device. */
export type Status = CheckStatus['status']
