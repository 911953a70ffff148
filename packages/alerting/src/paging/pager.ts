import { type IncidentEvent, isIncidentEvent } from '../message.ts'
import { isRisen, toldAs } from './broadcast.ts'
import { followClock } from './clock-step.ts'
import { abandon, arrivedLate, endPage, endUnknown, informOf, mayHaveArrived } from './ending.ts'
import { applyHush, hushOf, noHush } from './hush.ts'
import { begunSending, climb, followUp, reviewShifts, stopSending } from './ladder.ts'
import { openPage, unhush, wake, worsen } from './opening.ts'
import { note, nothing, type Page, type Paging } from './page.ts'
import type { Outcome, Pager, PagerDecision, PagerInput } from './pager-contract.ts'
import { policiesOf } from './policy.ts'
import { wayOf } from './receipts.ts'
import { restorePager, savePager } from './snapshot.ts'
import { flushStorms } from './storm.ts'

/**
 * Makes the pager that turns what the engine decided into messages to people. Pure: the same inputs with the same times give
 * the same decisions. Without escalations it tells all channels of everything, as `notify` says.
 * A `snapshot` that is not ours is an error.
 */
export function createPager(input: PagerInput, snapshot?: unknown): Pager {
  const paging: Paging = {
    input,
    policies: policiesOf(input.oncall),
    now: 0,
    pages: new Map(),
    storms: new Map(),
    groups: new Map(),
    hush: noHush,
    out: nothing(),
  }
  if (snapshot !== undefined) restorePager(paging, snapshot)
  let due: { readonly at: number | undefined } | undefined
  const doing = (now: number, work: () => void): PagerDecision => {
    due = undefined
    followClock(paging, now)
    pass(paging)
    work()
    const { out } = paging
    paging.out = nothing()
    return out
  }
  return {
    take: (events, now) =>
      doing(now, () => {
        for (const event of events) if (isIncidentEvent(event)) takeEvent(paging, event)
      }),
    settled: (outcome, now) => doing(now, () => settle(paging, outcome)),
    acknowledge: (id, by, now) => doing(now, () => acknowledge(paging, paging.pages.get(id), by)),
    snooze: (id, until, by, now) => doing(now, () => snooze(paging, paging.pages.get(id), { until, by })),
    hush: (windows, now) =>
      doing(now, () => {
        paging.hush = hushOf(windows)
        for (const page of applyHush(paging)) unhush(paging, page)
      }),
    review: (now) =>
      doing(now, () => {
        for (const page of [...paging.pages.values()]) if (isClimbing(page)) reviewShifts(paging, page)
      }),
    tick: (now) => doing(now, () => {}),
    nextDue() {
      due ??= { at: nextDue(paging) }
      return due.at
    },
    snapshot: () => savePager(paging),
  }
}

/** Lets time pass up to `now`. */
function pass(paging: Paging): void {
  const { now, pages } = paging
  for (const page of applyHush(paging)) unhush(paging, page)
  for (const page of [...pages.values()]) {
    const at = dueOf(page)
    if (at === undefined || at > now) continue
    if (page.end) abandon(paging, page)
    else if (page.snoozedUntil !== null) wake(paging, page)
    else climb(paging, page)
  }
  for (const { page, receipt } of flushStorms(paging)) begunSending(paging, page, receipt)
}

/** Whether people are being told of it, one after the other. */
const isClimbing = ({ end, acknowledged, hushed, snoozedUntil }: Page): boolean =>
  !end && !acknowledged && !hushed && snoozedUntil === null

/** When a page wants time to pass; `undefined`: it waits for none. */
function dueOf({ end, acknowledged, hushed, snoozedUntil, levelAt, chains }: Page): number | undefined {
  if (end) return end.keepUntil
  if (acknowledged || hushed) return undefined
  if (snoozedUntil !== null) return snoozedUntil
  return earliest([levelAt, ...chains.flatMap(({ nextAt, until }) => [nextAt, until])])
}

function nextDue({ pages, storms, hush }: Paging): number | undefined {
  const flushes = [...storms.values()].flatMap(({ openings, endings }) => [openings.flushAt, endings.flushAt])
  const change = pages.size > 0 && hush.nextAt < Number.POSITIVE_INFINITY ? hush.nextAt : null
  return earliest([...[...pages.values()].map(dueOf), ...flushes, change])
}

const earliest = (times: readonly (number | null | undefined)[]): number | undefined => {
  const first = times.reduce<number>((least, at) => Math.min(least, at ?? least), Number.POSITIVE_INFINITY)
  return first === Number.POSITIVE_INFINITY ? undefined : first
}

function takeEvent(paging: Paging, event: IncidentEvent): void {
  const page = paging.pages.get(event.incident.id)
  const told = toldAs(event)
  if (event.kind === 'resolved') {
    if (page) endPage(paging, page, event)
    else if (told) endUnknown(paging, event)
  } else if (!page) {
    if (told === 'opened' || isRisen(told)) openPage(paging, event, told)
  } else if (told === 'flapping') informOf(paging, page, event)
  else if (isRisen(told)) worsen(paging, page, { event, told })
  else page.incident = event.incident
}

function settle(paging: Paging, { key, result }: Outcome): void {
  if (result === 'failed') return
  const ids = paging.groups.get(key) ?? [key.slice(0, Math.max(0, key.indexOf(':')))]
  for (const page of ids.flatMap((id) => paging.pages.get(id) ?? [])) {
    const receipt = page.receipts.find((one) => one.key === key || one.group === key)
    if (!receipt || receipt.state === 'delivered' || (receipt.state === 'withdrawn' && result === 'given-up')) continue
    if (result === 'uncertain') {
      mayHaveArrived(paging, page, receipt)
      continue
    }
    const wasWithdrawn = receipt.state === 'withdrawn'
    receipt.state = result === 'delivered' ? 'delivered' : 'failed'
    if (page.end) {
      if (wasWithdrawn && !receipt.uncertain) arrivedLate(paging, page, receipt)
    } else followUp(paging, page, receipt)
  }
}

function acknowledge(paging: Paging, page: Page | undefined, by: string): void {
  if (!page || page.end || page.acknowledged) return
  page.acknowledged = true
  page.snoozedUntil = null
  const stopped = stopSending(paging, page)
  for (const receipt of stopped)
    note(paging, page, `${wayOf(paging, receipt)}: not delivered, and withdrawn: ${by} takes care`)
  if (page.levelAt !== null) note(paging, page, `${by} takes care: nobody else is told`)
  page.levelAt = null
}

function snooze(paging: Paging, page: Page | undefined, { until, by }: { until: number; by: string }): void {
  if (!page || page.end || page.acknowledged) return
  if (until <= paging.now) {
    if (page.snoozedUntil !== null && !page.hushed) wake(paging, page)
    return
  }
  stopSending(paging, page)
  page.levelAt = null
  page.snoozedUntil = until
  note(paging, page, `${by} wants to be told again later: nobody is told until then`)
}
