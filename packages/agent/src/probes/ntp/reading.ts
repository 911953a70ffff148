import { type ErrorCode, int } from '@vonggac/model'
import type { NtpConfig } from '@vonggac/model/inventory'
import type { Measured, Reading } from '../../probe.ts'
import { bestOf, jitterOf, type Sample } from './sample.ts'

/** Everything that a run has heard: samples, and how many questions there were. */
export interface Heard {
  readonly samples: readonly [Sample, ...Sample[]]
  readonly asked: number
}

interface Verdict {
  readonly status: 'ok' | 'warn' | 'fail'
  readonly error?: ErrorCode
  /** What is wrong; nothing when all is well. */
  readonly why: string
}

/** The best sample as points, and whether that clock is good enough. */
export function ntpReading(config: NtpConfig, { samples, asked }: Heard): Reading {
  const { answer, offsetMs, delayMs } = bestOf(samples)
  const measured: Measured = {
    measurement: 'ntp',
    tags: { server: config.host },
    fields: {
      offset_ms: micro(offsetMs),
      delay_ms: micro(delayMs),
      jitter_ms: micro(jitterOf(samples, offsetMs)),
      stratum: int(answer.stratum),
      leap: int(answer.leap),
      root_delay_ms: micro(answer.rootDelayMs),
      root_dispersion_ms: micro(answer.rootDispersionMs),
      precision_ms: Number(answer.precisionMs.toPrecision(3)),
      reference: answer.reference,
      samples: int(samples.length),
      asked: int(asked),
    },
  }
  const detail = `offset ${signedMs(offsetMs)}, delay ${delayMs.toFixed(2)} ms, stratum ${answer.stratum} (${answer.reference})`
  const { status, error, why } = verdictOf(config, { offsetMs, stratum: answer.stratum, leap: answer.leap })
  return { status, ...(error && { error }), detail: why ? `${why}; ${detail}` : detail, measured: [measured] }
}

/** Whether a clock is good enough. An unsynchronised one is never, however close it happens to be. */
export function verdictOf(
  { warnOffsetMs, failOffsetMs, maxStratum }: Pick<NtpConfig, 'warnOffsetMs' | 'failOffsetMs' | 'maxStratum'>,
  { offsetMs, stratum, leap }: { readonly offsetMs: number; readonly stratum: number; readonly leap: number },
): Verdict {
  if (leap === 3 || stratum === 0 || stratum >= 16)
    return { status: 'fail', error: 'down', why: 'the server says that its own clock is not synchronised' }
  if (stratum > maxStratum)
    return { status: 'fail', error: 'threshold', why: `stratum ${stratum}, more than ${maxStratum}` }
  const far = Math.abs(offsetMs)
  if (far > failOffsetMs)
    return { status: 'fail', error: 'threshold', why: `clocks differ by more than ${failOffsetMs} ms` }
  if (far > warnOffsetMs)
    return { status: 'warn', error: 'threshold', why: `clocks differ by more than ${warnOffsetMs} ms` }
  return { status: 'ok', why: '' }
}

const micro = (ms: number) => Math.round(ms * 1_000) / 1_000

const signedMs = (ms: number) => `${ms < 0 ? '−' : '+'}${Math.abs(ms).toFixed(Math.abs(ms) < 10 ? 2 : 0)} ms`
