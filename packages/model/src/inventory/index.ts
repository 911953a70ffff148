/** The configuration directory: schema, loading with exact errors, and what follows from it. Loads zod and yaml. */
export { expandChecks, planFor } from './expand-checks.ts'
export { agentConfig, agentsOf, type FleetMember, hubOf } from './fleet.ts'
export { configJsonSchema } from './json-schema.ts'
export { type Loaded, loadConfig } from './load.ts'
export type { HostConfig, IcmpConfig, ProbeKind, SnmpConfig, SnmpCredential, TcpConfig } from './probe-config.ts'
export { probeConfigs } from './probe-config.ts'
export { formatProblem, type Problem } from './problem.ts'
export type {
  AgentConfig,
  Channel,
  CollectorConfig,
  Config,
  Device,
  Link,
  Rule,
  Service,
  Site,
  StoreConfig,
} from './schema.ts'
export { configSchema } from './schema.ts'
export { agentNode, topologyOf } from './topology-of.ts'
