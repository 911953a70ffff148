import { colour, statusMapping, thresholds, zeroIsGood } from '../colour.ts'
import { columns } from '../columns.ts'
import { below, count, last, min, times, value } from '../expression.ts'
import type { Context } from '../frame.ts'
import { countOf, select, selectFrom } from '../influxql.ts'
import { type ModernPanel, type PanelSpec, stat, table } from '../panel.ts'
import type { Mapping, Thresholds } from '../schema.ts'
import { rows, series } from '../target.ts'
import { DAY_S, daysLeft, here, NOW, SOON } from './selection.ts'

const SERVER = ['source', 'position', 'common_name'] as const
const FILE = ['path', 'position', 'unit'] as const

/** The newest of every certificate: days left, and whether it can be trusted. */
const servers = select('x509_cert', {
  policy: 'raw',
  columns: { left: times(last('expiry'), 1 / DAY_S) },
  where: here,
  by: SERVER,
})
const files = select('certificate_file', {
  policy: 'raw',
  columns: { left: times(last('expiry'), 1 / DAY_S) },
  where: here,
  by: FILE,
})

export function certificateFigures({ t }: Context): ModernPanel[] {
  const figure = (
    title: string,
    description: string,
    targets: PanelSpec['targets'],
    colours: Thresholds,
    more: Partial<PanelSpec> = {},
  ) =>
    stat({
      ...{ title, description, width: 6, height: 4, decimals: 0, timeFrom: NOW, noValue: '0' },
      targets,
      thresholds: colours,
      ...more,
    })
  const both = (of: (from: typeof servers | typeof files) => Parameters<typeof series>[1]) => [
    series(t('certServers'), of(servers)),
    series(t('certFiles'), of(files)),
  ]
  const soonerThan = (days: number) => (from: typeof servers | typeof files) =>
    countOf(from, 'left', [below('left', days)])
  return [
    figure(
      t('certWatched'),
      t('certWatchedHint'),
      both((from) => selectFrom(from, { columns: { n: count('left') } })),
      thresholds(colour.blue),
    ),
    figure(
      t('certFirst'),
      t('certFirstHint'),
      both((from) => selectFrom(from, { columns: { left: min('left') } })),
      daysLeft,
      { noValue: t('certNothing') },
    ),
    figure(t('certWithin', { days: SOON.fail }), t('certWithinHint'), both(soonerThan(SOON.fail)), zeroIsGood()),
    figure(
      t('certWithin', { days: SOON.warn }),
      t('certWithinHint'),
      both(soonerThan(SOON.warn)),
      zeroIsGood(colour.warn),
    ),
  ]
}

const left = { decimals: 0, thresholds: daysLeft, 'custom.displayMode': 'color-background', 'custom.width': 110 }
/** Field names hold seconds since 1970; Grafana's dates are in milliseconds. */
const MS = 1_000
const date = { unit: 'dateTimeAsIso', 'custom.width': 170 }

const trustMapping = ({ t }: Context): Mapping => ({
  type: 'value',
  options: {
    0: { text: t('certTrusted'), color: colour.ok, index: 0 },
    1: { text: t('certNotTrusted'), color: colour.fail, index: 1 },
  },
})
const trust = (context: Context) => ({
  mappings: [trustMapping(context)],
  thresholds: thresholds(colour.ok, [1, colour.fail]),
  'custom.displayMode': 'color-text',
  'custom.width': 120,
})

/** Certificates that servers show, those that end first on top. Only what the server itself shows has a verdict. */
export function serverTable(context: Context): ModernPanel {
  const { t } = context
  const newest = select('x509_cert', {
    policy: 'raw',
    columns: {
      left: times(last('expiry'), 1 / DAY_S),
      ends: times(value('enddate'), MS),
      code: value('verification_code'),
      wrong: value('verification_error'),
      key: value('key_type'),
      bits: value('key_bits'),
      version: value('tls_version'),
      ocsp: value('ocsp_status'),
      source_: value('revocation_source'),
      crl: value('crl_next_update_s'),
    },
    where: here,
    by: SERVER,
  })
  return table(
    {
      title: t('certServerTable'),
      description: t('certServerTableHint'),
      width: 24,
      height: 10,
      timeFrom: NOW,
      noValue: t('certNothing'),
      targets: [rows(newest)],
      ...columns([
        ['left', t('certDays'), left],
        ['source', t('certServer')],
        ['common_name', t('certName')],
        ['position', t('certPosition'), { 'custom.width': 80 }],
        ['code', t('certTrust'), trust(context)],
        ['wrong', t('certWrong')],
        ['ends', t('certEnds'), date],
        ['key', t('certKey'), { 'custom.width': 80 }],
        ['bits', t('certBits'), { 'custom.width': 80 }],
        ['version', t('certTls'), { 'custom.width': 90 }],
        ['ocsp', t('certOcsp'), { 'custom.width': 100 }],
        ['source_', t('certRevocation'), { 'custom.width': 110 }],
        ['crl', t('certCrlNext'), { unit: 's', decimals: 0 }],
      ]),
    },
    { column: t('certDays'), descending: false },
  )
}

/** Certificates in files and on tokens, those that end first on top. */
export function fileTable(context: Context): ModernPanel {
  const { t } = context
  const newest = select('certificate_file', {
    policy: 'raw',
    columns: {
      left: times(last('expiry'), 1 / DAY_S),
      status: value('status'),
      verdict: value('verdict'),
      wrong: value('verification_error'),
      holder: value('holder'),
      issuer: value('issuer'),
      ends: times(value('not_after'), MS),
      crl: value('crl_next_update_s'),
    },
    where: here,
    by: [...FILE, 'subject'],
  })
  const status = {
    mappings: [statusMapping(t)],
    thresholds: thresholds(colour.ok, [1, colour.warn], [2, colour.fail]),
    'custom.displayMode': 'color-text',
    'custom.width': 110,
  }
  return table(
    {
      title: t('certFileTable'),
      description: t('certFileTableHint'),
      width: 24,
      height: 11,
      timeFrom: NOW,
      noValue: t('certNoFiles'),
      targets: [rows(newest)],
      ...columns([
        ['left', t('certDays'), left],
        ['status', t('state'), status],
        ['unit', t('certUnit')],
        ['subject', t('certName')],
        ['holder', t('certHolder')],
        ['verdict', t('certVerdict'), { 'custom.width': 120 }],
        ['wrong', t('certWrong')],
        ['issuer', t('certIssuer')],
        ['ends', t('certEnds'), date],
        ['crl', t('certCrlNext'), { unit: 's', decimals: 0 }],
        ['path', t('certPath')],
      ]),
    },
    { column: t('certDays'), descending: false },
  )
}
