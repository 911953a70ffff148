import type { onCallVi } from './on-call-vi.ts'

/** Words of the page of who is on call, in English. */
export const onCallEn: typeof onCallVi = {
  title: 'On call',
  hint: 'Who is on call, who comes next, and whether the channels that reach people work.',
  now: 'On call now',
  nobody: 'nobody',
  until: (moment) => `until ${moment}`,
  next: 'Next',
  noRotas: 'There is no rota yet. Enter one in oncall.yaml.',
  shifts: 'The next two weeks',
  person: 'Person',
  from: 'From',
  to: 'To',
  override: 'stands in',
  calendar: 'iCalendar',
  channels: 'Channels',
  noChannels: 'There is no channel yet: nobody is told.',
  channel: 'Channel',
  kind: 'Kind',
  lastDelivered: 'Last delivered',
  states: { ok: 'Works', failing: 'Fails', unused: 'Not used yet' },
  test: 'Send a test',
  testing: 'Sending…',
  delivered: (seconds) => `Delivered (${seconds} s)`,
  failed: (why) => `Not delivered: ${why}`,
}
