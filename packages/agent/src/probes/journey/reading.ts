import { type ErrorCode, type FieldValue, int } from '@vonggac/model'
import type { JourneyConfig } from '@vonggac/model/inventory'
import type { Measured, Reading } from '../../probe.ts'
import { formatMs } from '../icmp/target-window.ts'
import type { Trouble } from '../tls/verdict.ts'
import type { Run } from './run.ts'
import type { StepOutcome } from './step.ts'

/** Values that one line for people can hold. */
const MAX_VALUES_SHOWN = 6

/** Field `result_code` of measurement `journey` and `journey_step`: 0 is good. */
const RESULT_CODE: Partial<Record<ErrorCode, number>> = {
  mismatch: 1,
  refused: 2,
  unreachable: 2,
  reset: 2,
  dns: 2,
  tls: 2,
  timeout: 3,
  auth: 4,
  protocol: 5,
  slow: 6,
  threshold: 6,
  down: 6,
}
const OTHER = 7

const resultCode = (error: ErrorCode | undefined): bigint =>
  int(error === undefined ? 0 : (RESULT_CODE[error] ?? OTHER))

const ms = (value: number): number => Math.round(value * 1_000) / 1_000

type Verdict = Pick<Reading, 'status' | 'error'> & { readonly troubles: readonly string[] }

/** A run as what is measured and told. `hide` takes secrets out. */
export function runReading(
  config: JourneyConfig,
  run: Run,
  certificates: readonly Trouble[],
  hide: (text: string) => string,
): Reading {
  const verdict = verdictOn(config, run, certificates)
  const { status = 'ok', error, troubles } = verdict
  const good = run.main.filter((outcome) => outcome.status !== 'fail').length
  const summary = `${good} of ${mainSteps(config)} steps in ${formatMs(run.totalMs)}`
  const values = run.main.flatMap((outcome) => outcome.values.map(({ name, text }) => `${name} ${text}`))
  const detail =
    troubles.length > 0
      ? `${troubles.join('; ')} (${summary})`
      : [summary, ...values.slice(0, MAX_VALUES_SHOWN)].join(', ')
  return {
    status,
    ...(error && { error }),
    detail: hide(detail),
    measured: [
      journeyPoint(config, run, verdict),
      ...[...run.main, ...run.after].flatMap((one) => stepPoints(config, one)),
    ],
  }
}

const mainSteps = ({ steps }: JourneyConfig): number => steps.filter(({ always }) => !always).length

function verdictOn(config: JourneyConfig, { main, after, totalMs }: Run, certificates: readonly Trouble[]): Verdict {
  const failed = main.find(({ status }) => status === 'fail')
  const untidy = after.filter(({ status }) => status === 'fail').map((one) => stepText(config, one))
  if (failed) return { status: 'fail', error: failed.error!, troubles: [stepText(config, failed), ...untidy] }
  const old = config.insecure ? [] : certificates
  const texts = old.map(({ text }) => text)
  if (old.some(({ status }) => status === 'fail')) return { status: 'fail', error: 'threshold', troubles: texts }
  const slow = config.warnMs !== undefined && totalMs > config.warnMs ? [`slower than ${formatMs(config.warnMs)}`] : []
  const warned = [...main, ...after].filter(({ status }) => status === 'warn')
  const troubles = [...warned.map((one) => stepText(config, one)), ...untidy, ...texts, ...slow]
  if (troubles.length === 0) return { status: 'ok', troubles }
  // Everything that people do works: what was left behind is for another day.
  const error = warned[0]?.error ?? (untidy.length > 0 ? 'partial' : texts.length > 0 ? 'threshold' : 'slow')
  return { status: 'warn', error, troubles }
}

function stepText({ steps }: JourneyConfig, { name, troubles }: StepOutcome): string {
  const at = steps.findIndex((step) => step.name === name) + 1
  return `step ${at} of ${steps.length}, ${name}: ${troubles.join('; ')}`
}

function journeyPoint(config: JourneyConfig, { main, totalMs }: Run, { status, error }: Verdict): Measured {
  const failed = main.find((outcome) => outcome.status === 'fail')
  return {
    measurement: 'journey',
    tags: { journey: config.name },
    fields: {
      total_ms: ms(totalMs),
      steps: int(mainSteps(config)),
      steps_ok: int(main.filter((outcome) => outcome.status !== 'fail').length),
      failed_step: failed?.name ?? '',
      result: (status === 'ok' ? undefined : error) ?? 'ok',
      result_code: resultCode(status === 'ok' ? undefined : error),
    },
  }
}

function stepPoints(config: JourneyConfig, outcome: StepOutcome): Measured[] {
  const { name, totalMs, tries, httpStatus, phases, redirects, error, values } = outcome
  const fields: Record<string, FieldValue> = {
    total_ms: ms(totalMs),
    tries: int(tries),
    result: error ?? 'ok',
    result_code: resultCode(error),
  }
  if (httpStatus !== undefined) fields.http_response_code = int(httpStatus)
  if (redirects !== undefined) fields.redirects = int(redirects)
  for (const [phase, value] of Object.entries(phases ?? {})) fields[PHASE_NAMES[phase] ?? phase] = ms(value)
  const tags = { journey: config.name, step: name }
  return [
    { measurement: 'journey_step', tags, fields },
    ...values.map((value) => ({
      measurement: 'journey_value',
      tags: { ...tags, name: value.name },
      fields: value.fields,
    })),
  ]
}

const PHASE_NAMES: Readonly<Record<string, string>> = { ttfb_ms: 'first_byte_ms' }
