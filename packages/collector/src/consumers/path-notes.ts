import type { AlertEvent, Incident } from '@vonggac/alerting'
import type { Check, CheckReport, Point } from '@vonggac/model'
import { pathDocument } from '../incidents/path-document.ts'
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
  /**
   * Takes every report; those of a traceroute are looked at. `open`: the incidents as they are now; `hops`: the points of
   * measurement `path` that came with it, of any target.
   */
  seen(report: CheckReport, open: () => readonly Incident[], hops?: readonly Point[]): void
  /** Takes what the engine decided. */
  decided(events: readonly AlertEvent[]): void
  /** Hands out, once, what belongs on timelines. */
  take(): readonly IncidentNote[]
}

/** A path that was traced so long before an incident began, or less, tells something about it, ms. */
const BEFORE_MS = 60_000

/** A path that told something, with its hops where they came with it. */
interface Seen {
  readonly report: CheckReport
  readonly attachment: Attachment | undefined
}

/** In memory only: after a restart in the middle of an outage a note may be missing, and nothing else. */
export function createPathNotes(checks: readonly Check[]): PathNotes {
  const traced = new Map(checks.filter(({ kind }) => kind === 'traceroute').map((check) => [check.id, check]))
  /** The last path of each node that told something: it may come before the incident that it explains. */
  const last = new Map<string, Seen>()
  /** What was noted last, by incident: the same is not said again every ten minutes. */
  const said = new Map<string, string>()
  let notes: IncidentNote[] = []

  const note = ({ id, since, resolvedAt }: Incident, found: Seen | undefined) => {
    if (!found || resolvedAt !== null) return
    const { report, attachment } = found
    if (report.at < since - BEFORE_MS || said.get(id) === report.detail) return
    said.set(id, report.detail)
    const text = `${report.check}: ${report.detail}`
    notes.push({ incident: id, at: report.at, text, ...(attachment && { attachment }) })
  }
  return {
    seen(report, open, hops = []) {
      const check = traced.get(report.check)
      if (check === undefined) return
      const { node } = check
      if (report.status !== 'fail' && !/\bpath changed\b/.test(report.detail)) return void last.delete(node)
      const found = { report, attachment: pathDocument(check, report, hops) }
      last.set(node, found)
      for (const incident of open()) if (incident.node === node) note(incident, found)
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
