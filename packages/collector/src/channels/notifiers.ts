import { createNotifiers, type Notifier, type NotifierOptions } from '@vonggac/alerting'
import type { Clock, Log, SecretRef } from '@vonggac/model'
import type { Config } from '@vonggac/model/inventory'
import { recordOutcome } from '../state/channel-outcomes.ts'
import type { State } from '../state/tables.ts'

interface Parts {
  readonly config: Config
  readonly state: State
  readonly clock: Clock
  readonly log: Log
  readonly secret: (ref: SecretRef) => string
  /** Who carries requests; default: this thread. */
  readonly exchange?: NotifierOptions['exchange']
}

/** The configured channels, by id; each remembers in the state database when it last delivered, and when and how it last failed. */
export function openNotifiers({ config, state, clock, log, secret, exchange }: Parts): ReadonlyMap<string, Notifier> {
  const providers = new Map(
    config.sites.flatMap((site) => site.links.map((link) => [`${site.id}/${link.id}`, link.provider])),
  )
  const made = createNotifiers(config.oncall.channels, {
    secret,
    clock,
    providerOf: (node) => providers.get(node),
    ...(exchange && { exchange }),
  })
  const remember = (channel: string, error: string | null) =>
    recordOutcome(state, { channel, at: clock.now(), error }).catch((failure: unknown) =>
      log.warn('how a channel did cannot be written down', { channel, error: failure }),
    )
  return new Map([...made].map(([id, notifier]) => [id, remembering(notifier, (error) => remember(id, error))]))
}

function remembering(notifier: Notifier, remember: (error: string | null) => Promise<void>): Notifier {
  return {
    ...notifier,
    async send(message, options) {
      try {
        await notifier.send(message, options)
      } catch (error) {
        if (!options.signal.aborted) await remember(error instanceof Error ? error.message : String(error))
        throw error
      }
      // Not waited for: whoever sends notes at once that it was taken over.
      void remember(null)
    },
  }
}
