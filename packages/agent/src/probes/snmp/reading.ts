import { type ErrorCode, ProbeFailure } from '@vonggac/model'
import type { SnmpConfig } from '@vonggac/model/inventory'
import type { Measured, Reading } from '../../probe.ts'
import { Cancelled } from './failure.ts'
import type { WatchVerdict } from './interface-watch.ts'
import { type CounterEvents, interfacePoints } from './interfaces.ts'
import type { Snapshot } from './poll.ts'
import type { ProfileSnapshot } from './profile/index.ts'
import { upTimeText } from './system.ts'

/** A poll as a reading: whole is `ok`, in parts is `warn` with what is missing. Throws when there is nothing at all. */
export function readingOf(
  { system, rows, unfinished, problem }: Snapshot,
  { interfaces }: SnmpConfig,
  events?: CounterEvents,
): Reading {
  const points = interfacePoints(rows, events)
  const measured: Measured[] =
    Object.keys(system).length > 0 ? [{ measurement: 'snmp', fields: system }, ...points] : points
  if (problem && measured.length === 0) throw problem
  if (unfinished.length > 0 && measured.length === 0)
    throw new ProbeFailure('protocol', 'the device answers, but refuses to say anything of what was asked')
  const seen = [
    interfaces || points.length > 0 ? (points.length === 1 ? '1 interface' : `${points.length} interfaces`) : '',
    upTimeText(system),
  ].filter(Boolean)
  const detail = seen.join(', ') || 'answers'
  if (!problem && unfinished.length === 0) return { detail, measured }
  return { status: 'warn', error: 'partial', detail: `${detail}; ${missing(unfinished, problem)}`, measured }
}

/**
 * What the profile read, and its verdict: the worst sensor is named. Its own silence is said, and never spoils what was
 * read before.
 */
export function withProfile(reading: Reading, profiled: ProfileSnapshot | undefined): Reading {
  if (!profiled) return reading
  const { measured, troubled, problem } = profiled
  const all = { ...reading, measured: [...reading.measured, ...measured] }
  const [worst, ...others] = troubled
  if (worst) {
    const more = others.length > 0 ? ` and ${others.length} more` : ''
    const detail = `${worst.text}${more}; ${reading.detail}`
    return { ...all, status: worst.status === 'fail' ? 'fail' : 'warn', error: 'threshold', detail }
  }
  if (!problem) return all
  const detail = `${reading.detail}; profile ${profiled.choice.profile.id} not read to the end (${reasonOf(problem)})`
  return { ...all, detail }
}

/** An interface that must be up and is not is what the reading says first. */
export function withWatch(reading: Reading, watched: WatchVerdict | undefined): Reading {
  if (!watched) return reading
  const detail = [watched.trouble, reading.detail, watched.note].filter(Boolean).join('; ')
  return watched.trouble ? { ...reading, status: 'fail', error: 'down', detail } : { ...reading, detail }
}

function missing(unfinished: readonly string[], problem: Error | undefined): string {
  const reason = problem ? ` (${reasonOf(problem)})` : ' (the device repeats itself or does not answer for them)'
  return `not read to the end: ${shortened(unfinished)}${reason}`
}

const reasonOf = (problem: Error): string =>
  problem instanceof Cancelled ? 'out of time' : problem instanceof ProbeFailure ? problem.message : codeOf(problem)
const codeOf = (problem: Error & { code?: ErrorCode | string }) => String(problem.code ?? problem.name)

/** All of 26 columns are no use to anybody. */
const shortened = (names: readonly string[]) =>
  names.length > 6 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more columns` : names.join(', ')
