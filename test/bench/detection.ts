import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { temporaryDirectory } from '../support/server-process.ts'
import { makeStar, type Star, type StarSite } from '../support/star.ts'
import { eventually, root } from '../support/vonggac.ts'
import type { Figure } from './main.ts'

const SITES = 33
const CUTS = Number(process.env.BENCH_CUTS ?? 50)
/** How long all links lose packets. */
const LOSSY_MINUTES = Number(process.env.BENCH_LOSSY_MINUTES ?? 6)
const LOSS_PERCENT = 2

const main = join(root, 'packages', 'cli', 'bin', 'vonggac.js')
/** Prints every page that it takes over, with the time. */
const receiver = `require('node:http').createServer((request, response) => {
  let text = ''
  request.on('data', (chunk) => (text += chunk)).on('end', () => {
    const { kind, incident } = JSON.parse(text)
    console.log(JSON.stringify({ at: Date.now(), kind, node: incident.node }))
    response.writeHead(204).end()
  })
}).listen(9000, '127.0.0.1', () => console.log('listening'))`

interface Page {
  readonly at: number
  readonly kind: string
  readonly node: string
}

/**
 * Real links in network namespaces, everything else as shipped: from the cut of a link to the page's arrival at a webhook, 50
 * times; then every link loses 2 % of its packets at random, which shall page nobody. Needs root.
 */
export async function run(): Promise<Figure[]> {
  using directory = temporaryDirectory('bench-detection')
  await using star = await makeStar(SITES)
  const config = configuration(star, directory.path)
  const webhook = star.hub.start(process.execPath, ['-e', receiver], {})
  await eventually(async () => webhook.output().includes('listening') || undefined)
  const env = { COMMUNITY: 'public' }
  star.hub.start(process.execPath, [main, 'collector', '--config', config], env)
  const agent = star.hub.start(process.execPath, [main, 'agent', '--config', config, '--id', 'hub'], env)
  await eventually(async () => /agent started/.test(agent.output()) || undefined, { withinMs: 30_000 })
  // All links are known to be well before the first of them is cut.
  await sleep(20_000)
  const pages = (): Page[] =>
    webhook
      .output()
      .split('\n')
      .flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as Page] : []))

  const seconds: number[] = []
  for (let cut = 0; cut < CUTS; cut++) seconds.push(await cutOnce(star.sites[cut % SITES]!, pages))
  seconds.sort((a, b) => a - b)
  const ended = () => pages().filter(({ kind }) => kind === 'resolved').length
  await eventually(async () => ended() >= CUTS || undefined, { everyMs: 500, withinMs: 120_000, what: 'all ends' })
  const told = pages().length
  for (const site of star.sites) site.dropAll(LOSS_PERCENT)
  await sleep(LOSSY_MINUTES * 60_000)
  const wrong = pages().slice(told)
  for (const { at, kind, node } of wrong) console.error(`detection: ${new Date(at).toISOString()} ${kind} ${node}`)
  return [
    { name: 'detection/cut to webhook, median', value: seconds[Math.floor(CUTS / 2)]!, unit: 's' },
    { name: 'detection/cut to webhook, p99', value: seconds[Math.ceil(CUTS * 0.99) - 1]!, unit: 's' },
    { name: 'detection/pages beside the right ones', value: told - 2 * CUTS, unit: 'pages' },
    { name: 'detection/links that lost 2 %', value: (SITES * LOSSY_MINUTES) / 60, unit: 'link hours' },
    { name: 'detection/pages of them', value: wrong.length, unit: 'pages' },
  ]
}

/** Cuts a link and mends it once that was told. Gives how long it took, s. */
async function cutOnce(site: StarSite, pages: () => Page[]): Promise<number> {
  const before = pages().length
  // Away from the packets' own rhythm, and from the cut before.
  await sleep(2_000 + Math.random() * 1_000)
  const cutAt = Date.now()
  site.dropAll(100)
  const page = await eventually(
    async () =>
      pages()
        .slice(before)
        .find(({ kind, node }) => kind === 'opened' && node === `${site.id}/vnpt`),
    { everyMs: 10, withinMs: 60_000, what: `the page of ${site.id}` },
  )
  site.dropAll(0)
  return (page.at - cutAt) / 1_000
}

function configuration({ sites }: Star, dir: string): string {
  const document = {
    providers: [{ id: 'vnpt', name: 'VNPT' }],
    sites: [
      { id: 'hub', name: 'Hub', kind: 'hub' },
      ...sites.map(({ id, router, endpoint }) => ({
        id,
        name: id,
        links: [
          { id: 'vnpt', provider: 'vnpt', gateway: router, bandwidth: '50Mbps', device: 'rt1', interface: 'wan0' },
        ],
        devices: [
          { id: 'rt1', role: 'router', address: router, snmp: 'wan' },
          { id: 'vc1', role: 'conference-endpoint', address: endpoint, sip: true },
        ],
      })),
    ],
    snmp: { credentials: { wan: { version: '2c', community: { env: 'COMMUNITY' } } } },
    agents: [
      {
        id: 'hub',
        site: 'hub',
        hub: true,
        collector: { url: 'http://127.0.0.1:8480' },
        spool: { path: join(dir, 'spool.db') },
      },
    ],
    oncall: { channels: [{ id: 'bench', kind: 'webhook', url: 'http://127.0.0.1:9000/' }] },
    collector: { listen: '127.0.0.1:8480', data: join(dir, 'data'), trustLoopback: true },
  }
  mkdirSync(join(dir, 'config'))
  writeFileSync(join(dir, 'config', 'all.yaml'), JSON.stringify(document))
  return join(dir, 'config')
}
