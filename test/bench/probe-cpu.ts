import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { ProbeKind } from '@vonggac/model/inventory'
import { type BlackboxModule, blackboxCpu } from '../support/blackbox.ts'
import { treeCpuSeconds } from '../support/process-tree.ts'
import type { Figure } from './main.ts'

/** CPU seconds that so many successful runs took. */
export interface Cost {
  readonly seconds: number
  readonly succeeded: number
}

export interface Load {
  readonly targets: number
  readonly periodMs: number
  /** Runs that are not measured: starting, compiling, growing. */
  readonly warmRuns: number
  readonly measureMs: number
}

const POLL_MS = 250
/** A minute: nothing needs as long to warm up. */
const MAX_POLLS = 240

export const UNIT = 'CPU s / 1,000 probes'

/** Addresses of this machine, all different: servers for them listen everywhere. */
export const targetAddresses = (count: number): string[] =>
  Array.from({ length: count }, (_, at) => `127.33.${1 + (at >> 7)}.${1 + (at & 127)}`)

/** What a thousand runs cost, CPU s. */
export const perThousand = ({ seconds, succeeded }: Cost): number => (seconds * 1_000) / succeeded

/** CPU of our probe alone in a process; `HOST` in `options` is the target's address. Rejects when runs do not succeed. */
export async function probeCpu(
  kind: ProbeKind,
  options: object,
  { targets, periodMs, warmRuns, measureMs }: Load,
): Promise<Cost> {
  const program = fileURLToPath(new URL('probe.child.ts', import.meta.url))
  const args = [program, kind, `${targets}`, JSON.stringify(options), `${periodMs}`]
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const state = async () => {
    child.stdin.write('\n')
    const [line] = await once(child.stdout, 'data')
    return JSON.parse(String(line)) as { succeeded: number; last: string }
  }
  try {
    for (let polls = 0; (await state()).succeeded < warmRuns; polls++) {
      if (polls === MAX_POLLS) throw new Error(`runs of ${kind} do not succeed: ${(await state()).last}`)
      await sleep(POLL_MS)
    }
    const before = { cpu: treeCpuSeconds(child.pid!), ...(await state()) }
    await sleep(measureMs)
    const seconds = treeCpuSeconds(child.pid!) - before.cpu
    const { succeeded, last } = await state()
    if (succeeded === before.succeeded) throw new Error(`no run of ${kind} succeeded: ${last}`)
    return { seconds, succeeded: succeeded - before.succeeded }
  } finally {
    child.stdin.end()
    await once(child, 'exit')
  }
}

/** Our figure, and blackbox_exporter's beside it where that is installed: under the same load, alone on the machine after us. */
export async function besideBlackbox(
  name: string,
  ours: { readonly kind: ProbeKind; readonly options: object },
  peer: { readonly module: BlackboxModule; readonly target: string },
  load: Load,
): Promise<Figure[]> {
  const own = perThousand(await probeCpu(ours.kind, ours.options, load))
  const targets = targetAddresses(load.targets).map((host) => peer.target.replace('HOST', host))
  const periods = Math.max(1, Math.round(load.measureMs / load.periodMs))
  const other = await blackboxCpu(peer.module, targets, { periodMs: load.periodMs, periods })
  const figures: Figure[] = [{ name, value: own, unit: UNIT }]
  if (!other) return figures
  const theirs = perThousand(other)
  return [
    ...figures,
    { name: `${name}_blackbox`, value: theirs, unit: UNIT },
    { name: `${name}_ratio`, value: own / theirs, unit: '×' },
  ]
}
