import { expect, test } from 'vitest'
import { scheduleOf } from './schedule-of.ts'
import { configSchema } from './schema.ts'

const config = configSchema.parse({
  organisation: { name: 'Org', timezone: 'Asia/Tokyo' },
  sites: [
    { id: 'hub', name: 'Hub', kind: 'hub' },
    { id: 'abroad', name: 'Abroad', timezone: 'Europe/Paris' },
  ],
  schedules: [
    { id: 'office', hours: '07:30-17:00' },
    { id: 'fixed', hours: '07:30-17:00', timezone: 'UTC' },
  ],
})

test.for([
  ['a site that says nothing has the clocks of the organisation', 'office', 'hub', 'Asia/Tokyo'],
  ['a site may have clocks of its own', 'office', 'abroad', 'Europe/Paris'],
  ['what belongs to no site has the clocks of the organisation', 'office', undefined, 'Asia/Tokyo'],
  ['a schedule may have clocks of its own', 'fixed', 'abroad', 'UTC'],
] as const)('%s', ([, id, site, zone]) => {
  expect(scheduleOf(config, id, site)).toMatchObject({ id, zone })
})
