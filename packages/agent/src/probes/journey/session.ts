import type { JourneyConfig } from '@vonggac/model/inventory'
import type { Progress } from '../connection.ts'
import type { Tools } from '../http/expectations.ts'
import type { HttpParts } from '../http/parts.ts'
import type { Redaction } from '../redaction.ts'
import type { Trouble } from '../tls/verdict.ts'
import type { Trusted } from './address.ts'
import type { Browser } from './browser.ts'
import type { CookieJar } from './cookie-jar.ts'
import type { Variables } from './variables.ts'

/** One run: what a browser's window would hold. */
export interface Session {
  readonly config: JourneyConfig
  readonly parts: HttpParts
  readonly jar: CookieJar
  readonly variables: Variables
  readonly redaction: Redaction
  readonly trusted: Trusted
  readonly tools: Tools
  readonly progress: Progress
  /** What is wrong with certificates on the way, each thing once. */
  readonly certificates: Trouble[]
  /** The page that was reached last. */
  lastPage: URL | undefined
  /** Started by the first step that needs it. */
  browser: Browser | undefined
}
