import { setTimeout as sleep } from 'node:timers/promises'
import { silentLog, systemClock } from '@vonggac/model'
import { createHostProbe } from '../../packages/agent/src/probes/host/index.ts'
import { treeCpuSeconds } from '../support/process-tree.ts'
import type { Figure } from './main.ts'

const RUNS = 20
/** Longer than a sample serves, so that every run is one. */
const PAUSE_MS = 1_050

/** CPU time of one run of the host probe, programs that it starts included; the first run, which asks for the system's facts, apart. */
export async function run(): Promise<Figure[]> {
  const probe = createHostProbe({ clock: systemClock, log: silentLog })
  const measure = async (runs: number) => {
    const before = treeCpuSeconds(process.pid)
    for (let at = 0; at < runs; at++) {
      await sleep(PAUSE_MS)
      await probe.run(
        { warnDiskPct: 90 },
        { clock: systemClock, signal: AbortSignal.timeout(10_000), secret: () => '' },
      )
    }
    return ((treeCpuSeconds(process.pid) - before) * 1_000) / runs
  }
  const first = await measure(1)
  return [
    { name: 'host', value: await measure(RUNS), unit: 'CPU ms / run' },
    { name: 'host_first', value: first, unit: 'CPU ms' },
  ]
}
