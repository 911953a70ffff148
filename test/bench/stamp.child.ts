import { silentLog, systemClock } from '@vonggac/model'
import { openReflector } from '../../packages/agent/src/listeners/reflector/index.ts'
import { createStampProbe } from '../../packages/agent/src/probes/stamp/index.ts'

/**
 * One end of the benchmark as a process of its own: `reflect PORT COUNT`, reflectors on ports from there on until its input ends; or
 * `send PORT COUNT PER_SECOND DURATION_MS`, a stream to each of them at the same time, then one line of JSON.
 */
const [role, port, count, perSecond, durationMs] = process.argv.slice(2)
const ports = Array.from({ length: Number(count) }, (_, at) => Number(port) + at)

if (role === 'reflect') {
  for (const one of ports) {
    const listen = { address: '127.0.0.1', port: one }
    await openReflector({ listen, peers: ['127.0.0.1'], packetsPerSecond: 10_000 }, undefined, {
      clock: systemClock,
      log: silentLog,
    })
  }
  console.log('ready')
  process.stdin.on('end', () => process.exit(0)).resume()
} else {
  const probe = createStampProbe({ clock: systemClock, log: silentLog })
  const stream = {
    profile: 'light',
    packetsPerSecond: Number(perSecond),
    durationMs: Number(durationMs),
    size: 160,
    lostAfterMs: 1_000,
  } as const
  const config = {
    host: '127.0.0.1',
    codec: 'g711-plc',
    warnLossPct: 100,
    warnJitterMs: 1_000,
    warnMos: 1,
    ...stream,
  } as const
  const context = { clock: systemClock, signal: new AbortController().signal, secret: () => '' }
  const readings = await Promise.all(ports.map((one) => probe.run({ ...config, port: one }, context)))
  const fields = readings.map(({ measured }) => measured[0]!.fields)
  const sum = (name: string) => fields.reduce((total, one) => total + Number(one[name]), 0)
  console.log(
    JSON.stringify({
      sent: sum('sent'),
      lost: sum('sent') - sum('received') - sum('late'),
      tainted: sum('own_late'),
      rttMs: sum('rtt_ms_avg') / ports.length,
      p95Ms: Math.max(...fields.map((one) => Number(one.rtt_ms_p95))),
      jitterMs: sum('jitter_return_ms') / ports.length,
    }),
  )
  // The parent reads our CPU time and memory from the system, and lets us go.
  process.stdin.on('end', () => process.exit(0)).resume()
}
