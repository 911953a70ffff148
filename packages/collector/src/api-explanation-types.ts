import type { Explanation } from '@vonggac/alerting'
import type { CheckOrigin } from '@vonggac/model/inventory'
import type { CheckStatus } from './api-types.ts'

/** How alerting deals with a check, and how the check is. */
export interface CheckExplanation extends Explanation {
  /** Why it is checked at all. */
  readonly origin: CheckOrigin
  readonly now: CheckStatus & {
    /** The open incident that it is part of, or that is about its thing. */
    readonly incident: string | null
  }
}
