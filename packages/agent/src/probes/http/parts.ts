import type { Clock } from '@vonggac/model'
import { createResolver, type Resolver } from '../connection.ts'
import { createMarkup, type Markup } from '../markup/markup.ts'
import { createTrust, type Trust } from '../tls/trust.ts'
import { createExpressions, type Expressions } from './expressions.ts'

/** What all requests of a probe share. */
export interface HttpParts {
  readonly clock: Clock
  readonly resolve: Resolver
  readonly trust: Trust
  readonly expressions: Expressions
  /** Loaded by the first check that looks into XML or HTML. */
  readonly markup: Markup
}

export const createHttpParts = (clock: Clock): HttpParts => ({
  clock,
  resolve: createResolver(clock),
  trust: createTrust({ legacy: false }),
  expressions: createExpressions(),
  markup: createMarkup(),
})
