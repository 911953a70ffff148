import type { Cause, Incident, Message } from '../contract.ts'

/** An incident as Alertmanager takes it: `POST /api/v2/alerts` (https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml). */
export interface Alert {
  /** What it is known by: two alerts with the same labels are one. */
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  /** RFC 3339. */
  readonly startsAt: string
  /** In the future: firing until then unless it is said again. In the past: over. */
  readonly endsAt: string
  readonly generatorURL?: string
}

/** What labels are made with beside the incident. */
export interface LabelOptions {
  readonly extra: Readonly<Record<string, string>>
  /** Whose circuit a link is. */
  readonly providerOf?: ((node: string) => string | undefined) | undefined
}

/** `VongGacLink`, `VongGacDevice`: what silences and routes name. */
const alertName = (cause: Cause) => `VongGac${cause[0]!.toUpperCase()}${cause.slice(1)}`

/**
 * Labels say what it is and route it; they follow from the incident alone, so that the end finds the beginning. `incident` keeps the
 * next failure of the same thing apart from this one. No label is empty: Alertmanager would drop it.
 */
export function labelsOf(incident: Incident, { extra, providerOf }: LabelOptions): Record<string, string> {
  const { id, node, site, cause, severity } = incident
  const labels = {
    ...extra,
    alertname: alertName(cause),
    severity,
    site,
    node,
    cause,
    provider: providerOf?.(node) ?? '',
    incident: id,
    source: 'vonggac',
  }
  return Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== ''))
}

/** The alert of a message, firing until `until` or over at `until`. Unix ms. */
export function alertOf(message: Message, until: number, options: LabelOptions): Alert {
  const { incident, text, link, actions } = message
  const { title, since } = incident
  return {
    labels: labelsOf(incident, options),
    annotations: {
      summary: `${title.vi} / ${title.en}`,
      summary_vi: title.vi,
      summary_en: title.en,
      description: text,
      ...(actions && { acknowledge: actions.acknowledge }),
    },
    startsAt: rfc3339(Math.min(since, until)),
    endsAt: rfc3339(until),
    ...(link !== null && { generatorURL: link }),
  }
}

/** The same alert, over. */
export const endedAt = (alert: Alert, at: number): Alert => ({
  ...alert,
  endsAt: rfc3339(Math.max(at, Date.parse(alert.startsAt))),
})

/** Whether two alerts are one to Alertmanager. */
export const sameLabels = (a: Alert, b: Alert): boolean => fingerprint(a) === fingerprint(b)

const fingerprint = ({ labels }: Alert) => JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)))

const rfc3339 = (at: number) => new Date(at).toISOString()
