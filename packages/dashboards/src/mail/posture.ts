import { colour, thresholds } from '../colour.ts'
import { columns } from '../columns.ts'
import { is, isNot, last, value } from '../expression.ts'
import type { Context } from '../frame.ts'
import { select } from '../influxql.ts'
import { type ModernPanel, table } from '../panel.ts'
import type { Mapping } from '../schema.ts'
import { rows } from '../target.ts'
import { here } from './selection.ts'

/** The state of a record is a text: `absent` is what need not be there and is not. */
const stateMapping = ({ t }: Context): Mapping => ({
  type: 'value',
  options: {
    ok: { text: t('ok'), color: colour.ok, index: 0 },
    warn: { text: t('warn'), color: colour.warn, index: 1 },
    fail: { text: t('fail'), color: colour.fail, index: 2 },
    absent: { text: t('mailAbsent'), color: colour.blue, index: 3 },
    unknown: { text: t('unknown'), color: colour.unknown, index: 4 },
  },
})

const goodMapping = ({ t }: Context): Mapping => ({
  type: 'value',
  options: {
    false: { text: t('mailToMend'), color: colour.fail, index: 0 },
    true: { text: t('mailFine'), color: colour.ok, index: 1 },
  },
})

/** What the world reads of our domains, and which lists they stand on. */
export function posture(context: Context): ModernPanel[] {
  const { t } = context
  const state = {
    mappings: [stateMapping(context)],
    thresholds: thresholds(colour.unknown),
    'custom.displayMode': 'color-background',
    'custom.width': 120,
  }
  const newest = { state: last('state'), ok: value('ok'), detail: value('detail') } as const
  // The column that orders: a text's alphabet would not put the worst first.
  const good = {
    mappings: [goodMapping(context)],
    'custom.displayMode': 'color-text',
    'custom.width': 100,
  }
  const base = { height: 10, timeFrom: '1d', noValue: t('mailNoPosture') }
  return [
    table(
      {
        ...base,
        width: 15,
        title: t('mailPosture'),
        description: t('mailPostureHint'),
        targets: [
          rows(
            select('mail_posture', {
              policy: 'raw',
              columns: newest,
              where: [...here, isNot('record', 'dnsbl')],
              by: ['domain', 'record', 'selector', 'address'],
            }),
          ),
        ],
        ...columns([
          ['ok', t('mailVerdict'), good],
          ['state', t('state'), state],
          ['domain', t('mailDomain')],
          ['record', t('mailRecord'), { 'custom.width': 90 }],
          ['selector', t('mailSelector'), { 'custom.width': 90 }],
          ['address', t('mailAddress')],
          ['detail', t('detail')],
        ]),
      },
      { column: t('mailVerdict'), descending: false },
    ),
    table(
      {
        ...base,
        width: 9,
        title: t('mailLists'),
        description: t('mailListsHint'),
        targets: [
          rows(
            select('mail_posture', {
              policy: 'raw',
              columns: newest,
              where: [...here, is('record', 'dnsbl')],
              by: ['domain', 'list'],
            }),
          ),
        ],
        ...columns([
          ['ok', t('mailVerdict'), good],
          ['state', t('state'), state],
          ['list', t('mailList')],
          ['domain', t('mailDomain')],
          ['detail', t('detail')],
        ]),
      },
      { column: t('mailVerdict'), descending: false },
    ),
  ]
}
