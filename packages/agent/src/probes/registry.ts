import type { Clock, Log } from '@vonggac/model'
import type { ProbeKind } from '@vonggac/model/inventory'
import type { Probe } from '../probe.ts'
import { createHostProbe } from './host/index.ts'
import { createIcmpProbe } from './icmp/index.ts'
import { createSnmpProbe } from './snmp/index.ts'
import { createStampProbe } from './stamp/index.ts'
import { createTcpProbe } from './tcp/index.ts'

/** What every probe is made of. */
export interface ProbeDeps {
  readonly clock: Clock
  readonly log: Log
}

/** Every kind of check and what runs it. A probe is its folder, its configuration's schema, and one line here. */
export const probes = {
  host: createHostProbe,
  icmp: createIcmpProbe,
  snmp: createSnmpProbe,
  stamp: createStampProbe,
  tcp: createTcpProbe,
} as const satisfies Record<ProbeKind, (deps: ProbeDeps) => Probe<never>>
