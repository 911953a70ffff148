import type { Broken } from './good.ts'

/** People who are right, and the rotas of a case. */
const oncall = (rotas: string): string => `oncall:
  people: [{id: an, name: An}, {id: binh, name: Bình}]
  rotas:
${rotas}`

export const brokenRotas: readonly Broken[] = [
  {
    name: 'has rotas of people, schedules and days off that there are not',
    add: oncall(`    - id: network
      layers:
        - {people: [anh, binh], from: "2026-11-02 08:00"}
        - {people: [an], from: "2026-11-02 08:00", schedule: offic, holidays: true}
      overrides: [{person: chi, from: "2026-12-24 08:00", to: "2026-12-25 08:00"}]`),
    says: [
      '19:21: oncall.rotas.network.layers[0].people[0]: there is no person `anh`; did you mean `an`?',
      '20:62: oncall.rotas.network.layers[1].schedule: there is no schedule `offic`; there are none yet',
      '20:79: oncall.rotas.network.layers[1].holidays: which days are off? Add `holidays` to the rota, such as `holidays: vn`',
      '21:28: oncall.rotas.network.overrides[0].person: there is no person `chi`; there are: an, binh',
    ],
  },
  {
    name: 'has rotas that cannot be read',
    add: oncall(`    - id: network
      timezone: Hanoi
      layers:
        - {people: [], every: 3 moons, from: tomorrow}
        - {people: [an], every: 2d, from: "2026-11-02 08:00", to: "2026-11-03 08:00", holidays: false}
        - {people: [an], from: "2026-11-02T08:00", to: "2026-11-02 08:00"}
        - {people: [an, binh], every: 1d}
      overrides: [{person: an, from: "2026-12-25 08:00", to: "2026-12-24 08:00"}]
    - {id: network, layers: []}`),
    says: [
      '18:17: oncall.rotas.network.timezone: expected a time zone such as Asia/Ho_Chi_Minh',
      '20:20: oncall.rotas.network.layers[0].people: expected at least one person',
      '20:31: oncall.rotas.network.layers[0].every: expected days or weeks, such as 1d, 1w or 2w',
      "20:46: oncall.rotas.network.layers[0].from: expected a day and a time, such as '2026-11-02 08:00'",
      '21:97: oncall.rotas.network.layers[1].holidays: expected `true`: this layer takes the days off',
      '21:97: oncall.rotas.network.layers[1].holidays: which days are off? Add `holidays` to the rota, such as `holidays: vn`',
      '22:56: oncall.rotas.network.layers[2].to: expected a moment after `from`',
      "23:11: oncall.rotas.network.layers[3].from: is missing; expected a day and a time, such as '2026-11-02 08:00', for turns of several people",
      '24:62: oncall.rotas.network.overrides[0].to: expected a moment after `from`: nobody is on call in no time',
      '25:12: oncall.rotas.network.id: another rota has the id `network`, at c.yaml:17; give this one an id of its own',
      '25:29: oncall.rotas.network.layers: expected at least one layer',
    ],
  },
  {
    name: 'has two overrides for the same time',
    add: oncall(`    - id: network
      layers: [{people: [an, binh], from: "2026-11-02 08:00"}]
      overrides:
        - {person: an, from: "2026-12-24 08:00", to: "2026-12-25 08:00"}
        - {person: binh, from: "2026-12-25T08:00", to: "2026-12-26 08:00"}
        - {person: binh, from: "2026-12-24T07:00", to: "2026-12-24T08:01"}`),
    says: [
      '22:11: oncall.rotas.network.overrides[2]: is for the same time as the override at c.yaml:20; who shall it be?',
    ],
  },
  {
    name: 'has quiet hours in which even what is critical waits, and such without an end',
    add: `oncall:
  people:
    - {id: an, name: An, quiet: {hours: "22:00-06:00", below: warning}}
    - {id: binh, name: Bình, quiet: {hours: "06:00-22:00,20:00-07:00"}}`,
    says: [
      '16:63: oncall.people.an.quiet.below: expected `critical`: that always comes through',
      '17:45: oncall.people.binh.quiet.hours: expected hours that leave time in which something can be told',
    ],
  },
]
