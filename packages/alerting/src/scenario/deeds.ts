import { globMatcher } from '@vonggac/model'
import { plannedWork } from '@vonggac/model/inventory'
import type { Deed, Place, Scenario } from '@vonggac/model/scenario'
import type { Incident, MaintenanceWindow } from '../contract.ts'
import type { Agenda } from './agenda.ts'
import type { Channels } from './channels.ts'
import type { Collector } from './collector.ts'
import type { TimePlan } from './moments.ts'

/** What deeds act on. */
export interface Stage {
  readonly agenda: Agenda
  readonly collector: Collector
  readonly channels: Channels
  readonly plan: TimePlan
  /** Takes down what was done. */
  readonly tell: (text: string) => void
  /** Takes down what could not be done: the scenario is wrong, or something else is. */
  readonly fail: (place: Place, text: string) => void
}

/** Plans everything that people and circumstances do in a scenario. */
export function planDeeds({ events, config }: Scenario, stage: Stage): void {
  const maintenance: MaintenanceWindow[] = plannedWork(config, stage.agenda.now, stage.plan.end)
  const silences: MaintenanceWindow[] = []
  if (maintenance.length > 0) stage.collector.quiet({ maintenance, silences })
  for (const event of events) {
    if (event.kind !== 'deed') continue
    const { deed, place } = event
    stage.agenda.plan(stage.plan.at(deed.at), () => {
      stage.tell(wordsOf(deed))
      switch (deed.do) {
        case 'restart':
        case 'kill':
          return stage.collector.restart({ killed: deed.do === 'kill', until: stage.agenda.now + deed.for })
        case 'maintenance':
        case 'silence': {
          const windows = deed.do === 'maintenance' ? maintenance : silences
          windows.push(windowOf(deed, windows.length, stage))
          return stage.collector.quiet({ maintenance: [...maintenance], silences: [...silences] })
        }
        case 'channel-down':
          return breakChannels(
            deed,
            config.oncall.channels.map(({ id }) => id),
            stage,
          )
        case 'clock-jump':
          return setClock(deed, stage)
        default:
          return actOnIncidents(deed, place, stage)
      }
    })
  }
}

/** When something ends that lasts; the end of the scenario where it does not say. */
function endOf(deed: Extract<Deed, { until?: unknown }>, { plan }: Stage): number {
  const from = plan.at(deed.at)
  return deed.for !== undefined ? from + deed.for : deed.until ? plan.at(deed.until) : plan.end + 1
}

function windowOf(
  deed: Extract<Deed, { do: 'maintenance' | 'silence' }>,
  nth: number,
  stage: Stage,
): MaintenanceWindow {
  const from = stage.plan.at(deed.at)
  return { id: deed.name ?? `${deed.do}-${nth + 1}`, from, to: endOf(deed, stage), match: deed.targets }
}

function breakChannels(deed: Extract<Deed, { do: 'channel-down' }>, ids: readonly string[], stage: Stage): void {
  const globs = deed.channel.map(globMatcher)
  const mends = ids.filter((id) => globs.some((matches) => matches(id))).map((id) => stage.channels.fail(id, deed.mode))
  stage.agenda.plan(endOf(deed, stage), () => {
    for (const mend of mends) mend()
  })
}

function setClock(deed: Extract<Deed, { do: 'clock-jump' }>, stage: Stage): void {
  stage.collector.setClock(deed.by)
  if (deed.for !== undefined || deed.until)
    stage.agenda.plan(endOf(deed, stage), () => stage.collector.setClock(-deed.by))
}

function actOnIncidents(deed: Extract<Deed, { incident: readonly string[] }>, place: Place, stage: Stage): void {
  const globs = deed.incident.map(globMatcher)
  const meant = ({ node, id, site }: Incident) => globs.some((matches) => matches(node) || matches(id) || matches(site))
  const open = stage.collector.engine.open.filter(meant)
  if (open.length === 0) {
    const others = stage.collector.engine.open.map(({ node }) => node).join(', ') || 'none'
    stage.fail(place, `\`${deed.do}\` finds no open incident of ${deed.incident.join(', ')} (open: ${others})`)
  }
  for (const { id } of open) {
    stage.collector.act(({ engine, pager, now }) => {
      if (deed.do === 'ack') return { paged: pager.acknowledge(id, deed.by, now) }
      if (deed.do === 'snooze') return { paged: pager.snooze(id, now + deed.for, deed.by, now) }
      return { events: engine.resolve(id, now, deed.by) }
    })
  }
}

function wordsOf(deed: Deed): string {
  switch (deed.do) {
    case 'ack':
    case 'resolve':
    case 'snooze':
      return `${deed.do} ${deed.incident.join(', ')} by ${deed.by}`
    case 'maintenance':
    case 'silence':
      return `${deed.do} of ${deed.targets.join(', ')}`
    case 'channel-down':
      return `channel ${deed.channel.join(', ')} is down (${deed.mode})`
    case 'clock-jump':
      return `the collector's clock jumps by ${deed.by / 1_000} s`
    default:
      return `the collector: ${deed.do}`
  }
}
