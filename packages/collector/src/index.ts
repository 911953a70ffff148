/** The collector: takes data in, keeps it, decides who is woken, and shows the state of the network. */
export type { AgentStatus } from './api-types.ts'
export { type Collector, type CollectorOptions, startCollector } from './collector.ts'
export { addAgent, addOperatorToken, revokeAgent } from './state/credentials.ts'
export { listAgents } from './state/fleet.ts'
export { openState, STATE_FILE } from './state/state.ts'
export type { State } from './state/tables.ts'
export type { Aggregate, Rejection, SeriesQuery, SeriesResult, Store } from './store/store.ts'
export { openStore } from './store/store.ts'
