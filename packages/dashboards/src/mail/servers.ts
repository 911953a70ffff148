import { mean } from '../expression.ts'
import type { Context } from '../frame.ts'
import { select } from '../influxql.ts'
import type { FieldOf } from '../measurement.ts'
import { type ModernPanel, timeseries } from '../panel.ts'
import { series } from '../target.ts'
import { here, SPOKEN } from './selection.ts'

type Protocol = 'smtp' | 'imap' | 'pop3'

/** The parts of a conversation, in their order. */
const PHASES = {
  smtp: ['connect_ms', 'banner_ms', 'ehlo_ms', 'starttls_ms', 'tls_ms', 'auth_ms', 'mail_ms', 'rcpt_ms'],
  imap: ['connect_ms', 'tls_ms', 'banner_ms', 'capability_ms', 'auth_ms', 'select_ms', 'search_ms'],
  pop3: ['connect_ms', 'tls_ms', 'banner_ms', 'capability_ms', 'auth_ms', 'stat_ms'],
} as const satisfies { readonly [P in Protocol]: readonly FieldOf<P>[] }

const base = { width: 8, height: 9, unit: 'ms', interval: SPOKEN }
const each = { where: here, every: true } as const

/** How long servers take for each part of a conversation, on average, and each server for the whole. */
export const conversations = (context: Context): ModernPanel[] => [
  phases(context, 'smtp'),
  phases(context, 'imap'),
  phases(context, 'pop3'),
  whole(context, 'smtp'),
  whole(context, 'imap'),
  whole(context, 'pop3'),
]

function phases({ t }: Context, protocol: Protocol): ModernPanel {
  // One field a query: those of the three protocols are one union of names for the compiler, and each is of its own.
  const part = (phase: (typeof PHASES)[Protocol][number]) =>
    series(t(`mail_${phase}`), select(protocol, { ...each, columns: { took: mean(phase as FieldOf<Protocol>) } }))
  return timeseries(
    {
      ...base,
      title: t('mailPhases', { protocol: protocol.toUpperCase() }),
      description: t('mailPhasesHint'),
      noValue: t('mailNoServer', { protocol: protocol.toUpperCase() }),
      targets: PHASES[protocol].map(part),
    },
    { stacked: true },
  )
}

const whole = ({ t }: Context, protocol: Protocol): ModernPanel =>
  timeseries({
    ...base,
    height: 7,
    title: t('mailWhole', { protocol: protocol.toUpperCase() }),
    description: t('mailWholeHint'),
    noValue: t('mailNoServer', { protocol: protocol.toUpperCase() }),
    targets: [
      series(
        '$tag_server:$tag_port',
        select(protocol, { ...each, columns: { took: mean('total_ms') }, by: ['server', 'port'] }),
      ),
    ],
  })
