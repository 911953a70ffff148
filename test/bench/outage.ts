import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startCollector } from '@vonggac/collector'
import { silentLog, systemClock } from '@vonggac/model'
import { type Config, configSchema, loadConfig, planFor } from '@vonggac/model/inventory'
import { DEMO_COMMUNITY, DEMO_COMMUNITY_ENV, onLoopback, simulatedDevices, startTestbed } from '@vonggac/testbed'
import { eventually, root, startVonggac } from '../support/vonggac.ts'
import { startWebhookReceiver } from '../support/webhook-receiver.ts'
import type { Figure } from './main.ts'

const ROUNDS = 10

/** From a link's going silent to the webhook's having the page, as shipped: default intervals, one incident at a time. Needs root. */
export async function run(): Promise<Figure[]> {
  const dir = mkdtempSync(join(tmpdir(), 'bench-outage-'))
  try {
    await using webhook = await startWebhookReceiver()
    const config = onLoopback(withWebhook(loadConfig(join(root, 'config')).config!, webhook.url))
    await using testbed = await startTestbed({ devices: simulatedDevices(config), clock: systemClock, log: silentLog })
    await using collector = await startCollector({
      config,
      clock: systemClock,
      log: silentLog,
      dataDir: dir,
      listen: '127.0.0.1:0',
      secret: () => DEMO_COMMUNITY,
    })
    const agent = {
      collector: { url: collector.url },
      spool: { path: join(dir, 'spool.db'), maxBytes: 1e8, maxAge: 1e9 },
    }
    writeFileSync(join(dir, 'plan.json'), JSON.stringify({ plan: planFor(config, 'hub'), agent }))
    await using _ = startVonggac(['agent', '--plan', join(dir, 'plan.json')], { [DEMO_COMMUNITY_ENV]: DEMO_COMMUNITY })
    await sleep(15_000)

    const seconds: number[] = []
    const links = config.sites.filter((site) => site.links.length === 1).slice(0, ROUNDS)
    for (const site of links) {
      // Away from the packets' own rhythm.
      await sleep(1_000 + Math.random() * 1_000)
      const target = `${site.id}/${site.links[0]!.id}`
      const cutAt = Date.now()
      await testbed.cut(target)
      const page = await eventually(
        async () => webhook.pages.find(({ kind, incident }) => kind === 'opened' && incident.node === target),
        { everyMs: 5, what: `the page for ${target}` },
      )
      seconds.push((page.at - cutAt) / 1_000)
      await testbed.mend(target)
    }
    seconds.sort((a, b) => a - b)
    return [
      { name: 'outage_to_webhook_median', value: (seconds[ROUNDS / 2 - 1]! + seconds[ROUNDS / 2]!) / 2, unit: 's' },
      { name: 'outage_to_webhook_worst', value: seconds.at(-1)!, unit: 's' },
      {
        name: 'outage_pages_too_many',
        value: webhook.pages.filter(({ kind }) => kind === 'opened').length - ROUNDS,
        unit: 'pages',
      },
    ]
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

function withWebhook(config: Config, url: string): Config {
  const channel = { id: 'bench', kind: 'webhook' as const, url, headers: {}, timeout: 5_000 }
  return {
    ...config,
    sites: config.sites.map((site) => ({
      ...site,
      devices: site.devices.map((device) => ({ ...device, agent: false })),
    })),
    oncall: { ...config.oncall, channels: [channel], notify: [{ channels: [channel.id] }] },
    collector: configSchema.shape.collector.parse({ trustLoopback: true }),
  }
}
