import { jsonField, jsonPoint, type Result, type Status } from '@vonggac/model'
import type { Io } from './command.ts'

/** A result as `--json` prints it (see the README for the shape). */
export function resultJson({ check, status, error, detail, durationMs, points }: Result) {
  return {
    check: check.id,
    kind: check.kind,
    target: check.target,
    status,
    error,
    detail,
    duration_ms: Math.round(durationMs * 1_000) / 1_000,
    points: points.map(jsonPoint),
  }
}

const COLOUR: Readonly<Record<Status, number>> = { ok: 32, warn: 33, fail: 31, unknown: 35 }

/** `ok` in green on a terminal, plain elsewhere. */
export const coloured = (status: Status, io: Io, text: string = status) =>
  io.colour ? `\u001b[${COLOUR[status]}m${text}\u001b[0m` : text

/** A result on one line. */
export function resultLine({ check, status, error, detail, durationMs }: Result, io: Io): string {
  const what = [error, detail].filter(Boolean).join(': ')
  return `${coloured(status, io, status.padEnd(7))} ${check.id}  ${Math.round(durationMs)} ms  ${what}`.trimEnd()
}

/** What came of it, in one line and one more. */
export function resultHead({ check, status, error, detail, durationMs }: Result, io: Io): string {
  const what = [error, detail].filter(Boolean).join(': ')
  return `${coloured(status, io)}  ${check.kind} ${check.target}  ${durationMs.toFixed(1)} ms\n${what && `  ${what}\n`}`
}

/** A result in full, for one person looking at one target. */
export function resultText(result: Result, io: Io): string {
  const lines: string[] = []
  for (const { measurement, tags, fields } of result.points) {
    const own = Object.entries(tags).filter(([key]) => !(key in result.check.tags) && key !== 'agent')
    lines.push(`  ${[measurement, ...own.map(([key, value]) => `${key}=${value}`)].join(' ')}`)
    for (const [key, value] of Object.entries(fields)) lines.push(`    ${key.padEnd(26)} ${jsonField(value)}`)
  }
  return resultHead(result, io) + lines.map((line) => `${line}\n`).join('')
}
