/** Counts since the start: the collector's own measurements. Only additions, by whoever does the work. */
export interface Metrics {
  writes: number
  lines: number
  badLines: number
  refusedWrites: number
  journalErrors: number
  /** The last attempt to write to the journal failed. */
  journalDown: boolean
  stored: number
  storeErrors: number
  rejected: number
  reports: number
  alertEvents: number
  bugs: number
  readonly deliveries: { delivered: number; failed: number; abandoned: number }
}

export const createMetrics = (): Metrics => ({
  writes: 0,
  lines: 0,
  badLines: 0,
  refusedWrites: 0,
  journalErrors: 0,
  journalDown: false,
  stored: 0,
  storeErrors: 0,
  rejected: 0,
  reports: 0,
  alertEvents: 0,
  bugs: 0,
  deliveries: { delivered: 0, failed: 0, abandoned: 0 },
})

/** A measurement as Prometheus reads it. */
export interface Sample {
  readonly name: string
  readonly help: string
  readonly type: 'counter' | 'gauge'
  readonly values: readonly { readonly labels?: Readonly<Record<string, string>>; readonly value: number }[]
}

/** Prometheus text format 0.0.4. */
export function prometheusText(samples: readonly Sample[]): string {
  return samples
    .map(({ name, help, type, values }) => {
      const lines = values.map(({ labels = {}, value }) => {
        const pairs = Object.entries(labels).map(
          ([key, text]) => `${key}="${text.replace(/[\\"\n]/g, (c) => (c === '\n' ? '\\n' : `\\${c}`))}"`,
        )
        return `${name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${value}\n`
      })
      return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`
    })
    .join('')
}

/** The counters as samples. */
export function counterSamples(m: Metrics): Sample[] {
  const counter = (name: string, help: string, value: number): Sample => ({
    name: `vonggac_${name}_total`,
    help,
    type: 'counter',
    values: [{ value }],
  })
  return [
    counter('writes', 'Writes that were read, also those with bad lines.', m.writes),
    counter('writes_refused', 'Writes that were answered with an error other than bad lines.', m.refusedWrites),
    counter('points_received', 'Good lines taken in.', m.lines),
    counter('bad_lines', 'Lines refused because they are no line protocol.', m.badLines),
    counter('journal_errors', 'Writes that could not be put on disk.', m.journalErrors),
    counter('points_stored', 'Points handed to the store.', m.stored),
    counter('points_rejected', 'Points that the store refused for good; they are in the table rejected.', m.rejected),
    counter('store_errors', 'Attempts to write to the store that failed.', m.storeErrors),
    counter('reports', 'Check results evaluated by alerting.', m.reports),
    counter('alert_events', 'Decisions of alerting.', m.alertEvents),
    counter('bugs', 'Errors that nothing expected: see the log.', m.bugs),
    {
      name: 'vonggac_deliveries_total',
      help: 'Attempts to deliver a notification, by outcome.',
      type: 'counter',
      values: Object.entries(m.deliveries).map(([outcome, value]) => ({ labels: { outcome }, value })),
    },
  ]
}
