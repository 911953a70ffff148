import type { AlertEvent, Incident } from '@vonggac/alerting'
import { silentLog } from '@vonggac/model'
import { fakeClock } from '@vonggac/model/fake-clock'
import { expect, onTestFinished, test } from 'vitest'
import { recordEvents } from '../state/incident-record.ts'
import { findIncident } from '../state/incidents.ts'
import { enqueue } from '../state/outbox.ts'
import { openState } from '../state/state.ts'
import { smallConfig } from '../testing/test-app.ts'
import { openAckLinks } from './ack-links.ts'
import { ackPage } from './ack-page.ts'

const T = 1_790_000_000_000
const STORM = 'storm-critical-sms-an-abc'
const receiver = { channel: 'sms', person: null }

const incident = (id: string): Incident => ({
  id,
  node: id.replace('.', '/'),
  site: id.slice(0, 1),
  cause: 'link',
  severity: 'critical',
  title: { vi: `Mất kết nối ${id}`, en: `Link down <${id}>` },
  since: T,
  openedAt: T,
  resolvedAt: null,
  members: [],
})
const opened = (id: string): AlertEvent => ({ kind: 'opened', at: T, incident: incident(id), reason: 'need-met: lost' })

/** Three incidents that a message told together. */
async function storm() {
  const clock = fakeClock(T)
  const state = await openState(':memory:')
  onTestFinished(() => state.destroy())
  const ids = ['a.vnpt-1', 'b.vnpt-1', 'c.vnpt-1']
  for (const id of ids) await recordEvents(state, [opened(id)], { by: null, reopenMs: 0, impacts: new Map() })
  const message = {
    kind: 'storm' as const,
    incident: incident(STORM),
    incidents: ids,
    subject: '',
    text: '',
    link: null,
  }
  await enqueue(state, [{ key: `${STORM}:opened:sms`, channel: 'sms', message }], T)
  const links = await openAckLinks({ config: smallConfig(), state, clock, log: silentLog })
  const acked: string[] = []
  return {
    state,
    links,
    acked,
    token: links.pathFor(STORM, receiver, T).slice('/a/'.length),
    acknowledge: async (id: string, by: string) => {
      acked.push(`${id} ${by}`)
      await state.updateTable('incidents').set({ acked_by: by, acked_at: T }).where('id', '=', id).execute()
      return (await findIncident(state, id))!
    },
  }
}

test('the link of a storm shows all of its incidents, acknowledges those that nobody has, and is good once', async () => {
  const at = await storm()
  await at.acknowledge('b.vnpt-1', 'Bình')
  const found = await at.links.look(at.token)
  expect(found).toMatchObject({ state: 'good', incidents: [{ id: 'a.vnpt-1' }, { id: 'c.vnpt-1' }] })
  const page = ackPage(found, 'Asia/Ho_Chi_Minh')
  expect(page).toContain('2 sự cố')
  expect(page).toContain('Link down &#60;a.vnpt-1&#62;')
  expect(page).toContain('nhận xử lý tất cả các sự cố này')
  at.acked.length = 0
  expect(await at.links.use(at.token, at.acknowledge)).toMatchObject({ state: 'done', incidents: [{}, {}] })
  expect(at.acked).toEqual(['a.vnpt-1 sms', 'c.vnpt-1 sms'])
  expect(await at.links.use(at.token, at.acknowledge)).toMatchObject({ state: 'used' })
  expect(at.acked).toHaveLength(2)
})

test('a storm that is over has nothing to acknowledge, and one that we never told is unknown', async () => {
  const at = await storm()
  await at.state.updateTable('incident_runs').set({ resolved_at: T }).execute()
  await at.state.updateTable('incidents').set({ resolved_at: T }).execute()
  expect(await at.links.look(at.token)).toMatchObject({ state: 'resolved' })
  const other = at.links.pathFor('storm-critical-sms-xyz', receiver, T).slice('/a/'.length)
  expect(await at.links.look(other)).toEqual({ state: 'unknown' })
})
