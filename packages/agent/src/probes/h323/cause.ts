import type { ErrorCode } from '@vonggac/model'
import type { ReleaseCompleteReason } from './h225/call.ts'

/** What a release says of whoever sent it. */
export interface CauseVerdict {
  readonly status: 'ok' | 'warn' | 'fail'
  readonly error?: ErrorCode
}

/** It works, and has its reasons not to take this call. */
const ALIVE: CauseVerdict = { status: 'ok' }
/** It works, and has nothing left to take a call with. */
const FULL: CauseVerdict = { status: 'warn', error: 'threshold' }
/** It works, and cannot do with a call as every endpoint places it. */
const ODD: CauseVerdict = { status: 'warn', error: 'mismatch' }
/** There is nobody behind this number. */
const WRONG_NUMBER: CauseVerdict = { status: 'fail', error: 'mismatch' }
/** Who was called, or the way there, does not work. */
const DOWN: CauseVerdict = { status: 'fail', error: 'down' }

/** Causes of ITU-T Q.850, table 1, and what each says of the target. `docs/conferencing.md` repeats this table. */
const causes: Readonly<Record<number, readonly [text: string, verdict: CauseVerdict]>> = {
  1: ['unallocated number', WRONG_NUMBER],
  2: ['no route to specified transit network', DOWN],
  3: ['no route to destination', DOWN],
  4: ['send special information tone', ALIVE],
  5: ['misdialled trunk prefix', WRONG_NUMBER],
  6: ['channel unacceptable', ODD],
  7: ['call awarded', ALIVE],
  8: ['preemption', ALIVE],
  9: ['preemption, circuit reserved for reuse', ALIVE],
  16: ['normal call clearing', ALIVE],
  17: ['user busy', ALIVE],
  18: ['no user responding', DOWN],
  19: ['no answer from user', ALIVE],
  20: ['subscriber absent', DOWN],
  21: ['call rejected', ALIVE],
  22: ['number changed', WRONG_NUMBER],
  25: ['exchange routing error', DOWN],
  26: ['non-selected user clearing', ALIVE],
  27: ['destination out of order', DOWN],
  28: ['invalid number format', WRONG_NUMBER],
  29: ['facility rejected', ODD],
  30: ['response to STATUS ENQUIRY', ALIVE],
  31: ['normal, unspecified', ALIVE],
  34: ['no circuit or channel available', FULL],
  38: ['network out of order', DOWN],
  39: ['permanent frame mode connection out of service', DOWN],
  40: ['permanent frame mode connection operational', ALIVE],
  41: ['temporary failure', DOWN],
  42: ['switching equipment congestion', FULL],
  43: ['access information discarded', ODD],
  44: ['requested circuit or channel not available', FULL],
  46: ['precedence call blocked', FULL],
  47: ['resource unavailable', FULL],
  49: ['quality of service not available', FULL],
  50: ['requested facility not subscribed', ODD],
  53: ['outgoing calls barred', ALIVE],
  55: ['incoming calls barred', ALIVE],
  57: ['bearer capability not authorised', ODD],
  58: ['bearer capability not presently available', FULL],
  62: ['inconsistency in outgoing access information', ODD],
  63: ['service or option not available', ODD],
  65: ['bearer capability not implemented', ODD],
  66: ['channel type not implemented', ODD],
  69: ['requested facility not implemented', ODD],
  70: ['only restricted digital information available', ODD],
  79: ['service or option not implemented', ODD],
  81: ['invalid call reference value', ODD],
  82: ['identified channel does not exist', ODD],
  83: ['a suspended call exists', ODD],
  84: ['call identity in use', ODD],
  85: ['no call suspended', ODD],
  86: ['call has been cleared', ALIVE],
  87: ['user not member of closed user group', ODD],
  88: ['incompatible destination', ODD],
  90: ['non-existent closed user group', ODD],
  91: ['invalid transit network selection', ODD],
  95: ['invalid message', ODD],
  96: ['mandatory information element missing', ODD],
  97: ['message type not implemented', ODD],
  98: ['message not compatible with call state', ODD],
  99: ['information element not implemented', ODD],
  100: ['invalid information element contents', ODD],
  101: ['message not compatible with call state', ODD],
  102: ['recovery on timer expiry', ODD],
  103: ['parameter not implemented, passed on', ODD],
  110: ['message with unrecognised parameter discarded', ODD],
  111: ['protocol error', ODD],
  127: ['interworking, unspecified', ALIVE],
}

/** A cause in words, as Q.850 has them. */
export const causeText = (cause: number): string => causes[cause]?.[0] ?? `cause ${cause} of no standard`

/** What a cause says of the target. Without a number that was called, nothing is wrong with a number: then those are ways to say no. */
export function causeVerdict(cause: number, calledSomebody: boolean): CauseVerdict {
  const verdict = causes[cause]?.[1] ?? ODD
  return verdict === WRONG_NUMBER && !calledSomebody ? ALIVE : verdict
}

/** The cause that a reason stands for, where a release has no Cause element (H.225.0, table 5). */
const causeOfReason: Partial<Readonly<Record<ReleaseCompleteReason, number>>> = {
  noBandwidth: 34,
  gatekeeperResources: 47,
  unreachableDestination: 3,
  destinationRejection: 16,
  invalidRevision: 88,
  noPermission: 127,
  unreachableGatekeeper: 38,
  gatewayResources: 42,
  badFormatAddress: 28,
  adaptiveBusy: 41,
  inConf: 17,
  undefinedReason: 31,
  facilityCallDeflection: 16,
  securityDenied: 31,
  calledPartyNotRegistered: 20,
  callerNotRegistered: 31,
  newConnectionNeeded: 47,
  nonStandardReason: 127,
  replaceWithConferenceInvite: 31,
  genericDataReason: 31,
  neededFeatureNotSupported: 31,
  tunnelledSignallingRejected: 127,
}

/** The same for any reason: one that the table does not have is no particular one. */
export const causeFor = (reason: ReleaseCompleteReason): number => causeOfReason[reason] ?? 31
