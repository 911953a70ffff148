import { colour, statusColours, statusMapping, thresholds, zeroIsGood } from '../colour.ts'
import { is, isValue, last, max, mean, movement, sum, wasFall } from '../expression.ts'
import type { Context } from '../frame.ts'
import { countOf, select, selectFrom } from '../influxql.ts'
import { type ModernPanel, stat } from '../panel.ts'
import { series } from '../target.ts'
import { devices, EVERY } from './selection.ts'

/** What somebody wants to know of a device before anything else. */
export const figures = (context: Context): ModernPanel[] => [...life(context), ...load(context)]

const by = ['device'] as const

function life({ t }: Context): ModernPanel[] {
  const base = { width: 4, height: 5, noValue: t('deviceNothing') }
  const newest = select('check', {
    policy: 'raw',
    columns: { status: last('status') },
    where: [...devices, is('kind', 'snmp')],
    by: [...by, 'check'],
  })
  return [
    stat(
      {
        ...base,
        title: t('deviceAnswers'),
        description: t('deviceAnswersHint'),
        timeFrom: '15m',
        targets: [series('$tag_device', selectFrom(newest, { columns: { status: max('status') }, by }))],
        mappings: [statusMapping(t)],
        thresholds: statusColours,
      },
      { filled: true },
    ),
    stat({
      ...base,
      title: t('uptime'),
      description: t('uptimeHint'),
      unit: 's',
      decimals: 0,
      timeFrom: '15m',
      targets: [
        series('$tag_device', select('snmp', { policy: 'raw', columns: { up: last('uptime_s') }, where: devices, by })),
      ],
      thresholds: thresholds(colour.warn, [3_600, colour.ok]),
    }),
    stat({
      ...base,
      title: t('deviceRestarts'),
      description: t('deviceRestartsHint'),
      decimals: 0,
      interval: EVERY,
      targets: [series('$tag_device', restarts())],
      thresholds: zeroIsGood(colour.warn),
    }),
  ]
}

function load({ t }: Context): ModernPanel[] {
  const base = { width: 4, height: 5, timeFrom: '15m' }
  return [
    stat({
      ...base,
      title: t('deviceBroken'),
      description: t('deviceBrokenHint'),
      decimals: 0,
      noValue: '0',
      targets: [series('', broken())],
      thresholds: zeroIsGood(),
    }),
    stat({
      ...base,
      title: t('deviceCpu'),
      description: t('deviceCpuHint'),
      unit: 'percent',
      decimals: 0,
      noValue: t('deviceNoCpu'),
      targets: [
        series(
          '$tag_device',
          select('device_cpu', { policy: 'raw', columns: { load: mean('load_percent') }, where: devices, by }),
        ),
      ],
      thresholds: thresholds(colour.ok, [80, colour.warn], [95, colour.fail]),
    }),
    stat({
      ...base,
      title: t('deviceHottest'),
      description: t('deviceHottestHint'),
      unit: 'celsius',
      decimals: 0,
      noValue: t('deviceNoSensors'),
      targets: [
        series(
          '$tag_device',
          select('sensor', {
            policy: 'raw',
            columns: { hottest: max('value') },
            where: [...devices, is('type', 'temperature')],
            by,
          }),
        ),
      ],
      thresholds: thresholds(colour.ok, [60, colour.warn], [80, colour.fail]),
    }),
  ]
}

/** A device's clock that fell began anew. Every bucket gives 0 or 1. */
function restarts() {
  const moved = select('snmp', {
    columns: { step: movement('uptime_s') },
    where: devices,
    every: true,
    fill: 'none',
    by: ['device'],
  })
  const fell = selectFrom(moved, { columns: { fell: wasFall('step') }, by: ['device'] })
  return selectFrom(fell, { columns: { restarts: sum('fell') }, by: ['device'] })
}

/** Interfaces that are meant to work (ifAdminStatus 1) and do not. */
function broken() {
  const newest = select('interface', {
    policy: 'raw',
    columns: { oper: last('ifOperStatus'), admin: last('ifAdminStatus') },
    where: devices,
    by: ['device', 'ifName'],
  })
  return countOf(newest, 'oper', [isValue('admin', 1), isValue('oper', 1, '<>')])
}
