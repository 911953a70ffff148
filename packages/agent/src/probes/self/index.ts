import { type Clock, int } from '@vonggac/model'
import type { SelfConfig } from '@vonggac/model/inventory'
import { type OwnHealth, watchOwnFaults } from '../../own-fault.ts'
import type { Probe, Reading } from '../../probe.ts'

/** Says whether this agent can be believed: the one check that fails when it is the agent that is cut off, and not the world. */
export function createSelfProbe({ clock }: { readonly clock: Clock }): Probe<SelfConfig> {
  const own = watchOwnFaults(clock)
  return {
    kind: 'self',
    async run(config, { signal }) {
      signal.throwIfAborted()
      return selfReading(config, own.takeHealth())
    },
    close: () => own[Symbol.dispose](),
  }
}

/** `fail` (`down`) without an uplink; `warn` (`slow`) when the process was not run in time or answers were thrown away. */
export function selfReading(
  config: SelfConfig,
  { lagP99Ms, lagMaxMs, udpDrops, icmpDrops, uplink }: OwnHealth,
): Reading {
  const measured = [
    {
      measurement: 'agent_self',
      fields: {
        loop_lag_ms_p99: micro(lagP99Ms),
        loop_lag_ms_max: micro(lagMaxMs),
        ...(udpDrops !== undefined && { udp_drops: int(udpDrops) }),
        ...(icmpDrops !== undefined && { icmp_drops: int(icmpDrops) }),
        uplink: uplink.state,
      },
    },
  ]
  if (uplink.state === 'down') return { status: 'fail', error: 'down', detail: `cut off: ${uplink.why}`, measured }
  const drops = (udpDrops ?? 0) + (icmpDrops ?? 0)
  if (lagMaxMs > config.warnLagMs)
    return { status: 'warn', error: 'slow', detail: `was not run for ${(lagMaxMs / 1_000).toFixed(1)} s`, measured }
  if (drops > config.warnDrops)
    return {
      status: 'warn',
      error: 'slow',
      detail: `${drops} datagrams thrown away: their sockets were full`,
      measured,
    }
  return { detail: describe(uplink, udpDrops), measured }
}

function describe(uplink: OwnHealth['uplink'], drops: number | undefined): string {
  const way = uplink.state === 'up' ? `uplink through ${uplink.via}` : 'no default route: nothing is known of an uplink'
  return drops === undefined ? `${way}; this system does not say what its sockets drop` : way
}

/** Whole microseconds. */
const micro = (ms: number) => Math.round(ms * 1_000) / 1_000
