import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type Log, silentLog, systemClock } from '@vonggac/model'
import type { IcmpConfig } from '@vonggac/model/inventory'
import { expect, test, vi } from 'vitest'
import type { Notice } from '../../packages/agent/src/probe.ts'
import { type Which, which } from '../../packages/agent/src/probes/icmp/engine-choice.ts'
import { createIcmpProbe } from '../../packages/agent/src/probes/icmp/index.ts'
import { cutLoopback } from '../support/loopback-outage.ts'
import { childrenOf, commandLine } from '../support/process-tree.ts'

const context = () => ({ clock: systemClock, signal: AbortSignal.timeout(10_000), secret: () => '' })

const config = (address: string, more: Partial<IcmpConfig> = {}): IcmpConfig => ({
  address,
  periodMs: 1_000,
  lostAfterMs: 500,
  size: 56,
  lossRun: 3,
  warnLossPct: 5,
  ...more,
})

/** Programs as on a machine that has only these. */
const only =
  (...programs: string[]): Which =>
  async (program) =>
    programs.includes(program) ? which(program) : undefined

interface Heard extends Notice {
  readonly atMs: number
}

/** A watch over some targets, which ends with the test, its processes with it. */
async function watching(targets: readonly IcmpConfig[], find: Which = only('fping'), log: Log = silentLog) {
  const probe = createIcmpProbe({ clock: systemClock, log, which: find })
  const heard: Heard[] = []
  const answered: string[] = []
  const watch = (configs: readonly IcmpConfig[]) =>
    probe.watch(
      configs.map((each) => ({ checkId: each.address, config: each })),
      (notice) => heard.push({ ...notice, atMs: performance.now() }),
      (checkId) => answered.push(checkId),
    )
  await watch(targets)
  return {
    heard,
    /** Which targets were told to have answered for the first time, as it was told. */
    answered,
    watch,
    read: (address: string) => probe.read(address, context()),
    until: (status: string, checkId: string) =>
      vi.waitFor(
        () => {
          const notice = heard.findLast((each) => each.checkId === checkId)
          expect(notice?.status).toBe(status)
          return notice!
        },
        { timeout: 15_000, interval: 20 },
      ),
    async [Symbol.asyncDispose]() {
      await probe.close()
      expect(fpings()).toEqual([])
    },
  }
}

const fpings = () => childrenOf(process.pid).filter((pid) => commandLine(pid).includes('fping'))
const counts = (reading: Awaited<ReturnType<ReturnType<typeof createIcmpProbe>['read']>>) => ({
  sent: Number(reading.measured[0]?.fields.packets_transmitted),
  received: Number(reading.measured[0]?.fields.packets_received),
})

test('this machine has fping: the package is needed for these tests', async () => {
  expect(await which('fping'), 'install the Debian package fping').toBeDefined()
  expect(await which('ping'), 'install the Debian package iputils-ping').toBeDefined()
})

test('a silent cut is told within 3.6 s and its end is told; the loss is in the reading', async () => {
  await using watch = await watching([config('127.77.21.1'), config('127.77.22.1')])
  await sleep(2_100)
  using outage = cutLoopback('127.77.21.0/24')
  const cutMs = performance.now()
  const down = await watch.until('fail', '127.77.21.1')
  expect(down).toMatchObject({ error: 'timeout' })
  expect(down.detail).toMatch(/^3 packets lost in a row, last answer \d\.\d s ago$/)
  expect(down.atMs - cutMs).toBeLessThan(3_700)
  expect(await watch.read('127.77.21.1')).toMatchObject({ status: 'fail', error: 'timeout' })

  outage.mend()
  const mendMs = performance.now()
  expect((await watch.until('ok', '127.77.21.1')).atMs - mendMs).toBeLessThan(2_500)
  expect(watch.heard.map(({ checkId, status }) => [checkId, status])).toEqual([
    ['127.77.21.1', 'fail'],
    ['127.77.21.1', 'ok'],
  ])
  expect(await watch.read('127.77.22.1')).toMatchObject({ status: 'ok' })
})

test('the first answer of a target is told, once, and there is something to read from then on', async () => {
  using _ = cutLoopback('127.77.41.0/24')
  const [answers, silent, newcomer] = ['127.77.40.1', '127.77.41.1', '127.77.42.1'] as const
  await using watch = await watching([config(answers), config(silent)])
  await vi.waitFor(() => expect(watch.answered).toEqual([answers]), { timeout: 5_000, interval: 20 })
  expect(await watch.read(answers)).toMatchObject({ status: 'ok', detail: expect.stringContaining('loss 0 % of 1,') })
  await watch.watch([config(answers), config(silent), config(newcomer)])
  await vi.waitFor(() => expect(watch.answered).toEqual([answers, newcomer]), { timeout: 5_000, interval: 20 })
  await sleep(2_100)
  expect(watch.answered).toEqual([answers, newcomer])
})

