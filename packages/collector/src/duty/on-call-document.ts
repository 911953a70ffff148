import { shiftAt, shiftsOf } from '@vonggac/alerting'
import { DAY_MS, type Gap, type Rota, type Shift } from '@vonggac/model'
import type { Config } from '@vonggac/model/inventory'
import type { OnCallDocument, PersonOnCall, RotaOnCall, ShiftOnCall } from '../api-types.ts'
import type { OnCallBook } from './on-call-book.ts'

/** Who is on call at a moment, and in the days after it. */
export function onCallDocument(
  book: OnCallBook,
  config: Config,
  { at, days, rota }: { readonly at: number; readonly days: number; readonly rota?: string | undefined },
): OnCallDocument {
  const personOf = (id: string): PersonOnCall => ({
    id,
    name: config.oncall.people.find((one) => one.id === id)?.name ?? id,
  })
  const shown = ({ person, from, to, ...more }: Shift | Gap): ShiftOnCall => ({
    person: person === null ? null : personOf(person),
    from,
    to,
    override: 'override' in more ? more.override : null,
  })
  const onCall = book.current()
  const rotaOf = ({ id, zone }: Rota): RotaOnCall => {
    const shifts = shiftsOf(onCall, id, { from: at, to: at + days * DAY_MS })
    const now = shiftAt(onCall, id, at)
    const next = shifts.find(({ from, person }) => from > at && person !== (now?.person ?? null))
    return {
      id,
      timezone: zone,
      now: now ? shown(now) : null,
      next: next ? shown(next) : null,
      shifts: shifts.map(shown),
    }
  }
  return {
    at,
    rotas: onCall.rotas.filter(({ id }) => rota === undefined || id === rota).map(rotaOf),
    people: config.oncall.people.map(({ id }) => personOf(id)),
    overrides: book.overrides
      .filter(({ to }) => to > at)
      .map(({ id, rota, person, from, to, by, comment }) => ({
        id,
        rota,
        person: personOf(person),
        from,
        to,
        by,
        comment,
      })),
  }
}
