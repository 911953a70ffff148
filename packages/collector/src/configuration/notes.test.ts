import { expandChecks } from '@vonggac/model/inventory'
import { expect, test } from 'vitest'
import { smallConfig } from '../testing/test-app.ts'
import { notesOf } from './notes.ts'

const now = Date.UTC(2026, 10, 26, 12)
const placesOf = (id: string, more: Record<string, unknown>) => {
  const config = smallConfig(more)
  return notesOf(config, expandChecks(config), now).find((note) => note.id === id)?.places
}

test('who can be told in any way has an address', () => {
  const people = [
    { id: 'an', name: 'An', phone: '0235 1' },
    { id: 'binh', name: 'Bình', email: 'binh@example.gov.vn' },
    { id: 'chi', name: 'Chi', telegram: '12345' },
    { id: 'dung', name: 'Dũng', zalo: '12345' },
    { id: 'em', name: 'Em' },
  ]
  expect(placesOf('no-address', { oncall: { people } })).toEqual(['oncall.people.em'])
  expect(placesOf('no-address', { oncall: { people: people.slice(0, 4) } })).toBeUndefined()
})

test('maintenance is over a day after its end, however that is said', () => {
  const match = ['tam-ky/**']
  const maintenance = [
    { id: 'ended', match, start: '2026-11-20T22:00', end: '2026-11-21T02:00' },
    { id: 'lasted', match, start: '2026-11-20T22:00', duration: '4h' },
    { id: 'today', match, start: '2026-11-26T01:00', duration: '4h' },
    { id: 'nightly', match, start: '2026-11-01T00:00', hours: '01:00-03:00' },
    { id: 'nightly-until', match, hours: '01:00-03:00', end: '2026-11-20T00:00' },
  ]
  expect(placesOf('over', { alerts: { maintenance } })).toEqual([
    'alerts.maintenance.ended',
    'alerts.maintenance.lasted',
    'alerts.maintenance.nightly-until',
  ])
})
