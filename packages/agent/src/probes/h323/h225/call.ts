import { choice, optional, sequence, sequenceOf, unread } from '../per/structure.ts'
import { boolean, integer, nothing, objectIdentifier, octetString, type ValueOf } from '../per/value.ts'
import { aliasAddress, endpointType, nonStandardParameter, transportAddress } from './addresses.ts'
import { qSeriesOptions } from './ras.ts'

/** What stands in the User-user information element of call signalling (ITU-T H.225.0, annex H). */

const guid = octetString({ min: 16, max: 16 })
const callIdentifier = sequence({ guid }, {})

const setup = sequence(
  {
    protocolIdentifier: objectIdentifier,
    h245Address: optional(transportAddress),
    sourceAddress: optional(sequenceOf(aliasAddress)),
    sourceInfo: endpointType,
    destinationAddress: optional(sequenceOf(aliasAddress)),
    destCallSignalAddress: optional(transportAddress),
    destExtraCallInfo: optional(sequenceOf(aliasAddress)),
    destExtraCRV: optional(sequenceOf(integer(0, 65_535))),
    activeMC: boolean,
    conferenceID: guid,
    conferenceGoal: choice(
      { create: nothing, join: nothing, invite: nothing },
      { 'capability-negotiation': nothing, callIndependentSupplementaryService: nothing },
    ),
    callServices: optional(qSeriesOptions),
    callType: choice({ pointToPoint: nothing, oneToN: nothing, nToOne: nothing, nToN: nothing }, {}),
  },
  {
    sourceCallSignalAddress: transportAddress,
    remoteExtensionAddress: aliasAddress,
    callIdentifier,
    h245SecurityCapability: unread,
    tokens: unread,
    cryptoTokens: unread,
    fastStart: unread,
    mediaWaitForConnect: boolean,
    canOverlapSend: boolean,
    endpointIdentifier: unread,
    multipleCalls: boolean,
    maintainConnection: boolean,
  },
)

/** Additions that all answers begin with. */
const answerAdditions = { callIdentifier, h245SecurityMode: unread, tokens: unread, cryptoTokens: unread }

/** CallProceeding-UUIE and Alerting-UUIE. */
const onTheWay = sequence(
  {
    protocolIdentifier: objectIdentifier,
    destinationInfo: endpointType,
    h245Address: optional(transportAddress),
  },
  answerAdditions,
)

const connect = sequence(
  {
    protocolIdentifier: objectIdentifier,
    h245Address: optional(transportAddress),
    destinationInfo: endpointType,
    conferenceID: guid,
  },
  answerAdditions,
)

/** Progress-UUIE: as the others, but version 2 brought it in, with the call identifier in its root. */
const progress = sequence(
  {
    protocolIdentifier: objectIdentifier,
    destinationInfo: endpointType,
    h245Address: optional(transportAddress),
    callIdentifier,
  },
  {},
)

const releaseCompleteReason = choice(
  {
    noBandwidth: nothing,
    gatekeeperResources: nothing,
    unreachableDestination: nothing,
    destinationRejection: nothing,
    invalidRevision: nothing,
    noPermission: nothing,
    unreachableGatekeeper: nothing,
    gatewayResources: nothing,
    badFormatAddress: nothing,
    adaptiveBusy: nothing,
    inConf: nothing,
    undefinedReason: nothing,
  },
  {
    facilityCallDeflection: nothing,
    securityDenied: nothing,
    calledPartyNotRegistered: nothing,
    callerNotRegistered: nothing,
    newConnectionNeeded: nothing,
    nonStandardReason: unread,
    replaceWithConferenceInvite: unread,
    genericDataReason: nothing,
    neededFeatureNotSupported: nothing,
    tunnelledSignallingRejected: nothing,
    invalidCID: nothing,
    securityError: unread,
    hopCountExceeded: nothing,
  },
)

const releaseComplete = sequence(
  { protocolIdentifier: objectIdentifier, reason: optional(releaseCompleteReason) },
  {
    callIdentifier,
    tokens: unread,
    cryptoTokens: unread,
    busyAddress: unread,
    presentationIndicator: unread,
    screeningIndicator: unread,
    capacity: unread,
    serviceControl: unread,
    featureSet: unread,
    destinationInfo: endpointType,
  },
)

const facilityReason = choice(
  { routeCallToGatekeeper: nothing, callForwarded: nothing, routeCallToMC: nothing, undefinedReason: nothing },
  {
    conferenceListChoice: nothing,
    startH245: nothing,
    noH245: nothing,
    newTokens: nothing,
    featureSetUpdate: nothing,
    forwardedElements: nothing,
    transportedInformation: nothing,
  },
)

const facility = sequence(
  {
    protocolIdentifier: objectIdentifier,
    alternativeAddress: optional(transportAddress),
    alternativeAliasAddress: optional(sequenceOf(aliasAddress)),
    conferenceID: optional(guid),
    reason: facilityReason,
  },
  { callIdentifier },
)

const information = sequence({ protocolIdentifier: objectIdentifier }, { callIdentifier })

const messageBody = choice(
  {
    setup,
    callProceeding: onTheWay,
    connect,
    alerting: onTheWay,
    information,
    releaseComplete,
    facility,
  },
  {
    progress,
    empty: nothing,
    status: unread,
    statusInquiry: unread,
    setupAcknowledge: unread,
    notify: unread,
  },
)

const h323UuPdu = sequence(
  { 'h323-message-body': messageBody, nonStandardData: optional(nonStandardParameter) },
  {
    h4501SupplementaryService: unread,
    h245Tunnelling: boolean,
    h245Control: unread,
    nonStandardControl: unread,
  },
)

export const h323UserInformation = sequence(
  {
    'h323-uu-pdu': h323UuPdu,
    'user-data': optional(
      sequence(
        {
          'protocol-discriminator': integer(0, 255),
          'user-information': octetString({ min: 1, max: 131 }),
        },
        {},
      ),
    ),
  },
  {},
)

export type H323MessageBody = ValueOf<typeof messageBody>
export type ReleaseCompleteReason = ValueOf<typeof releaseCompleteReason>['name']
export type FacilityReason = ValueOf<typeof facilityReason>['name']
