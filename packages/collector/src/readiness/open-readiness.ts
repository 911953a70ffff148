import { randomBytes } from 'node:crypto'
import type { Clock } from '@vonggac/model'
import type { Meeting, MeetingsDocument } from '../api-types.ts'
import type { By } from '../state/audit.ts'
import { addMeeting, cancelMeeting, enteredMeetings, type NewMeeting, preflightsOf } from '../state/readiness.ts'
import { BOOK_RANGE, type MeetingBookDeps, openMeetingBook, type PlannedMeeting } from './meeting-book.ts'
import { startMeetingClock } from './meeting-clock.ts'
import { createOrderDesk, type OrderDesk } from './order-desk.ts'
import { openPreflightDesk, type PreflightDeps, type PreflightDesk } from './preflight-desk.ts'

/** Meetings, the tests before them, and the orders to agents that they are made of. */
export interface Readiness extends AsyncDisposable {
  readonly orders: OrderDesk
  readonly desk: PreflightDesk
  /** Every meeting of a week ago to five weeks ahead. */
  list(): Promise<MeetingsDocument>
  find(id: string): Promise<Meeting | undefined>
  /** Enters a meeting; its id. */
  enter(meeting: NewMeeting, by: By): Promise<string>
  /** Whether there was such a meeting to call off: only those that were entered can be. */
  cancel(id: string, by: By): Promise<boolean>
}

type ReadinessDeps = Omit<PreflightDeps, 'orders'> & MeetingBookDeps

export async function openReadiness(deps: ReadinessDeps): Promise<Readiness> {
  const { state, clock } = deps
  await using stack = new AsyncDisposableStack()
  const orders = createOrderDesk(clock)
  const book = stack.use(openMeetingBook(deps))
  const desk = stack.use(await openPreflightDesk({ ...deps, orders }))
  const planned = async (): Promise<PlannedMeeting[]> => {
    const now = clock.now()
    const entered = await enteredMeetings(state, now - BOOK_RANGE.back, now + BOOK_RANGE.ahead)
    return [...book.meetings, ...entered].sort((a, b) => a.start - b.start || (a.id < b.id ? -1 : 1))
  }
  stack.use(startMeetingClock({ ...deps, desk, orders, meetings: planned }))
  const shown = async (meetings: readonly PlannedMeeting[]) => {
    const tests = await preflightsOf(
      state,
      meetings.map(({ id }) => id),
    )
    const latest = new Map(
      tests.map(({ meeting, id, verdict, started_at }) => [meeting, { id, verdict, at: started_at }]),
    )
    return meetings.map((meeting) => meetingOf(meeting, latest.get(meeting.id) ?? null, clock))
  }
  const running = stack.move()
  return {
    orders,
    desk,
    list: async () => ({ at: clock.now(), meetings: await shown(await planned()), problems: book.problems }),
    async find(id) {
      const found = (await planned()).find((meeting) => meeting.id === id)
      return found && (await shown([found]))[0]
    },
    async enter(meeting, by) {
      const id = `m-${randomBytes(6).toString('hex')}`
      await addMeeting(state, { ...meeting, id, by, at: clock.now() })
      return id
    },
    cancel: (id, by) => cancelMeeting(state, { id, by, at: clock.now() }),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

const meetingOf = (meeting: PlannedMeeting, preflight: Meeting['preflight'], clock: Clock): Meeting => {
  const now = clock.now()
  const state = now < meeting.start ? 'planned' : now < meeting.end ? 'held' : 'over'
  return { ...meeting, state, preflight }
}
