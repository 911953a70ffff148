/** What agent and collector agree on. No network, no disk; nothing here loads a schema library (see ./inventory). */
export { backoffMs } from './backoff.ts'
export { formatBandwidth, parseBandwidth } from './bandwidth.ts'
export { parseByteSize } from './byte-size.ts'
export { neededAddress, type PersonalAddress } from './channel-address.ts'
export { type Check, type Plan, type ReflectorPlan, type Result, type Status, statuses, statusRanks } from './check.ts'
export { type CheckReport, checkPoint, checkReport } from './check-point.ts'
export { type Clock, laps, systemClock } from './clock.ts'
export { DSCP, type DscpName, dscpValue } from './dscp.ts'
export { formatDuration, parseDuration } from './duration.ts'
export {
  type Codec,
  type CodecName,
  codecNames,
  codecs,
  delayImpairment,
  type EModelInput,
  eModelDefaults,
  lossImpairment,
  mosOf,
  ratingFactor,
} from './e-model.ts'
export { type ErrorCode, errorCodes, isErrorCode } from './error-code.ts'
export { ConfigError, ProbeFailure, TransientError } from './errors.ts'
export { globMatcher } from './glob.ts'
export { fnv1a } from './hash.ts'
export { type JsonStep, parseJsonPath, valueAt } from './json-path.ts'
export {
  type CheckedLines,
  checkLines,
  encodePoints,
  goodLines,
  initialBit,
  type LineError,
  type Parsed,
  type Precision,
  parseLines,
  parseLinesOf,
  tagText,
} from './line-protocol.ts'
export { jsonLog, type Log, silentLog } from './log.ts'
export { isMailCause, type MailCause, mailCauses } from './mail-cause.ts'
export {
  asciiOf,
  channelValues,
  type FilterName,
  fillTemplate,
  filterNames,
  namesIn,
  parseTemplate,
  type Template,
  type TemplateProblem,
} from './message-template.ts'
export {
  type Order,
  type OrderAnswer,
  type OrderedResult,
  type Round,
  type RoundCheck,
  type RunOrder,
  stampRunSettings,
  type WatchOrder,
} from './order.ts'
export {
  counter,
  type Fields,
  type FieldValue,
  int,
  type JsonPoint,
  jsonField,
  jsonPoint,
  type Point,
  type Tags,
  Unsigned,
} from './point.ts'
export type {
  Profile,
  ProfileFilter,
  ProfileLimit,
  ProfileMatch,
  ProfileScalars,
  ProfileSensor,
  ProfileState,
  ProfileTable,
  ProfileTrap,
  ProfileValue,
} from './profile.ts'
export { type Gap, type Override, type Rota, type RotaLayer, type Shift, shiftAt, shiftsOf } from './rota.ts'
export { isOpen, nextChange, nextOpening, RUN_WINDOW_MS, type Schedule } from './schedule.ts'
export type { SecretRef } from './secret.ts'
export {
  checksOfService,
  type MemberState,
  type ServiceGroup,
  type ServiceRule,
  type ServiceShape,
  type ServiceState,
  type ServiceVerdict,
  serviceRanks,
  serviceStates,
  serviceVerdict,
} from './service-verdict.ts'
export { cutText, fitSms, isGsm, smsParts, smsUnits } from './short-text.ts'
export { shownUrl } from './shown-url.ts'
export { type SipTransport, sipPort, sipTransports } from './sip-port.ts'
export { type StampProfile, type StampStream, stampProfileNames, stampProfiles, stampStream } from './stamp-stream.ts'
export { filledTemplate, templateNames } from './template.ts'
export type { Name, NodeKind, Topology, TopologyNode } from './topology.ts'
export type { TrapDevice, TrapListening, TrapUser } from './traps.ts'
export {
  changeBetween,
  DAY_MS,
  dateOf,
  type LocalTime,
  localTime,
  MINUTE_MS,
  midnightOf,
  momentsOf,
  wallClock,
  weekdayOf,
} from './wall-clock.ts'
export { momentOf, parseWallTime, type WallTime, wallDigitsAt, wallTimeAt } from './zoned-time.ts'
