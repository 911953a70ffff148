import type { AlertEvent, Incident } from '@vonggac/alerting'
import type { Check, CheckReport } from '@vonggac/model'
import type { Attachment } from '../state/attachments.ts'

/** A line for an incident's timeline that no decision of the engine stands behind. */
export interface IncidentNote {
  readonly incident: string
  /** Unix epoch ms. */
  readonly at: number
  readonly text: string
  readonly attachment?: Attachment
}

/** Tells the incident of a node what traceroute has found of the way there. */
export interface PathNotes {
  /** Takes every report; those of a traceroute are looked at. `open`: the incidents as they are now. */
  seen(report: CheckReport, open: () => readonly Incident[]): void
  /** Takes what the engine decided. */
  decided(events: readonly AlertEvent[]): void
  /** Hands out, once, what belongs on timelines. */
  take(): readonly IncidentNote[]
}

/** A path that was traced so long before an incident began, or less, tells something about it, ms. */
const BEFORE_MS = 60_000

/** In memory only: after a restart in the middle of an outage a note may be missing, and nothing else. */
export function createPathNotes(checks: readonly Check[]): PathNotes {
  const nodes = new Map(checks.filter(({ kind }) => kind === 'traceroute').map(({ id, node }) => [id, node]))
  /** The last path of each node that told something: it may come before the incident that it explains. */
  const last = new Map<string, CheckReport>()
  /** What was noted last, by incident: the same is not said again every ten minutes. */
  const said = new Map<string, string>()
  let notes: IncidentNote[] = []

  const note = ({ id, since, resolvedAt }: Incident, report: CheckReport | undefined) => {
    if (!report || resolvedAt !== null || report.at < since - BEFORE_MS || said.get(id) === report.detail) return
    said.set(id, report.detail)
    notes.push({ incident: id, at: report.at, text: `${report.check}: ${report.detail}` })
  }
  return {
    seen(report, open) {
      const node = nodes.get(report.check)
      if (node === undefined) return
      if (report.status !== 'fail' && !/\bpath changed\b/.test(report.detail)) return void last.delete(node)
      last.set(node, report)
      for (const incident of open()) if (incident.node === node) note(incident, report)
    },
    decided(events) {
      for (const event of events) {
        if (event.kind === 'opened') note(event.incident, last.get(event.incident.node))
        if (event.kind === 'resolved') said.delete(event.incident.id)
      }
    },
    take() {
      const taken = notes
      notes = []
      return taken
    },
  }
}
