import type { Broken } from './good.ts'

const schedules = (one: string) => `schedules:\n  - {id: office, ${one}}\n`

/** What can be wrong with schedules and what names them. */
export const brokenSchedules: readonly Broken[] = [
  {
    name: 'has hours that are none',
    add: schedules('hours: "7-11"'),
    says: ['15:25: schedules.office.hours: expected hours such as "07:30-11:30,13:30-17:00", in quotes'],
  },
  {
    name: 'has hours beyond the day',
    add: schedules('hours: "07:30-25:00"'),
    says: ['15:25: schedules.office.hours: expected hours such as "07:30-11:30,13:30-17:00", in quotes'],
  },
  {
    name: 'has a day that is none',
    add: schedules('days: [monday]'),
    says: ['15:25: schedules.office.days[0]: expected days of the week: sun, mon, tue, wed, thu, fri, sat'],
  },
  {
    name: 'has hours and times',
    add: schedules('hours: "07:30-11:30", at: "02:00"'),
    says: ['15:44: schedules.office.at: expected only one of `hours` and `at`'],
  },
  {
    name: 'turns times round',
    add: schedules('at: "02:00", invert: true'),
    says: ['15:39: schedules.office.invert: expected no `invert` with `at`: what runs at a time has no outside'],
  },
  {
    name: 'has a time zone that is none',
    add: schedules('timezone: Asia/Hanoi'),
    says: ['15:28: schedules.office.timezone: expected a time zone such as Asia/Ho_Chi_Minh'],
  },
  {
    name: 'names a schedule that there is not',
    add: `${schedules('hours: "07:30-11:30"')}checks: [{match: "**", schedule: offcie}]\n`,
    says: ['16:34: checks[0].schedule: there is no schedule `offcie`; did you mean `office`?'],
  },
  {
    name: 'has a holiday that is no date',
    add: 'holidays: [{id: vn, dates: [2026-02-30]}]\n',
    says: [
      '14:29: holidays.vn.dates[0]: expected a date such as 2026-09-02, or the first and last of several: 2026-02-14..2026-02-22',
    ],
  },
]
