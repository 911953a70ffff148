import type { servicesVi } from './services-vi.ts'

/** Words of the pages of services, in English. */
export const servicesEn: typeof servicesVi = {
  title: 'Services',
  service: 'Service',
  site: 'Site',
  none: 'No service is configured yet.',
  noneHint: 'Say what people use (e-mail, conferencing, Q-Office…) in services.yaml.',
  states: { up: 'Up', degraded: 'Degraded', down: 'Down', unknown: 'Unknown', closed: 'Outside its hours' },
  kinds: {
    mail: 'e-mail',
    conferencing: 'conferencing',
    web: 'web',
    'document-exchange': 'document exchange',
    other: 'other',
  },
  cause: 'Cause',
  availability: 'Availability',
  today: 'Today',
  days7: '7 days',
  days30: '30 days',
  month: 'This month',
  outages: 'Outages of the last 30 days',
  noOutages: 'None.',
  goesOn: 'goes on',
  incident: 'See the incident',
  decides: 'decides',
}