test('packets that the kernel will not send are lost too, though fping is silent about them', async () => {
  await using watch = await watching([config('127.77.23.1'), config('127.77.24.1')])
  await sleep(2_100)
  await watch.read('127.77.23.1')
  using outage = cutLoopback('127.77.23.0/24', 'unreachable')
  const cutMs = performance.now()
  const down = await watch.until('fail', '127.77.23.1')
  expect(down).toMatchObject({ error: 'unreachable' })
  expect(down.atMs - cutMs).toBeLessThan(3_800)
  const reading = await watch.read('127.77.23.1')
  expect(reading).toMatchObject({ status: 'fail', error: 'unreachable' })
  const { sent, received } = counts(reading)
  expect(sent - received).toBe(3)
  outage.mend()
  await watch.until('ok', '127.77.23.1')
  expect(counts(await watch.read('127.77.24.1'))).toMatchObject({ sent: expect.any(Number) })
})

test('200 targets for 20 s: every packet is counted, none is lost, nothing is told', async () => {
  const targets = Array.from({ length: 200 }, (_, at) => config(`127.77.30.${1 + at}`))
  await using watch = await watching(targets)
  await sleep(20_500)
  let sent = 0
  for (const { address } of targets) {
    const count = counts(await watch.read(address))
    expect(count.received).toBe(count.sent)
    sent += count.sent
  }
  expect(sent).toBeGreaterThanOrEqual(200 * 19)
  expect(watch.heard).toEqual([])
}, 60_000)

test('an fping that is stopped, or killed, is our trouble: no loss, and it is replaced', async () => {
  const warnings: string[] = []
  const log = { ...silentLog, warn: (message: string) => void warnings.push(message) }
  await using watch = await watching([config('127.77.31.1', { periodMs: 200, lostAfterMs: 150 })], only('fping'), log)
  await vi.waitFor(() => expect(fpings()).toHaveLength(1), 5_000)
  const [first] = fpings()
  await sleep(1_000)
  process.kill(first!, 'SIGSTOP')
  await sleep(700)
  process.kill(first!, 'SIGCONT')
  await sleep(700)
  expect(fpings()).toEqual([first])

  process.kill(first!, 'SIGSTOP')
  await vi.waitFor(() => expect(fpings()[0]).not.toBe(first), 10_000)
  await vi.waitFor(() => expect(fpings()).toHaveLength(1), 10_000)
  process.kill(fpings()[0]!, 'SIGKILL')
  await sleep(3_000)

  const { sent, received } = counts(await watch.read('127.77.31.1'))
  expect(received).toBe(sent)
  expect(sent).toBeGreaterThan(10)
  expect(watch.heard).toEqual([])
  expect(warnings).toEqual(new Array(2).fill('fping ended, starting it again'))
}, 60_000)

test('a new plan disturbs only what changes, and keeps what was counted', async () => {
  const slow = config('127.77.32.1', { periodMs: 300, lostAfterMs: 200 })
  const other = config('127.77.32.2', { size: 100, periodMs: 300, lostAfterMs: 200 })
  await using watch = await watching([slow, other])
  await vi.waitFor(() => expect(fpings()).toHaveLength(2), 5_000)
  const keeps = fpings().find((pid) => commandLine(pid).includes(slow.address))
  await sleep(1_500)
  await watch.watch([slow])
  expect(fpings()).toEqual([keeps])
  expect(counts(await watch.read(slow.address)).sent).toBeGreaterThanOrEqual(4)
  await expect(watch.read(other.address)).rejects.toMatchObject({ code: 'local' })
})

test('two checks on one address share its packets; names are resolved and unknown ones told', async () => {
  await using watch = await watching([
    config('localhost'),
    config('127.0.0.1'),
    config('no-such-host.invalid'),
    config('::1'),
  ])
  await sleep(2_300)
  const commands = fpings().map(commandLine)
  expect(commands).toHaveLength(2)
  expect(commands.join(' ').match(/127\.0\.0\.1/g)).toHaveLength(1)
  expect(counts(await watch.read('localhost'))).toEqual(counts(await watch.read('127.0.0.1')))
  expect(await watch.read('::1')).toMatchObject({ status: 'ok' })
  expect(await watch.read('no-such-host.invalid')).toMatchObject({
    status: 'fail',
    error: 'dns',
    measured: [{ fields: { result_code: 1n } }],
  })
})

