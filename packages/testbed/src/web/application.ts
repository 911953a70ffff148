import type { Clock } from '@vonggac/model'
import type { Answer } from './page.ts'

/** A question to a web application. */
export interface Question {
  readonly method: string
  readonly url: URL
  readonly header: (name: string) => string
  readonly body: string
}

/** What an application answers, by method and path: `GET /login`. */
export type Routes = Readonly<Record<string, (question: Question) => Answer>>

/** What the applications are made of. */
export interface ApplicationDeps {
  /** Sets machines apart. */
  readonly name: string
  /** Of every account, and the key of every interface. */
  readonly password: string
  readonly clock: Clock
}

/** Now, Unix epoch s. */
export const nowS = (clock: Clock): number => clock.now() / 1_000
