import { randomBytes } from 'node:crypto'
import { type Clock, type Log, type MailCause, ProbeFailure } from '@vonggac/model'
import type { MailFlowConfig } from '@vonggac/model/inventory'
import type { Probe, ProbeContext, Reading } from '../../probe.ts'
import { createResolver, type Progress } from '../connection.ts'
import { connectionFailure } from '../connection-failure.ts'
import { createTrust, type Trust } from '../tls/trust.ts'
import { clearInterrupted, type FlowDeps, type FlowSeen, flow } from './flow.ts'
import { FlowFailure } from './flow-failure.ts'
import { serverOf } from './flow-plan.ts'
import { takenText } from './flow-verdict.ts'
import { arrivedReading, failedReading } from './reading.ts'

/** What clearing up after a run that was stopped may take, ms: the agent waits for it when it ends. */
const CLEAR_UP_MS = 3_000
const ID_BYTES = 8

/** Sends a marked message, finds it in its mailbox, times each leg, and deletes it. */
export function createMailFlowProbe({ clock }: { readonly clock: Clock; readonly log: Log }): Probe<MailFlowConfig> {
  const resolve = createResolver(clock)
  const trust = createTrust({ legacy: false })
  return {
    kind: 'mail_flow',
    async run(config, { signal, secret }): Promise<Reading> {
      signal.throwIfAborted()
      const progress: Progress = { doing: 'starting' }
      const seen: FlowSeen = { blames: 'access' }
      const context = await contextFor(trust, config)
      const deps: FlowDeps = {
        clock,
        resolve,
        progress,
        signal,
        random: () => randomBytes(ID_BYTES),
        context,
        logins: loginsOf(config, secret),
      }
      try {
        await flow(config, deps, seen)
        return arrivedReading(config, seen)
      } catch (error) {
        if (signal.aborted && seen.id !== undefined) await clearUp(config, seen.id, deps)
        const failure = connectionFailure(error, progress, signal)
        const detail = inContext(error, failure.detail, seen)
        return failedReading(config, seen, { ...failure, detail }, causeOf(error, failure.error, seen))
      }
    },
  }
}

/** The deadline, or the end of the agent, has come: what can be cleared away in a moment is. */
async function clearUp(config: MailFlowConfig, id: string, deps: FlowDeps): Promise<void> {
  const limit = new AbortController()
  const cancel = deps.clock.after(CLEAR_UP_MS, () => limit.abort(new Error('no time left to clear up')))
  try {
    await clearInterrupted(config, id, { ...deps, progress: { doing: '' }, signal: limit.signal })
  } catch {
    // The next run clears up; this one has its own reason to tell.
  } finally {
    cancel()
  }
}

/** With which server the trouble is, and what became of the message. */
function inContext(error: unknown, detail: string, { taken, blames }: FlowSeen): string {
  if (error instanceof FlowFailure) return detail
  const protocol = blames === 'submission' ? 'SMTP' : 'IMAP'
  const named = /\b(?:SMTP|IMAP)\b|arrive/.test(detail) ? detail : `${protocol}: ${detail}`
  if (taken) return `${takenText(taken)}, but ${named}`
  return blames === 'access' ? `${named}; nothing was sent` : named
}

function causeOf(error: unknown, code: string, seen: FlowSeen): MailCause {
  if (error instanceof FlowFailure) return error.mailCause
  if (code === 'tls' || code === 'auth') return code
  return code === 'threshold' ? 'mailbox-full' : seen.blames
}

/** Authorities are read only where something is private. */
async function contextFor(trust: Trust, config: MailFlowConfig) {
  const isPrivate = (['smtp', 'imap'] as const).some((which) => serverOf(config, which, undefined).tls !== 'none')
  return isPrivate ? trust.contextFor(config.caFile) : undefined
}

function loginsOf({ smtp, imap }: MailFlowConfig, secret: ProbeContext['secret']): FlowDeps['logins'] {
  const login = ({ user, password }: MailFlowConfig['imap']['auth']) => {
    const value = secret(password)
    if (/[\0\r\n]/.test(value)) throw new ProbeFailure('local', `the password of ${user} has a line end in it`)
    return { user, password: value }
  }
  return { smtp: smtp.auth && login(smtp.auth), imap: login(imap.auth) }
}
