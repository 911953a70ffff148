import { setTimeout as sleep } from 'node:timers/promises'
import { silentLog, systemClock } from '@vonggac/model'
import { checkKinds, type ProbeKind } from '@vonggac/model/inventory'
import type { Probe } from '../../packages/agent/src/probe.ts'
import { probes } from '../../packages/agent/src/probes/registry.ts'
import { targetAddresses } from './probe-cpu.ts'

/**
 * A shipped probe alone in a process: kind `argv[2]`, `argv[3]` targets, options `argv[4]` (JSON with `HOST` in it), spread over `argv[5]` ms,
 * for ever. On every line of its input it says how many runs were ok, and what the last other one said. On a busy machine runs are left out, as an
 * agent does it, and not made up for: what many of them at once would cost is another figure.
 */
const [, , kind, count, options, periodMs] = process.argv
const { config } = checkKinds[kind as ProbeKind]
const configs = targetAddresses(Number(count)).map((host) =>
  config.parse(JSON.parse(options!.replaceAll('HOST', host))),
)
const probe = probes[kind as ProbeKind]({ clock: systemClock, log: silentLog }) as Probe
/** Runs at the same time: a quiet machine never has as many. */
const MAX_AT_ONCE = 8
let succeeded = 0
let last = ''

process.stdin.on('data', () => void process.stdout.write(`${JSON.stringify({ succeeded, last })}\n`))
process.stdin.on('end', () => process.exit(0))

async function run(options: unknown) {
  const deadline = new AbortController()
  const timer = setTimeout(() => deadline.abort(new DOMException('late', 'TimeoutError')), 2_000)
  try {
    const context = { clock: systemClock, signal: deadline.signal, secret: () => 'secret' }
    const { status, detail } = await probe.run(options, context)
    if (status === 'ok') succeeded++
    else last = `${status}: ${detail}`
  } catch (error) {
    last = String(error)
  } finally {
    clearTimeout(timer)
  }
}

const gapMs = Number(periodMs) / configs.length
let running = 0
for (let at = 0, dueMs = performance.now(); ; at++) {
  const waitMs = dueMs - performance.now()
  if (waitMs > 0) await sleep(waitMs)
  else await new Promise(setImmediate)
  dueMs = Math.max(dueMs + gapMs, performance.now())
  if (running >= MAX_AT_ONCE) continue
  running += 1
  void run(configs[at % configs.length]).finally(() => (running -= 1))
}
