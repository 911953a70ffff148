import { deviceMeasurements } from './device-measurement.ts'
import { serviceMeasurements } from './service-measurement.ts'

/**
 * What is measured, as far as dashboards ask for it: the one place that knows the names of tags and fields.
 * The query builder takes nothing that does not stand here, so a misspelt field does not compile.
 */

/** Tags that every point of ours may carry (design: measurements). */
const ours = ['site', 'agent', 'device', 'link', 'service', 'provider'] as const

interface MeasurementSchema {
  readonly tags: readonly string[]
  readonly fields: readonly string[]
}

export const measurements = {
  /** Telegraf's `ping`: one point per link or device and interval. */
  ping: {
    tags: [],
    fields: [
      'packets_transmitted',
      'packets_received',
      'percent_packet_loss',
      'average_response_ms',
      'minimum_response_ms',
      'maximum_response_ms',
      'standard_deviation_ms',
      'jitter_ms',
    ],
  },
  /** The outcome of every run of every check. `status`: 0 ok, 1 warn, 2 fail, 3 unknown. */
  check: { tags: ['check', 'kind', 'target'], fields: ['status', 'duration_ms', 'error', 'detail'] },
  incident: {
    tags: ['incident', 'severity', 'cause', 'state'],
    fields: ['title', 'title_en', 'duration_s', 'since_ms', 'acked_by'],
  },
  /**
   * What the collector saw of a link since the point before: for how long it was up and down, how often it went down, the worst it
   * was (`rank`, see `statusRanks`), what it is now (`status`); and what its contract promises. `device` and `ifName`: the port that ends it.
   */
  link_state: {
    tags: ['ifName'],
    fields: [
      'status',
      'rank',
      'up_s',
      'down_s',
      'unknown_s',
      'outages',
      'sla_availability_pct',
      'sla_latency_ms',
      'sla_loss_pct',
      'bandwidth_bps',
    ],
  },
  /** Who is on call, by rota. `until_ms`: when the shift ends. */
  on_call: { tags: ['rota'], fields: ['person', 'until_ms'] },
  /** A hop of a way. */
  path: { tags: ['target', 'hop'], fields: ['address', 'rtt_ms', 'loss_pct'] },
  /** Which retention policy answers which range: see the store's. */
  resolution: { tags: [], fields: ['policy', 'longest_ms', 'oldest_ms'] },
  /** The agent about itself. */
  agent: {
    tags: ['version'],
    fields: [
      'spool_records',
      'spool_bytes',
      'spool_oldest_s',
      'dropped',
      'refused',
      'late_ms_p95',
      'skipped',
      'running',
      'checks',
      'cpu_pct',
      'rss_bytes',
    ],
  },
  /** The collector about itself. Counters since its start; `journal_lag_…` in records. */
  collector: {
    tags: [],
    fields: [
      'points_received',
      'points_stored',
      'points_rejected',
      'lines_refused',
      'deliveries_failed',
      'journal_records',
      'journal_bytes',
      'journal_lag_store',
      'journal_lag_alerting',
      'store_up',
      'event_loop_lag_ms',
      'rss_bytes',
    ],
  },
  /** The columns of IF-MIB under their MIB names; counters raw, octets and packets since the device's start. */
  interface: {
    tags: ['ifName', 'ifAlias'],
    fields: [
      'ifAdminStatus',
      'ifOperStatus',
      'ifHighSpeed',
      'ifSpeed',
      'ifHCInOctets',
      'ifHCOutOctets',
      'ifInOctets',
      'ifOutOctets',
      'ifInErrors',
      'ifOutErrors',
      'ifInDiscards',
      'ifOutDiscards',
    ],
  },
  /**
   * How a service is, every minute and at every change. `state`: 0 up, 1 degraded, 2 down, 3 unknown, 4 outside its hours;
   * `rank`: the same, the worst the highest (`serviceRanks`).
   */
  service: { tags: [], fields: ['state', 'rank', 'up'] },
  /** What a test before a conference found of a site. `code`: 0 ready, 1 at risk, 2 not ready. */
  readiness: {
    tags: ['verdict'],
    fields: ['code', 'reason', 'text', 'meeting', 'loss_forward_pct', 'loss_return_pct', 'mos', 'free_bps'],
  },
  ...deviceMeasurements,
  ...serviceMeasurements,
  net_response: { tags: ['server', 'port', 'protocol'], fields: ['response_time'] },
  cpu: { tags: ['cpu'], fields: ['usage_user', 'usage_system', 'usage_iowait', 'usage_steal', 'usage_idle'] },
  mem: { tags: [], fields: ['total', 'used', 'available', 'used_percent'] },
  /** `in` and `out`: bytes since the start. */
  swap: { tags: [], fields: ['total', 'used', 'used_percent', 'in', 'out'] },
  disk: { tags: ['path', 'fstype'], fields: ['total', 'used', 'free', 'used_percent', 'inodes_used_percent'] },
  /** Counters since the start; times in ms. */
  diskio: {
    tags: ['name'],
    fields: ['reads', 'writes', 'read_bytes', 'write_bytes', 'read_time', 'write_time', 'io_time', 'weighted_io_time'],
  },
  net: {
    tags: ['interface'],
    fields: ['bytes_recv', 'bytes_sent', 'err_in', 'err_out', 'drop_in', 'drop_out'],
  },
  system: { tags: [], fields: ['load1', 'load5', 'load15', 'n_cpus', 'uptime'] },
  processes: { tags: [], fields: ['total', 'running', 'sleeping', 'blocked', 'zombies'] },
} as const satisfies Record<string, MeasurementSchema>

export type Measurement = keyof typeof measurements
export type FieldOf<M extends Measurement> = (typeof measurements)[M]['fields'][number]
export type TagOf<M extends Measurement> = (typeof measurements)[M]['tags'][number] | (typeof ours)[number]
