import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { silentLog, systemClock } from '@vonggac/model'
import type { NtpConfig } from '@vonggac/model/inventory'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createNtpProbe } from '../../packages/agent/src/probes/ntp/index.ts'
import { freeUdpPort } from '../support/free-port.ts'
import { startServerProcess, temporaryDirectory } from '../support/server-process.ts'
import { vonggac } from '../support/vonggac.ts'

const stack = new AsyncDisposableStack()
const ports = { good: 0, unsynchronised: 0 }

beforeAll(async () => {
  ports.good = await startChrony('local stratum 3')
  ports.unsynchronised = await startChrony('')
}, 30_000)
afterAll(() => stack.disposeAsync())

/** chronyd that serves this machine's clock and never touches it. Needs root. */
async function startChrony(directive: string): Promise<number> {
  const dir = stack.use(temporaryDirectory('chrony'))
  const port = await freeUdpPort()
  const lines = [
    ...[`port ${port}`, 'bindaddress 127.0.0.1', 'cmdport 0', `bindcmdaddress ${dir.path}/chronyd.sock`],
    ...['allow 127.0.0.0/8', `driftfile ${dir.path}/drift`, `pidfile ${dir.path}/chronyd.pid`, directive],
  ]
  writeFileSync(join(dir.path, 'chrony.conf'), lines.join('\n'))
  stack.use(
    await startServerProcess({
      command: 'chronyd',
      args: ['-x', '-d', '-u', 'root', '-f', join(dir.path, 'chrony.conf')],
      debianPackage: 'chrony',
      ready: () =>
        ask(port, { samples: 1, waitMs: 100 }).then(
          () => true,
          () => false,
        ),
    }),
  )
  return port
}

function ask(port: number, more: Partial<NtpConfig> = {}) {
  const limits = { warnOffsetMs: 100, failOffsetMs: 1_000, maxStratum: 15 }
  return createNtpProbe({ clock: systemClock, log: silentLog }).run(
    { host: '127.0.0.1', port, samples: 4, gapMs: 20, waitMs: 500, ...limits, ...more },
    { clock: systemClock, signal: AbortSignal.timeout(5_000), secret: () => '' },
  )
}

test('chrony serves our own clock: its offset is next to nothing, and its stratum what it was told', async () => {
  const reading = await ask(ports.good)
  expect(reading).toMatchObject({
    status: 'ok',
    measured: [{ measurement: 'ntp', tags: { server: '127.0.0.1' }, fields: { stratum: 3n, leap: 0n, samples: 4n } }],
  })
  const { offset_ms, delay_ms } = reading.measured[0]!.fields
  // Its offset can be wrong by half the delay, and that is all.
  expect(Math.abs(Number(offset_ms))).toBeLessThan(Number(delay_ms) / 2 + 1)
})

test('a stratum beyond the limit fails', async () => {
  expect(await ask(ports.good, { maxStratum: 2 })).toMatchObject({
    status: 'fail',
    error: 'threshold',
    detail: expect.stringMatching(/^stratum 3, more than 2; offset/),
  })
})

test('chrony without a source says that it is not synchronised', async () => {
  expect(await ask(ports.unsynchronised, { samples: 1 })).toMatchObject({
    status: 'fail',
    error: 'down',
    detail: expect.stringMatching(/^the server says that its own clock is not synchronised; /),
    measured: [{ fields: { leap: 3n } }],
  })
})

test('the command line', async () => {
  const { code, stdout } = await vonggac(['probe', 'ntp', `127.0.0.1:${ports.good}`, '--set', 'samples=1'])
  expect(code).toBe(0)
  expect(stdout).toMatch(/offset [+−]\d+\.\d\d ms, delay \d+\.\d\d ms, stratum 3 \(127\.127\.1\.1\)/)
})
