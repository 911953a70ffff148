/** Turns check reports into incidents, and incidents into messages that arrive. */
export { type Impact, impactOfIncident, takesDown } from './affected.ts'
export { clueMeasurements } from './attribution/clue-points.ts'
export type {
  AlertEvent,
  AlertState,
  Cause,
  Delivery,
  Engine,
  Incident,
  MaintenanceWindow,
  Message,
  MessageActions,
  Notifier,
  Outbox,
  Recipient,
  Repetition,
  SendOptions,
  ServiceReport,
  Severity,
} from './contract.ts'
export { type DispatcherOptions, startDispatcher } from './dispatcher.ts'
export { createEngine } from './engine.ts'
export { type ExplainInput, explain } from './explain/explain.ts'
export type { Explanation } from './explain/explanation.ts'
export { type IncidentEvent, isIncidentEvent, type MessageOptions, messageOf, testMessage } from './message.ts'
export { hearerOf, type Notice, noticeDeliveries, noticeTo, noticeToPeople } from './notice.ts'
export { type Exchange, type ExchangeAnswer, exchange } from './notifiers/exchange.ts'
export { createNotifiers, type NotifierOptions } from './notifiers/registry.ts'
export type { WebhookBody } from './notifiers/webhook.ts'
export { isQuiet, pagerQuestions, quietUntil, shiftAt, shiftsOf } from './oncall/on-call.ts'
export { type DeliveryOptions, deliveriesFor, keyOf, type Oncall } from './paging/broadcast.ts'
export { createPager } from './paging/pager.ts'
export type {
  LinkReceiver,
  NewDelivery,
  Outcome,
  Pager,
  PagerDecision,
  PagerInput,
  PagingConfig,
  PagingNote,
} from './paging/pager-contract.ts'
export { type ReasonCode, reasonCode, reasons } from './reason.ts'
export { byOurClock } from './skew.ts'
export { defaultTiming, type Timing } from './timing.ts'
export type { EngineInput, Evidence, ServiceCause } from './world.ts'
