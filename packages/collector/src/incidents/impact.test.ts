import type { AlertEvent, Incident } from '@vonggac/alerting'
import { topologyOf } from '@vonggac/model/inventory'
import { expect, test } from 'vitest'
import { smallConfig } from '../testing/test-app.ts'
import { createImpacts } from './impact.ts'

const config = smallConfig()
const link = topologyOf(config).nodes.find(({ kind }) => kind === 'link')!
const incident: Incident = {
  id: 'one',
  node: link.id,
  site: link.site,
  cause: 'link',
  severity: 'warning',
  title: { vi: 'Chất lượng kém', en: 'Link degraded' },
  since: 1,
  openedAt: 2,
  resolvedAt: null,
  members: [`${link.id}/icmp@hub`],
}
const engine = { open: [incident], services: [] }
const impacts = createImpacts({ config, topology: topologyOf(config), engine })
const event = (reason: string): AlertEvent => ({ kind: 'updated', at: 3, incident, reason })

test('a link that fails takes its site with it, and one that is only poor takes nothing', () => {
  expect(
    impacts([event('escalated: lost')])
      .get('one')
      ?.sites.map(({ id }) => id),
  ).toEqual([link.site])
  expect(impacts([event('warn-met: loss 8 %')]).get('one')?.sites).toEqual([])
})

test('that more is known of its cause changes nothing of what is lost: a poor link is not cut off by it', () => {
  expect(impacts([event('attributed: confirmed cause: link (80 %)')]).size).toBe(0)
})