test('fping ends by itself when the agent is killed', async () => {
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('../bench/icmp.child.ts', import.meta.url)), '3', '500'],
    {
      stdio: ['pipe', 'ignore', 'inherit'],
    },
  )
  await vi.waitFor(() => expect(childrenOf(child.pid!).map(commandLine).join()).toContain('fping'), 10_000)
  const [fping] = childrenOf(child.pid!)
  child.kill('SIGKILL')
  await once(child, 'exit')
  await vi.waitFor(() => expect(commandLine(fping!)).toBe(''), { timeout: 3_000, interval: 50 })
})

test.for([
  ['fping', only('fping', 'ping'), 3_700],
  ['ping', only('ping'), 7_000],
  ['udp', only(), 3_900],
] as const)('%s: an outage is told and ends, and a run counts five packets', async ([engine, find, withinMs]) => {
  const net = { fping: 33, ping: 34, udp: 35 }[engine]
  const probe = createIcmpProbe({ clock: systemClock, log: silentLog, which: find })
  expect(await probe.describe()).toMatchObject({ engine, why: expect.any(String) })
  expect(await probe.run(config(`127.77.${net}.1`), context())).toMatchObject({ status: 'ok' })
  await using watch = await watching([config(`127.77.${net}.1`), config(`127.33.${net}.1`)], find)
  await sleep(1_500)
  using outage = cutLoopback(`127.77.${net}.0/24`)
  const cutMs = performance.now()
  expect((await watch.until('fail', `127.77.${net}.1`)).atMs - cutMs).toBeLessThan(withinMs)
  expect(await probe.run(config(`127.77.${net}.1`), context())).toMatchObject({ status: 'fail', error: 'timeout' })
  outage.mend()
  await watch.until('ok', `127.77.${net}.1`)
  expect(await watch.read(`127.33.${net}.1`)).toMatchObject({ status: 'ok' })
  await probe.close()
})

test('a program that is there but fails is passed over, with the reason', async () => {
  const probe = createIcmpProbe({
    clock: systemClock,
    log: silentLog,
    which: async (program) => (program === 'fping' ? '/bin/false' : undefined),
  })
  const { engine, why } = await probe.describe()
  expect(engine).toBe('udp')
  expect(why).toMatch(/^\/bin\/false does not work \(exit code 1\); ping is not installed; UDP/)
})

test('a hundred runs at once share one fping, and a run stops at its deadline', async () => {
  const probe = createIcmpProbe({ clock: systemClock, log: silentLog, which: only('fping') })
  await probe.describe()
  const runs = Promise.all(Array.from({ length: 100 }, (_, at) => probe.run(config(`127.77.36.${1 + at}`), context())))
  await vi.waitFor(() => expect(fpings()).toHaveLength(1), 5_000)
  expect((await runs).every(({ status }) => status === 'ok')).toBe(true)
  const late = new Error('deadline')
  const stop = new AbortController()
  const run = probe.run(config('127.77.36.1'), { ...context(), signal: stop.signal })
  setTimeout(() => stop.abort(late), 300)
  await expect(run).rejects.toBe(late)
  await probe.close()
  expect(fpings()).toEqual([])
})

test('an agent that is stopped for five seconds counts no loss for it and tells nothing', async () => {
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('../bench/icmp.child.ts', import.meta.url)), '50', '200'],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  )
  const readOut = async () => {
    child.stdin.write('\n')
    const [line] = await once(child.stdout, 'data')
    return JSON.parse(String(line)) as { sent: number; received: number; notices: number }
  }
  try {
    await vi.waitFor(() => expect(childrenOf(child.pid!).map(commandLine).join()).toContain('fping'), 10_000)
    await sleep(2_000)
    child.kill('SIGSTOP')
    // 250 lines a second fill the pipe before the time is over: fping itself is held up.
    await sleep(5_000)
    child.kill('SIGCONT')
    await sleep(3_000)
    const { sent, received, notices } = await readOut()
    expect(sent).toBeGreaterThan(50 * 10)
    expect(received).toBe(sent)
    expect(notices).toBe(0)
  } finally {
    child.kill('SIGCONT')
    child.stdin.end()
    await once(child, 'exit')
  }
}, 30_000)

test('over IPv6 with a class of service, every field of path quality is there', async () => {
  await using watch = await watching([config('::1', { dscp: 'ef', periodMs: 200, lostAfterMs: 150 })])
  await sleep(2_500)
  expect(fpings().map(commandLine).join()).toMatch(/-O.184/)
  expect((await watch.read('::1')).measured[0]?.fields).toMatchObject({
    percent_packet_loss: 0,
    packets_late: 0n,
    packets_duplicate: 0n,
    packets_reordered: 0n,
    loss_runs: 0n,
    jitter_rfc3550_ms: expect.any(Number),
  })
})
