import { silentLog, systemClock } from '@vonggac/model'
import type { IcmpConfig } from '@vonggac/model/inventory'
import { createIcmpProbe } from '../../packages/agent/src/probes/icmp/index.ts'
import { icmpAddress } from './icmp.ts'

/** The shipped probe alone in a process: watches `argv[2]` loopback targets every `argv[3]` ms, reads them all out on every line of its input. */
const [, , count, periodMs] = process.argv
const targets = Array.from({ length: Number(count) }, (_, at) => icmpAddress(at))
const probe = createIcmpProbe({ clock: systemClock, log: silentLog })
const base = { periodMs: Number(periodMs), lostAfterMs: 500, size: 56, lossRun: 3, warnLossPct: 5 }
const checks = targets.map((address) => ({ checkId: address, config: { ...base, address } satisfies IcmpConfig }))
let notices = 0
await probe.watch(checks, () => {
  notices += 1
})

process.stdin.on('data', async () => {
  let sent = 0
  let received = 0
  for (const { checkId } of checks) {
    const context = { clock: systemClock, signal: new AbortController().signal, secret: () => '' }
    const reading = await probe.read(checkId, context).catch(() => undefined)
    sent += Number(reading?.measured[0]?.fields.packets_transmitted ?? 0)
    received += Number(reading?.measured[0]?.fields.packets_received ?? 0)
  }
  process.stdout.write(`${JSON.stringify({ sent, received, notices, rss: process.memoryUsage.rss() })}\n`)
})
process.stdin.on('end', () => void probe.close().then(() => process.exit(0)))
