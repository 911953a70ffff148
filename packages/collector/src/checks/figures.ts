import { type Check, shownUrl } from '@vonggac/model'
import type { CheckFigure } from '../api-check-types.ts'

type Figure = Pick<CheckFigure, 'measurement' | 'field' | 'unit'> & {
  readonly group?: readonly string[]
  /** Tags of the measurement that tell this check's points from another's of the same thing. */
  readonly own?: (config: Readonly<Record<string, unknown>>) => Record<string, unknown>
}

const host = (config: Readonly<Record<string, unknown>>) => ({ server: config.host })
const hostAndPort = (config: Readonly<Record<string, unknown>>) => ({ server: config.host, port: config.port })
const url = (config: Readonly<Record<string, unknown>>) => ({ server: shownUrl(String(config.url)) })

/** What is worth a chart of a check beside how long it took, by its kind; at most three. */
const FIGURES: Readonly<Record<string, readonly Figure[]>> = {
  icmp: [
    { measurement: 'ping', field: 'average_response_ms', unit: 'ms' },
    { measurement: 'ping', field: 'percent_packet_loss', unit: 'percent' },
    { measurement: 'ping', field: 'jitter_ms', unit: 'ms' },
  ].map((figure) => ({ ...figure, own: ({ address }) => ({ url: address }) })) as readonly Figure[],
  tcp: [{ measurement: 'net_response', field: 'response_time', unit: 's', own: hostAndPort }],
  udp: [{ measurement: 'net_response', field: 'response_time', unit: 's', own: hostAndPort }],
  http: [
    { measurement: 'http_response', field: 'response_time', unit: 's', own: url },
    { measurement: 'http_response', field: 'cert_days_left', unit: 'days', own: url },
  ],
  tls: [
    {
      measurement: 'x509_cert',
      field: 'expiry',
      unit: 'seconds_left',
      group: ['common_name'],
      own: ({ host: name, port }) => ({ source: port === undefined ? undefined : `${name}:${port}` }),
    },
  ],
  certificate: [{ measurement: 'certificate_file', field: 'expiry', unit: 'seconds_left', group: ['subject'] }],
  dns: [
    {
      measurement: 'dns_query',
      field: 'query_time_ms',
      unit: 'ms',
      group: ['server'],
      own: ({ name, type }) => ({ domain: name, record_type: type }),
    },
  ],
  ntp: [
    { measurement: 'ntp', field: 'offset_ms', unit: 'ms', own: host },
    { measurement: 'ntp', field: 'delay_ms', unit: 'ms', own: host },
  ],
  smtp: [{ measurement: 'smtp', field: 'total_ms', unit: 'ms' }],
  imap: [{ measurement: 'imap', field: 'total_ms', unit: 'ms' }],
  pop3: [{ measurement: 'pop3', field: 'total_ms', unit: 'ms' }],
  mail_flow: [{ measurement: 'mail_flow', field: 'delivery_ms', unit: 'ms' }],
  mail_queue: [{ measurement: 'mail_queue', field: 'length', unit: 'count' }],
  sip: [{ measurement: 'sip', field: 'response_ms', unit: 'ms', own: host }],
  sip_call: [
    { measurement: 'sip_call', field: 'loss_pct', unit: 'percent' },
    { measurement: 'sip_call', field: 'jitter_ms', unit: 'ms' },
  ],
  stun: [{ measurement: 'stun', field: 'rtt_ms', unit: 'ms', own: host }],
  stamp: [
    { measurement: 'stamp', field: 'rtt_ms_avg', unit: 'ms' },
    { measurement: 'stamp', field: 'loss_pct', unit: 'percent' },
    { measurement: 'media_quality', field: 'mos', unit: 'score' },
  ],
  journey: [
    { measurement: 'journey', field: 'total_ms', unit: 'ms', own: ({ name }) => ({ journey: name }) },
    {
      measurement: 'journey_step',
      field: 'total_ms',
      unit: 'ms',
      group: ['step'],
      own: ({ name }) => ({ journey: name }),
    },
  ],
  traceroute: [
    { measurement: 'traceroute', field: 'hops', unit: 'count' },
    { measurement: 'traceroute', field: 'rtt_ms', unit: 'ms' },
  ],
  host: [
    { measurement: 'mem', field: 'used_percent', unit: 'percent' },
    { measurement: 'disk', field: 'used_percent', unit: 'percent', group: ['path'] },
  ],
}

/** The figures of a check as the series API can be asked for them. */
export const figuresOf = ({ kind, tags, vantage, config }: Check): CheckFigure[] =>
  (Object.hasOwn(FIGURES, kind) ? FIGURES[kind]! : []).map(({ own, group = [], ...figure }) => ({
    ...figure,
    group,
    tags: { ...tags, agent: vantage, ...known(own?.(config) ?? {}) },
  }))

const known = (tags: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(Object.entries(tags).flatMap(([key, value]) => (value === undefined ? [] : [[key, `${value}`]])))
