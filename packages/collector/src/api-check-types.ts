import type { ErrorCode, JsonPoint, Status } from '@vonggac/model'
import type { CheckOrigin } from '@vonggac/model/inventory'
import type { CheckStatus } from './api-types.ts'

/** What the HTTP API says of one check; see `api-types.ts`. */

/** A figure of a check that is worth a chart: ask `GET /api/v1/series` for it with exactly these tags. */
export interface CheckFigure {
  readonly measurement: string
  readonly field: string
  readonly tags: Readonly<Record<string, string>>
  /** Tags to tell several lines of it apart by: each certificate of a chain, each server of a zone. */
  readonly group: readonly string[]
  /** `seconds_left`: until a certificate ends. */
  readonly unit: 'ms' | 's' | 'days' | 'seconds_left' | 'percent' | 'count' | 'score'
}

export interface CheckDetail extends CheckStatus {
  readonly timeout_ms: number
  /** Its outcome only says what surrounds a failure: it opens no incident. */
  readonly context: boolean
  /** The id of the schedule that says when it is run; `null`: always. */
  readonly schedule: string | null
  /** `site`, and what applies of `device`, `link`, `service`, `provider`. */
  readonly tags: Readonly<Record<string, string>>
  /** The options of its kind as they are, one text each. Secrets by their names alone. */
  readonly options: readonly { readonly key: string; readonly value: string }[]
  readonly origin: CheckOrigin
  readonly figures: readonly CheckFigure[]
  /** The open incident that it is part of, or that is about its thing. */
  readonly incident: string | null
  /** From when on single results are kept, Unix ms. */
  readonly results_since: number
}

/** One run of a check. */
export interface CheckResult {
  readonly at: number
  readonly status: Status
  readonly error: ErrorCode | ''
  readonly detail: string
  readonly duration_ms: number | null
}

/** Results, newest first; `next`: ask with `before` of this for older ones, `null`: there are none in the range. */
export interface CheckResults {
  readonly results: readonly CheckResult[]
  readonly next: number | null
}

/** What came of running a check by hand. It is in no statistics: nothing of it is stored or alerted on. */
export interface CheckRun extends CheckResult {
  readonly check: string
  readonly agent: string
  /** What was measured; the first of it where that is a lot. */
  readonly points: readonly JsonPoint[]
}
