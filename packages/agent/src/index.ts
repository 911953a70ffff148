/** The agent: what polls, keeps and delivers. */
export { type AgentOptions, startAgent } from './agent.ts'
export { openReflector } from './listeners/reflector/index.ts'
export type { Reflector } from './listeners/reflector/reflector.ts'
export { listenForTrapsOnly, type TrapDeps } from './listeners/traps/index.ts'
export { outcomeOf } from './observe.ts'
export { probeOnce, runOnce } from './once.ts'
export { runOrder } from './orders/run-order.ts'
export type {
  ContinuousProbe,
  Measured,
  Notice,
  Probe,
  ProbeContext,
  Reading,
} from './probe.ts'
export { chooseEngine } from './probes/icmp/engine-choice.ts'
export { chooseProfile } from './probes/snmp/profile/choice.ts'
