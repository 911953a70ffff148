/** Turns check reports into incidents, and incidents into messages that arrive. */
export type {
  AlertEvent,
  AlertState,
  Cause,
  Delivery,
  Engine,
  Incident,
  Message,
  Notifier,
  Outbox,
  Severity,
} from './contract.ts'
export { createEngine } from './engine.ts'
export { type ReasonCode, reasonCode, reasons } from './reason.ts'
export { defaultTiming, type Timing } from './timing.ts'
export type { EngineInput } from './world.ts'
