import type { HostConfig } from '@vonggac/model/inventory'
import type { Measured, Reading } from '../../probe.ts'
import type { HostSample } from './sampler.ts'

/** What a sample means: `warn` for file systems that are too full (`threshold`) or do not answer (`partial`). */
export function hostReading({ warnDiskPct }: HostConfig, { points, silentDisks }: HostSample): Reading {
  const disks = points.filter((point) => point.measurement === 'disk')
  const full = disks.filter((disk) => usedPercent(disk) > warnDiskPct).map(describeDisk)
  if (full.length > 0)
    return {
      status: 'warn',
      error: 'threshold',
      detail: `${full.join(', ')}; more than ${warnDiskPct} %`,
      measured: points,
    }
  if (silentDisks.length > 0)
    return {
      status: 'warn',
      error: 'partial',
      detail: `no answer from file system ${silentDisks.join(', ')}`,
      measured: points,
    }
  return { status: 'ok', detail: summary(points, disks), measured: points }
}

function summary(points: readonly Measured[], disks: readonly Measured[]): string {
  const cpu = points.find((point) => point.tags?.cpu === 'cpu-total')?.fields.usage_active
  const memory = points.find((point) => point.measurement === 'mem')?.fields.used_percent
  const fullest = disks.toSorted((a, b) => usedPercent(b) - usedPercent(a))[0]
  return [
    typeof cpu === 'number' && `CPU ${cpu.toFixed(0)} %`,
    typeof memory === 'number' && `memory ${memory.toFixed(0)} %`,
    fullest && describeDisk(fullest),
  ]
    .filter(Boolean)
    .join(', ')
}

const usedPercent = (disk: Measured) => Number(disk.fields.used_percent)
const describeDisk = (disk: Measured) => `${disk.tags?.path} ${usedPercent(disk).toFixed(0)} % full`
