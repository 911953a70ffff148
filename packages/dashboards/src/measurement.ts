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
  /** What a device says about itself. */
  snmp: { tags: [], fields: ['sysName', 'sysDescr', 'sysLocation', 'uptime_s'] },
  /** A processor of a device each; profiles name them by different tags. */
  device_cpu: { tags: ['index'], fields: ['load_percent'] },
  /** HOST-RESOURCES-MIB's memories and disks. */
  device_storage: { tags: ['storage'], fields: ['total_bytes', 'used_bytes', 'used_percent'] },
  /** The same of makers' own MIBs. */
  device_memory_pool: { tags: ['pool'], fields: ['total_bytes', 'used_bytes', 'free_bytes', 'used_percent'] },
  /** Any sensor of any profile. `status`: 0 ok, 1 warn, 2 fail, 3 unknown; `status_text` only of those that have states. */
  sensor: { tags: ['sensor', 'type'], fields: ['value', 'status', 'status_text'] },
  /** UPS-MIB, and the makers' own MIBs under the same names; times in seconds. */
  ups: {
    tags: [],
    fields: [
      'on_battery_s',
      'time_left_s',
      'battery_charge_percent',
      'battery_voltage',
      'input_voltage',
      'output_voltage',
      'output_load_percent',
      'alarms',
    ],
  },
  ups_eaton: { tags: [], fields: ['time_left_s', 'battery_charge_percent'] },
  /** A line (phase) each. */
  ups_input: { tags: ['index'], fields: ['voltage', 'frequency', 'current'] },
  ups_output: { tags: ['index'], fields: ['voltage', 'load_percent', 'power_w'] },
  ups_eaton_output: { tags: ['index'], fields: ['voltage', 'load_percent'] },
  /** A certificate of a chain that a TLS server shows; Telegraf's names, dates and `expiry` in seconds. */
  x509_cert: {
    tags: ['source', 'position', 'type', 'common_name'],
    fields: [
      'enddate',
      'expiry',
      'verification_code',
      'verification_error',
      'key_type',
      'key_bits',
      'signature_algorithm',
      'tls_version',
      'ocsp_stapled',
      'ocsp_status',
      'revocation_source',
      'crl_next_update_s',
      'connect_ms',
      'tls_ms',
    ],
  },
  /** A certificate in a file or a token. `status`: 0 ok, 1 warn, 2 fail. */
  certificate_file: {
    tags: ['path', 'position', 'subject', 'unit'],
    fields: [
      'status',
      'verdict',
      'verification_code',
      'verification_error',
      'holder',
      'contact',
      'issuer',
      'not_after',
      'expiry',
      'key_type',
      'key_bits',
      'revoked',
      'revocation_source',
      'crl_age_s',
      'crl_next_update_s',
    ],
  },
  smtp: {
    tags: ['server', 'port', 'tls'],
    fields: [
      'connect_ms',
      'banner_ms',
      'ehlo_ms',
      'tls_ms',
      'starttls_ms',
      'auth_ms',
      'mail_ms',
      'rcpt_ms',
      'total_ms',
      'result_code',
      'result_type',
    ],
  },
  imap: {
    tags: ['server', 'port', 'tls'],
    fields: [
      'connect_ms',
      'banner_ms',
      'tls_ms',
      'starttls_ms',
      'capability_ms',
      'auth_ms',
      'select_ms',
      'search_ms',
      'total_ms',
      'messages',
      'unseen',
      'result_code',
      'result_type',
    ],
  },
  pop3: {
    tags: ['server', 'port', 'tls'],
    fields: [
      'connect_ms',
      'banner_ms',
      'tls_ms',
      'starttls_ms',
      'capability_ms',
      'auth_ms',
      'stat_ms',
      'total_ms',
      'messages',
      'result_code',
      'result_type',
    ],
  },
  /** A message from end to end. `result_code` is the index of `cause` in the model's `mailCauses`. */
  mail_flow: {
    tags: ['route'],
    fields: [
      'send_ms',
      'delivery_ms',
      'access_ms',
      'total_ms',
      'hops',
      'slowest_hop',
      'slowest_hop_ms',
      'junk',
      'cause',
      'result_code',
      'quota_used_percent',
    ],
  },
  mail_flow_hop: { tags: ['route', 'hop'], fields: ['by', 'from', 'protocol', 'delay_ms'] },
  /** A record of a mail domain. `state`: `ok`, `warn`, `fail`, `absent`, `unknown`. */
  mail_posture: { tags: ['domain', 'record', 'selector', 'address', 'list'], fields: ['state', 'detail', 'ok'] },
  mail_queue: {
    tags: ['server'],
    fields: ['length', 'size_bytes', 'oldest_s', 'deferred', 'held', 'complete', 'main_reason'],
  },
  mail_queue_reason: { tags: ['server', 'reason'], fields: ['messages', 'oldest_s', 'example'] },
  postfix_queue: { tags: ['queue'], fields: ['length', 'size', 'age'] },
  http_response: {
    tags: ['server', 'method', 'status_code', 'result'],
    fields: [
      'result_code',
      'result_type',
      'http_response_code',
      'response_time',
      'total_ms',
      'dns_ms',
      'connect_ms',
      'tls_ms',
      'ttfb_ms',
      'transfer_ms',
      'redirect_ms',
      'content_length',
      'cert_days_left',
    ],
  },
  /** What was read out of an answer: a figure or a text. `status`: 0 ok, 1 warn, 2 fail. */
  http_value: { tags: ['server', 'name'], fields: ['value', 'text', 'status'] },
  journey: {
    tags: ['journey'],
    fields: ['total_ms', 'steps', 'steps_ok', 'failed_step', 'result', 'result_code'],
  },
  journey_step: {
    tags: ['journey', 'step'],
    fields: ['total_ms', 'tries', 'result', 'result_code', 'http_response_code', 'first_byte_ms'],
  },
  journey_value: { tags: ['journey', 'step', 'name'], fields: ['value', 'text', 'status'] },
  /** The E-model over what STAMP or a test call saw; `mos` and `r_factor` are those of the worse way. */
  media_quality: {
    tags: ['peer'],
    fields: [
      'mos',
      'r_factor',
      'mos_forward',
      'mos_return',
      'codec',
      'delay_ms',
      'loss_forward_pct',
      'loss_return_pct',
      'jitter_forward_ms',
      'jitter_return_ms',
    ],
  },
  stamp: {
    tags: ['peer'],
    fields: [
      'sent',
      'received',
      'loss_pct',
      'loss_forward_pct',
      'loss_return_pct',
      'rtt_ms_avg',
      'rtt_ms_p95',
      'rtt_ms_max',
      'jitter_forward_ms',
      'jitter_return_ms',
      'reorder_forward',
      'reorder_return',
      'duplicate',
      'one_way_forward_ms',
      'one_way_return_ms',
    ],
  },
  sip: {
    tags: ['server', 'method', 'transport', 'result', 'status_code'],
    fields: ['up', 'response_ms', 'response_code', 'reason', 'server_agent', 'retransmissions'],
  },
  /** A test call. */
  sip_call: {
    tags: ['server', 'transport', 'party', 'result'],
    fields: ['up', 'post_dial_delay_ms', 'answer_ms', 'talk_ms', 'loss_pct', 'jitter_ms', 'rtt_ms_avg'],
  },
  /** `phase`: `call` or `ras`. `result_code` 0 is an answer as it should be. */
  h323: { tags: ['server', 'port', 'phase'], fields: ['response_ms', 'connect_ms', 'reply', 'result_code'] },
  stun: {
    tags: ['server', 'port', 'transport', 'mode', 'result'],
    fields: [
      'result_code',
      'rtt_ms',
      'allocate_ms',
      'mapped',
      'relayed',
      'relay_loss_pct',
      'relay_rtt_ms_avg',
      'software',
    ],
  },
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
