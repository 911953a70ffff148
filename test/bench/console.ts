import { execFile } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Check, checkPoint, encodePoints } from '@vonggac/model'
import { configSchema, expandChecks } from '@vonggac/model/inventory'
import { launchChromium } from '../support/chromium.ts'
import { startCollectorProcess } from '../support/collector-process.ts'
import { childrenOf, commandLine, treeCpuSeconds } from '../support/process-tree.ts'
import { temporaryDirectory } from '../support/server-process.ts'
import { eventually } from '../support/vonggac.ts'
import { builtConsole } from '../support/watched-province.ts'
import type { Figure } from './main.ts'

const SITES = 500
const DEVICES = 9
const ASKED = 500
const PAINTS = 7
const RESULTS_PER_S = 500
/** Results come in batches, as agents send them. */
const BATCH_MS = 200
const WATCHED_MS = 30_000

/**
 * The console over 500 sites with 5,000 checks: how soon it shows something, what it weighs, how soon the API answers what the
 * overview asks, and what the open page takes of a core while 500 results come in each second, a twentieth of them bad.
 */
export async function run(): Promise<Figure[]> {
  const consoleDir = builtConsole()
  using dir = temporaryDirectory('bench-console')
  const config = province()
  await using collector = await startCollectorProcess({ config, dataDir: dir.path, consoleDir })
  const checks = expandChecks(configSchema.parse(config)).filter(({ context }) => !context)
  const feeder = createFeeder(collector.url, checks)
  await feeder.all()
  await eventually(async () => ((await statusOf(collector.url)).counts.sites.ok >= SITES ? true : undefined), {
    withinMs: 60_000,
    what: `${SITES} sites that are well`,
  })
  const api = await asked(`${collector.url}/api/v1/status`)
  await using chromium = await launchChromium()
  const paints: number[] = []
  const tiles: number[] = []
  for (let i = 0; i < PAINTS; i++) {
    const { paint, complete } = await painted(chromium.browser, collector.url)
    paints.push(paint)
    tiles.push(complete)
  }
  const { page, renderer, collectorCpu } = await watched(chromium.browser, collector, feeder)
  return [
    { name: 'console/checks', value: checks.length, unit: '' },
    { name: 'console/first contentful paint, median', value: median(paints), unit: 'ms' },
    { name: 'console/first contentful paint, worst', value: Math.max(...paints), unit: 'ms' },
    { name: 'console/all sites on the page, median', value: median(tiles), unit: 'ms' },
    { name: 'console/overview API, p50', value: quantile(api.times, 0.5), unit: 'ms' },
    { name: 'console/overview API, p99', value: quantile(api.times, 0.99), unit: 'ms' },
    { name: 'console/overview API, size', value: api.bytes / 1_000, unit: 'kB packed' },
    { name: 'console/page weight', value: weight(consoleDir) / 1_000, unit: 'kB packed, everything' },
    { name: 'console/live updates, page', value: page, unit: '% of a core, its main thread' },
    { name: 'console/live updates, renderer', value: renderer, unit: '% of a core, its whole process' },
    { name: 'console/live updates, collector', value: collectorCpu, unit: '% of a core' },
  ]
}

function province() {
  return {
    collector: { trustLoopback: true },
    providers: [{ id: 'vnpt', name: 'VNPT' }],
    sites: [
      { id: 'ttdl', name: 'Trung tâm dữ liệu', kind: 'hub', location: [15.57, 108.47] },
      ...Array.from({ length: SITES }, (_, n) => ({
        id: `s${n}`,
        name: { vi: `UBND xã số ${n}`, en: `Commune ${n}` },
        kind: 'district',
        location: [15 + (n % 25) / 25, 107.5 + Math.floor(n / 25) / 20],
        links: [{ id: 'vnpt', provider: 'vnpt', gateway: `10.${100 + Math.floor(n / 250)}.${n % 250}.1` }],
        devices: Array.from({ length: DEVICES }, (_, i) => ({
          id: `d${i}`,
          role: 'server',
          address: `10.${100 + Math.floor(n / 250)}.${n % 250}.${10 + i}`,
        })),
      })),
    ],
    agents: [{ id: 'hub', site: 'ttdl', hub: true }],
  }
}

