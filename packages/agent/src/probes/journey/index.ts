import type { Clock, Log } from '@vonggac/model'
import type { JourneyConfig } from '@vonggac/model/inventory'
import type { Probe, ProbeContext } from '../../probe.ts'
import { createHttpParts, type HttpParts } from '../http/parts.ts'
import { createRedaction } from '../redaction.ts'
import { trustedBy } from './address.ts'
import { createCookieJar } from './cookie-jar.ts'
import { runReading } from './reading.ts'
import { runJourney } from './run.ts'
import type { Session } from './session.ts'
import { createVariables } from './variables.ts'

/**
 * Goes through a web application in steps, as somebody who uses it does: with cookies and forms, from one page to the next.
 * Every run begins anew, without cookies.
 */
export function createJourneyProbe({ clock }: { readonly clock: Clock; readonly log: Log }): Probe<JourneyConfig> {
  const parts = createHttpParts(clock)
  return {
    kind: 'journey',
    async run(config, { signal, secret }) {
      signal.throwIfAborted()
      if (needsMarkup(config)) await parts.markup.load()
      const session = sessionOf(config, parts, secret)
      try {
        const run = await runJourney(session, signal)
        return runReading(config, run, session.certificates, session.redaction.hide)
      } catch (error) {
        // The message may hold what a page said.
        if (error instanceof Error) {
          error.message = session.redaction.hide(error.message)
          error.stack = session.redaction.hide(error.stack ?? '')
        }
        throw error
      } finally {
        await session.browser?.close()
      }
    },
  }
}

/** Whether the parsers of XML and HTML are needed. */
const needsMarkup = ({ steps }: JourneyConfig): boolean =>
  steps.some(
    ({ expect, extract, values }) =>
      [...Object.values(extract), ...values].some(({ xpath }) => xpath !== undefined) || expect.xpath.length > 0,
  )

function sessionOf(config: JourneyConfig, parts: HttpParts, secret: ProbeContext['secret']): Session {
  const redaction = createRedaction()
  return {
    config,
    parts,
    redaction,
    jar: createCookieJar(parts.clock),
    variables: createVariables(config, { clock: parts.clock, secret, redaction }),
    trusted: trustedBy(config),
    tools: { expressions: parts.expressions, hide: redaction.hide },
    progress: { doing: 'starting' },
    certificates: [],
    lastPage: undefined,
    browser: undefined,
  }
}
