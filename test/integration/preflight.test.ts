import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Preflight } from '@vonggac/collector/api-types'
import { expect, test } from 'vitest'
import { temporaryDirectory } from '../support/server-process.ts'
import { makeStar, type Star } from '../support/star.ts'
import { eventually, root } from '../support/vonggac.ts'

/** Units of a province. */
const SITES = 33
/** What a test of all of them may take, ms. */
const LIMIT_MS = 90_000

const main = join(root, 'packages', 'cli', 'bin', 'vonggac.js')

function configuration({ sites }: Star, dir: string) {
  const document = {
    providers: [{ id: 'vnpt', name: 'VNPT' }],
    sites: [
      { id: 'hub', name: 'Hub', kind: 'hub' },
      ...sites.map(({ id, router, endpoint, server }) => ({
        id,
        name: id,
        links: [
          { id: 'vnpt', provider: 'vnpt', gateway: router, bandwidth: '50Mbps', device: 'rt1', interface: 'wan0' },
        ],
        devices: [
          { id: 'rt1', role: 'router', address: router, snmp: 'wan' },
          { id: 'vc1', role: 'conference-endpoint', address: endpoint, sip: true, h323: true },
          { id: 'srv1', role: 'server', address: server, agent: true },
        ],
      })),
    ],
    snmp: { credentials: { wan: { version: '2c', community: { env: 'COMMUNITY' } } } },
    // The reflectors answer at the third address; those of this configuration only say where they are.
    agents: [
      {
        id: 'hub',
        site: 'hub',
        hub: true,
        collector: { url: 'http://127.0.0.1:8480' },
        spool: { path: join(dir, 'spool.db') },
      },
      ...sites.map(({ id, hubAddress }) => ({
        id,
        site: id,
        reflector: { listen: '0.0.0.0:862', peers: [hubAddress] },
      })),
    ],
    collector: { listen: '127.0.0.1:8480', data: join(dir, 'data'), trustLoopback: true },
  }
  mkdirSync(join(dir, 'config'))
  writeFileSync(join(dir, 'config', 'all.yaml'), JSON.stringify(document))
  return join(dir, 'config')
}

test('of 33 sites in namespaces the one whose link loses packets is not ready, and no other', async () => {
  using directory = temporaryDirectory('preflight')
  await using star = await makeStar(SITES)
  const config = configuration(star, directory.path)
  const env = { COMMUNITY: 'public' }
  const collector = star.hub.start(process.execPath, [main, 'collector', '--config', config], env)
  const agent = star.hub.start(process.execPath, [main, 'agent', '--config', config, '--id', 'hub'], env)
  const saying = () => `${collector.output()}\n${agent.output()}`.slice(-2_000)
  await eventually(async () => (/agent started/.test(agent.output()) ? true : undefined), {
    withinMs: 60_000,
    what: 'the start of the agent',
  }).catch((error) => {
    throw new Error(saying(), { cause: error })
  })

  /** `vonggac preflight` at the hub; whatever its exit code, what it prints. */
  const preflight = async () => {
    const command = `${process.execPath} ${main} preflight --all --json; echo "exit $?" >&2`
    const text = await star.hub.exec('sh', '-c', command)
    return JSON.parse(text) as Preflight
  }
  const notReady = ({ sites }: Preflight) =>
    sites
      .filter(({ verdict }) => verdict !== 'ready')
      .map(({ site, verdict, reasons }) => [site, verdict, reasons.map(({ code }) => code)])

  star.sites[6]!.lose(5)
  const lossy = await preflight()
  expect(lossy.state, `${lossy.error} ${saying()}`).toBe('done')
  expect(lossy.sites).toHaveLength(SITES)
  expect(notReady(lossy)).toEqual([['site7', 'not-ready', ['loss']]])
  expect(lossy.sites[6]!.reasons[0]!.text.en).toMatch(/^\d(\.\d)? % of the packets lost \(toward the site\)$/)
  expect(lossy.finished_at! - lossy.started_at).toBeLessThan(LIMIT_MS)

  star.sites[6]!.lose(0)
  const clean = await preflight()
  expect(notReady(clean)).toEqual([])
  expect(clean.verdict).toBe('ready')
  expect(Object.keys(clean.sites[0]!.figures)).toEqual(
    expect.arrayContaining(['loss_forward_pct', 'jitter_forward_ms', 'rtt_ms', 'mos', 'free_bps']),
  )
}, 240_000)
