import { choice, optional, sequence, sequenceOf, unread } from '../per/structure.ts'
import { bmpString, boolean, integer, nothing, objectIdentifier, type ValueOf } from '../per/value.ts'
import { aliasAddress, endpointType, nonStandardParameter, transportAddress } from './addresses.ts'

/**
 * Registration, admission and status (ITU-T H.225.0, clause 7 and annex H): the question whether there is a gatekeeper, the
 * question where an alias is, and their answers. Additions that later versions made are named where they are looked at.
 */

const requestSeqNum = integer(1, 65_535)
const gatekeeperIdentifier = bmpString({ min: 1, max: 128 })
const endpointIdentifier = bmpString({ min: 1, max: 128 })
const nonStandardData = optional(nonStandardParameter)

const q954Details = sequence({ conferenceCalling: boolean, threePartyService: boolean }, {})

export const qSeriesOptions = sequence(
  {
    q932Full: boolean,
    q951Full: boolean,
    q952Full: boolean,
    q953Full: boolean,
    q955Full: boolean,
    q956Full: boolean,
    q957Full: boolean,
    q954Info: q954Details,
  },
  {},
)

const gatekeeperRequest = sequence(
  {
    requestSeqNum,
    protocolIdentifier: objectIdentifier,
    nonStandardData,
    rasAddress: transportAddress,
    endpointType,
    gatekeeperIdentifier: optional(gatekeeperIdentifier),
    callServices: optional(qSeriesOptions),
    endpointAlias: optional(sequenceOf(aliasAddress)),
  },
  {},
)

const gatekeeperConfirm = sequence(
  {
    requestSeqNum,
    protocolIdentifier: objectIdentifier,
    nonStandardData,
    gatekeeperIdentifier: optional(gatekeeperIdentifier),
    rasAddress: transportAddress,
  },
  {},
)

const gatekeeperRejectReason = choice(
  { resourceUnavailable: nothing, terminalExcluded: nothing, invalidRevision: nothing, undefinedReason: nothing },
  { securityDenial: nothing, genericDataReason: nothing, neededFeatureNotSupported: nothing, securityError: unread },
)

const gatekeeperReject = sequence(
  {
    requestSeqNum,
    protocolIdentifier: objectIdentifier,
    nonStandardData,
    gatekeeperIdentifier: optional(gatekeeperIdentifier),
    rejectReason: gatekeeperRejectReason,
  },
  {},
)

const locationRequest = sequence(
  {
    requestSeqNum,
    endpointIdentifier: optional(endpointIdentifier),
    destinationInfo: sequenceOf(aliasAddress),
    nonStandardData,
    replyAddress: transportAddress,
  },
  {
    sourceInfo: sequenceOf(aliasAddress),
    canMapAlias: boolean,
    gatekeeperIdentifier,
    tokens: unread,
    cryptoTokens: unread,
    integrityCheckValue: unread,
    desiredProtocols: unread,
    desiredTunnelledProtocol: unread,
    featureSet: unread,
    genericData: unread,
    hopCount: integer(1, 255),
  },
)

const locationConfirm = sequence(
  { requestSeqNum, callSignalAddress: transportAddress, rasAddress: transportAddress, nonStandardData },
  { destinationInfo: sequenceOf(aliasAddress), destExtraCallInfo: unread, destinationType: endpointType },
)

const locationRejectReason = choice(
  { notRegistered: nothing, invalidPermission: nothing, requestDenied: nothing, undefinedReason: nothing },
  {
    securityDenial: nothing,
    aliasesInconsistent: nothing,
    routeCalltoSCN: unread,
    resourceUnavailable: nothing,
    genericDataReason: nothing,
    neededFeatureNotSupported: nothing,
    hopCountExceeded: nothing,
    incompleteAddress: nothing,
    securityError: unread,
    securityDHmismatch: nothing,
    noRouteToDestination: nothing,
    unallocatedNumber: nothing,
  },
)

const locationReject = sequence({ requestSeqNum, rejectReason: locationRejectReason, nonStandardData }, {})

const unknownMessageResponse = sequence({ requestSeqNum }, { tokens: unread, cryptoTokens: unread })

/** Up to what nobody here looks at, the last of it a delay that is only asked for. */
const requestInProgress = sequence(
  {
    requestSeqNum,
    nonStandardData,
    tokens: optional(unread),
    cryptoTokens: optional(unread),
    integrityCheckValue: optional(unread),
  },
  {},
)

/** A message that nobody here asks for or answers: its place counts, and what is in it stays unread. */
const other = unread

export const rasMessage = choice(
  {
    gatekeeperRequest,
    gatekeeperConfirm,
    gatekeeperReject,
    registrationRequest: other,
    registrationConfirm: other,
    registrationReject: other,
    unregistrationRequest: other,
    unregistrationConfirm: other,
    unregistrationReject: other,
    admissionRequest: other,
    admissionConfirm: other,
    admissionReject: other,
    bandwidthRequest: other,
    bandwidthConfirm: other,
    bandwidthReject: other,
    disengageRequest: other,
    disengageConfirm: other,
    disengageReject: other,
    locationRequest,
    locationConfirm,
    locationReject,
    infoRequest: other,
    infoRequestResponse: other,
    nonStandardMessage: other,
    unknownMessageResponse,
  },
  { requestInProgress },
)

export type RasMessage = ValueOf<typeof rasMessage>
export type GatekeeperRejectReason = ValueOf<typeof gatekeeperRejectReason>['name']
export type LocationRejectReason = ValueOf<typeof locationRejectReason>['name']
