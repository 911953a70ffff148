import { statfs } from 'node:fs/promises'
import {
  hearerOf,
  type NewDelivery,
  noticeDeliveries,
  noticeTo,
  noticeToPeople,
  pagerQuestions,
} from '@vonggac/alerting'
import type { Journal } from '@vonggac/journal'
import type { Clock, Log, Name } from '@vonggac/model'
import type { Config } from '@vonggac/model/inventory'
import type { SelfFault } from '../api-types.ts'
import type { Alerting } from '../consumers/alerting-consumer.ts'
import type { StoreWriter } from '../consumers/store-writer.ts'
import type { OnCallBook } from '../duty/on-call-book.ts'
import type { Metrics } from '../metrics.ts'

import { failingChannels, putSelfFaults, selfFaults } from '../state/self-faults.ts'
import type { State } from '../state/tables.ts'
import { startTicker } from '../ticker.ts'
import { faultsOf, type Readings } from './faults.ts'
import { roundOf, type Standing, standingOf } from './telling.ts'
import { unattendedOf } from './unattended.ts'

/** How often the collector looks at itself. */
const EVERY_MS = 10_000

interface Parts {
  readonly config: Config
  readonly journal: Journal
  readonly state: State
  readonly writer: Pick<StoreWriter, 'downSince'>
  readonly alerting: Pick<Alerting, 'position'>
  readonly onCall: OnCallBook
  readonly metrics: Metrics
  readonly clock: Clock
  readonly log: Log
  /** The data directory. */
  readonly dir: string
  /** There is something new in the outbox. */
  readonly wake: () => void
}

/** The collector's dead man's switches: what is wrong with itself, as long as it is. */
export interface SelfWatch extends AsyncDisposable {
  /** What is wrong now, the oldest first. */
  verdicts(): readonly SelfFault[]
}

/**
 * Looks every 10 s, tells people of each fault once and of its end once, by the channels that work. What it knows outlives a
 * restart. Disposing waits for the look that is under way.
 */
export async function startSelfWatch(parts: Parts): Promise<SelfWatch> {
  const { state, clock, log, wake } = parts
  let standing: readonly Standing[] = (await selfFaults(state)).map((row) => standingOf(row, clock.now()))
  let busy = Promise.resolve()
  let isBusy = false
  let failing = false
  const read = reader(parts)

  const look = async () => {
    const readings = await read()
    const { begun, ended, standing: after } = roundOf(standing, faultsOf(readings), readings.at)
    const broken = new Set(readings.failing.map(({ channel }) => channel))
    const news = [
      ...begun.map((one) => noticeOf(one, { parts, broken, at: readings.at, isOver: false })),
      ...ended.map((one) => noticeOf(one, { parts, broken, at: readings.at, isOver: true })),
    ].flat()
    if (begun.length + ended.length > 0) {
      const told = (one: Standing) => [...new Set([...one.told, ...channelsOf(news, idOf(one))])]
      standing = after.map((one) => ({ ...one, told: told(one) }))
      await putSelfFaults(state, { standing: standing.map(rowOf), deliveries: news, at: readings.at })
      for (const { fault } of begun)
        log.warn('something is wrong with the collector', { fault: fault.id, what: fault.title.en })
      for (const { fault } of ended) log.info('the collector is well again', { fault: fault.id })
      if (news.length > 0) wake()
    } else standing = after
    failing = false
  }
  const turn = () => {
    if (isBusy) return
    isBusy = true
    busy = look()
      .catch((error: unknown) => {
        if (!failing) log.error('the collector cannot look at itself', { error })
        failing = true
      })
      .finally(() => {
        isBusy = false
      })
  }
  const ticker = startTicker(clock, EVERY_MS, turn)
  return {
    verdicts: () =>
      standing
        .map(({ fault: { id, severity, title }, since }) => ({ id, severity, title, since }))
        .sort((a, b) => a.since - b.since),
    async [Symbol.asyncDispose]() {
      ticker[Symbol.dispose]()
      await busy
    },
  }
}

/** Looks at everything; remembers how it was at the last look. */
function reader({
  journal,
  state,
  writer,
  alerting,
  onCall,
  config,
  metrics,
  clock,
  dir,
}: Parts): () => Promise<Readings> {
  let last = { at: clock.now(), monotonic: clock.monotonic() }
  let behindSince: number | undefined
  let oldest = 0
  return async () => {
    const now = { at: clock.now(), monotonic: clock.monotonic() }
    const passed = now.monotonic - last.monotonic
    const clockSetMs = now.at - last.at - passed
    last = now
    const { head } = journal.stats()
    // It has caught up when it has read what was the newest when it fell behind.
    if (alerting.position >= head || behindSince === undefined || alerting.position >= oldest) {
      behindSince = alerting.position >= head ? undefined : now.at
      oldest = head
    }
    const disk = await statfs(dir).catch(() => undefined)
    return {
      at: now.at,
      storeDownSince: writer.downSince,
      behindSince,
      behindRecords: head - alerting.position,
      stalledMs: Math.max(0, passed - EVERY_MS),
      clockSetMs,
      journalDown: metrics.journalDown,
      disk: disk && { free: disk.bavail * disk.bsize, size: disk.blocks * disk.bsize },
      unattended: unattendedOf(config.oncall.escalations, onCall.current(), now.at),
      failing: await failingChannels(state),
    }
  }
}

const idOf = ({ fault, since }: Standing): string =>
  `self-${fault.id.replace(/[^a-z0-9]+/g, '-').replace(/^-/, '')}-${since.toString(36)}`

const channelsOf = (deliveries: readonly NewDelivery[], incident: string): string[] =>
  deliveries.filter(({ message }) => message.incident.id === incident).map(hearerOf)

interface Telling {
  readonly parts: Parts
  /** Channels that do not deliver now. */
  readonly broken: ReadonlySet<string>
  readonly at: number
  readonly isOver: boolean
}

/** What is said of a fault: through channels that work; of its end to those who heard of it. */
function noticeOf(standing: Standing, { parts, broken, at, isOver }: Telling): NewDelivery[] {
  const { fault, since, told } = standing
  const { organisation, oncall } = parts.config
  const title: Name = isOver ? { vi: `ĐÃ HẾT: ${fault.title.vi}`, en: `OVER: ${fault.title.en}` } : fault.title
  const notice = {
    id: idOf(standing),
    nth: isOver ? 1 : told.length > 0 ? 2 : 0,
    severity: fault.severity,
    title,
    text: isOver ? { vi: '', en: '' } : fault.text,
    at,
    link: null,
    organisation: organisation.name,
    about: { node: fault.id, cause: 'self' as const, since, resolvedAt: isOver ? at : null },
  }
  if (isOver) return noticeTo(notice, told, oncall)
  const works = (channel: string) => channel !== fault.channel && !broken.has(channel)
  const all = noticeDeliveries(notice, oncall)
  const people = noticeToPeople(notice, { oncall, ...pagerQuestions(parts.onCall.current), works })
  const working = [...all.filter(({ channel }) => works(channel)), ...people]
  const heard = working.length > 0 ? working : all.filter(({ channel }) => channel !== fault.channel)
  return [...new Map(heard.map((one) => [hearerOf(one), one])).values()]
}

const rowOf = ({ fault: { id, severity, title }, since, told }: Standing) => ({
  id,
  since,
  severity,
  title_vi: title.vi,
  title_en: title.en,
  told: JSON.stringify(told),
})
