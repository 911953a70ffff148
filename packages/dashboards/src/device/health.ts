import { rising } from '../colour.ts'
import { is, max, mean } from '../expression.ts'
import type { Context } from '../frame.ts'
import { select, selectFrom } from '../influxql.ts'
import { type ModernPanel, timeseries } from '../panel.ts'
import { sensorTable } from '../sensor-table.ts'
import { series } from '../target.ts'
import { devices, EVERY } from './selection.ts'

/** The device itself: processors, memory, sensors, and when it last began. */
export const health = (context: Context): ModernPanel[] => [...used(context), ...sensors(context)]

const base = { width: 8, height: 8, interval: EVERY }
const each = { where: devices, every: true } as const

function used({ t }: Context): ModernPanel[] {
  const full = rising({ warn: 80, fail: 95 })
  return [
    timeseries(
      {
        ...base,
        title: t('deviceCpu'),
        description: t('deviceCpuHint'),
        unit: 'percent',
        max: 100,
        noValue: t('deviceNoCpu'),
        thresholds: full,
        targets: [
          series(
            '$tag_device',
            select('device_cpu', { ...each, columns: { load: mean('load_percent') }, by: ['device'] }),
          ),
        ],
      },
      { showThresholds: true },
    ),
    timeseries(
      {
        ...base,
        title: t('deviceStorage'),
        description: t('deviceStorageHint'),
        unit: 'percent',
        max: 100,
        noValue: t('deviceNoStorage'),
        thresholds: full,
        targets: [series('$tag_device $tag_storage$tag_pool', memories())],
      },
      { showThresholds: true },
    ),
  ]
}

/** Where standard MIBs tell of memories and disks, and where the makers' own do. */
const memories = () =>
  selectFrom(
    [
      select('device_storage', { ...each, columns: { used: mean('used_percent') }, by: ['device', 'storage'] }),
      select('device_memory_pool', { ...each, columns: { used: mean('used_percent') }, by: ['device', 'pool'] }),
    ],
    { columns: { used: max('used') }, every: true, by: ['device', 'storage', 'pool'] },
  )

function sensors(context: Context): ModernPanel[] {
  const { t } = context
  return [
    timeseries({
      ...base,
      title: t('deviceTemperature'),
      unit: 'celsius',
      noValue: t('deviceNoSensors'),
      targets: [
        series(
          '$tag_device $tag_sensor',
          select('sensor', {
            ...each,
            where: [...devices, is('type', 'temperature')],
            columns: { temperature: max('value') },
            by: ['device', 'sensor'],
          }),
        ),
      ],
    }),
    sensorTable(context, {
      title: t('deviceSensors'),
      description: t('deviceSensorsHint'),
      width: 16,
      height: 9,
      where: devices,
      noValue: t('deviceNoSensors'),
    }),
    timeseries({
      ...base,
      height: 9,
      title: t('deviceUptime'),
      description: t('deviceUptimeHint'),
      unit: 's',
      noValue: t('deviceNothing'),
      targets: [series('$tag_device', select('snmp', { ...each, columns: { up: max('uptime_s') }, by: ['device'] }))],
    }),
  ]
}