/** Stands for the agents: writes results of the checks in turn. */
function createFeeder(url: string, checks: readonly Check[]) {
  let next = 0
  const send = async (some: readonly Check[]) => {
    const at = Date.now()
    const points = some.flatMap((check, i) => {
      // Single bad results: they show at once, and are no incidents.
      const bad = next % 20 === 7 && i % 10 === 3
      const result = bad
        ? ({ status: 'warn', error: '', detail: 'slow' } as const)
        : ({ status: 'ok', error: '', detail: '' } as const)
      const point = checkPoint({ check, at, durationMs: 3, points: [], ...result })
      if (check.kind !== 'icmp' || check.tags.link === undefined) return [point]
      const fields = {
        percent_packet_loss: bad ? 5 : 0,
        average_response_ms: 8 + ((at / 1_000 + i) % 7),
        jitter_ms: 0.5,
      }
      return [point, { measurement: 'ping', tags: { ...check.tags, agent: 'hub' }, fields, timestamp: at }]
    })
    const answer = await fetch(`${url}/api/v1/write`, { method: 'POST', body: encodePoints(points) })
    if (answer.status !== 204) throw new Error(`a write was answered ${answer.status}: ${await answer.text()}`)
  }
  return {
    async all() {
      for (let i = 0; i < checks.length; i += 1_000) await send(checks.slice(i, i + 1_000))
    },
    /** Sends so many a second until the signal fires. */
    async until(signal: AbortSignal) {
      const count = (RESULTS_PER_S * BATCH_MS) / 1_000
      while (!signal.aborted) {
        const from = performance.now()
        const begin = (next * count) % checks.length
        next++
        await send(checks.slice(begin, begin + count))
        await sleep(Math.max(0, BATCH_MS - (performance.now() - from)))
      }
    },
  }
}

type Feeder = ReturnType<typeof createFeeder>
type Browser = Awaited<ReturnType<typeof launchChromium>>['browser']

const statusOf = async (url: string) =>
  (await (await fetch(`${url}/api/v1/status`)).json()) as { counts: { sites: { ok: number } } }

async function asked(url: string) {
  const program = fileURLToPath(new URL('asker.child.ts', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, [program, url, `${ASKED}`])
  return JSON.parse(stdout) as { readonly times: readonly number[]; readonly bytes: number }
}

/** A first visit: nothing cached. */
async function painted(browser: Browser, url: string) {
  const context = await browser.newContext({ viewport: { width: 1_280, height: 800 }, locale: 'vi-VN' })
  try {
    const page = await context.newPage()
    await page.goto(url)
    await page
      .locator('.tile')
      .nth(SITES - 1)
      .waitFor({ timeout: 30_000, state: 'attached' })
    return await page.evaluate(() => ({
      paint: performance.getEntriesByName('first-contentful-paint')[0]!.startTime,
      complete: performance.now(),
    }))
  } finally {
    await context.close()
  }
}

async function watched(browser: Browser, collector: { url: string; pid: number }, feeder: Feeder) {
  const context = await browser.newContext({ viewport: { width: 1_280, height: 800 }, locale: 'vi-VN' })
  const page = await context.newPage()
  await page.goto(collector.url)
  await page.locator('.connection.is-live').waitFor()
  const stop = new AbortController()
  const feeding = feeder.until(stop.signal)
  const debug = await context.newCDPSession(page)
  await debug.send('Performance.enable')
  const busy = async () => {
    const { metrics } = await debug.send('Performance.getMetrics')
    return metrics.find(({ name }) => name === 'TaskDuration')!.value
  }
  await sleep(3_000)
  const renderers = descendants(process.pid).filter((pid) => commandLine(pid).includes('--type=renderer'))
  const cpu = () => renderers.reduce((sum, pid) => sum + treeCpuSeconds(pid), 0)
  const [tasks, renderer, own] = [await busy(), cpu(), treeCpuSeconds(collector.pid)]
  const from = performance.now()
  await sleep(WATCHED_MS)
  const share = (seconds: number) => (seconds * 100_000) / (performance.now() - from)
  const figures = {
    page: share((await busy()) - tasks),
    renderer: share(cpu() - renderer),
    collectorCpu: share(treeCpuSeconds(collector.pid) - own),
  }
  stop.abort()
  await feeding
  await context.close()
  return figures
}

const descendants = (pid: number): number[] => childrenOf(pid).flatMap((child) => [child, ...descendants(child)])

/** What a first visit loads of the console at most: every file in its smallest form. */
function weight(dir: string): number {
  const files = readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(join(dir, name)).isFile(),
  )
  return files
    .filter((name) => !/\.(br|gz)$/.test(name))
    .reduce((sum, name) => {
      const forms = [name, `${name}.gz`].filter((form) => files.includes(form))
      return sum + Math.min(...forms.map((form) => statSync(join(dir, form)).size))
    }, 0)
}

const quantile = (values: readonly number[], share: number) =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.ceil(values.length * share) - 1)]!
const median = (values: readonly number[]) => quantile(values, 0.5)
