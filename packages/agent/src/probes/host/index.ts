import type { Clock, Log } from '@vonggac/model'
import type { HostConfig } from '@vonggac/model/inventory'
import type { Probe } from '../../probe.ts'
import { createLinuxSampler } from './linux-sampler.ts'
import { createPortableSampler } from './portable-sampler.ts'
import { hostReading } from './reading.ts'
import type { HostSample, HostSampler } from './sampler.ts'

/** A sample serves every check that asks within this time, ms: rates over less mean nothing. */
const FRESH_MS = 1_000

/**
 * This machine itself, as Telegraf's `cpu, mem, swap, disk, diskio, net, system, processes`. On Linux nothing is started but at the
 * first run and once a day (facts of the operating system); elsewhere systeminformation does all.
 */
export function createHostProbe(
  { clock }: { readonly clock: Clock; readonly log: Log },
  sampler: HostSampler = process.platform === 'linux' ? createLinuxSampler(clock) : createPortableSampler(clock),
): Probe<HostConfig> {
  let latest: { readonly atMs: number; readonly sample: Promise<HostSample> } | undefined
  return {
    kind: 'host',
    async run(config, { signal }) {
      signal.throwIfAborted()
      if (!latest || clock.monotonic() - latest.atMs > FRESH_MS) {
        latest = { atMs: clock.monotonic(), sample: sampler.sample(signal) }
        latest.sample.catch(() => {
          latest = undefined
        })
      }
      return hostReading(config, await latest.sample)
    },
  }
}
