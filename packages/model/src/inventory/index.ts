/** The configuration directory: schema, loading with exact errors, and what follows from it. Loads zod and yaml. */
export type { HostConfig, IcmpConfig, ProbeKind, SnmpConfig, SnmpCredential, TcpConfig } from './probe-config.ts'
export { probeConfigs } from './probe-config.ts'
export type { AgentConfig, Channel, CollectorConfig, Config, Device, Link, Rule, Service, Site, StoreConfig } from './schema.ts'
export { configSchema } from './schema.ts'
// To be written by the owner of this folder, with exactly these signatures:
//   load.ts:          loadConfig(dir: string): { config: Config; problems: [] } | { config: undefined; problems: Problem[] }
//                     Problem = { file: string; line: number; col: number; path: string; message: string };  formatProblem(p): string
//   expand-checks.ts: expandChecks(config: Config): Check[]       planFor(config: Config, agentId: string): Plan
//   topology-of.ts:   topologyOf(config: Config): Topology
//   json-schema.ts:   configJsonSchema(): object
