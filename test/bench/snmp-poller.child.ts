import { silentLog, systemClock } from '@vonggac/model'
import { createSnmpProbe } from '../../packages/agent/src/probes/snmp/index.ts'
import { addressOf } from './snmp-scale.ts'

/** The shipped probe alone in a process: `argv[4]` polls of `argv[2]` devices on port `argv[3]`, once it is warm. Prints the CPU of one, ms. */
const [devices, port, polls] = process.argv.slice(2).map(Number) as [number, number, number]
const WARM_ROUNDS = 20
const SIDE_BY_SIDE = 4

const probe = createSnmpProbe({ clock: systemClock, log: silentLog })
const credential = { version: '2c', community: { env: 'C' }, port }
const configs = Array.from({ length: devices }, (_, n) => ({
  address: addressOf(n),
  credential,
  interfaces: true,
  requestTimeoutMs: 5_000,
  retries: 1,
}))

async function round(): Promise<void> {
  const rest = configs.values()
  const worker = async () => {
    for (const config of rest) {
      const context = { clock: systemClock, signal: AbortSignal.timeout(30_000), secret: () => 'public' }
      const { status } = await probe.run(config as never, context)
      if (status) throw new Error(`a poll is ${status}`)
    }
  }
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, worker))
}

for (let i = 0; i < WARM_ROUNDS; i++) await round()
const before = process.cpuUsage()
const rounds = Math.ceil(polls / devices)
for (let i = 0; i < rounds; i++) await round()
const { user, system } = process.cpuUsage(before)
process.stdout.write(`${(user + system) / 1_000 / rounds / devices}\n`)
await probe.close?.()
