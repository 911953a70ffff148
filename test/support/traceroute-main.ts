import { createInterface } from 'node:readline'
import { silentLog, systemClock } from '@vonggac/model'
import { createTracerouteProbe } from '../../packages/agent/src/probes/traceroute/index.ts'

/**
 * A traceroute probe that remembers, in a process of its own: a test starts it in a network namespace. Each line of standard input is
 * a configuration as JSON; each run gives a line with the reading.
 */
const probe = createTracerouteProbe({ clock: systemClock, log: silentLog })

for await (const line of createInterface({ input: process.stdin })) {
  const signal = AbortSignal.timeout(10_000)
  const reading = await probe.run(JSON.parse(line), { clock: systemClock, signal, secret: () => '' })
  const text = JSON.stringify(reading, (_, value) => (typeof value === 'bigint' ? Number(value) : value))
  process.stdout.write(`${text}\n`)
}
