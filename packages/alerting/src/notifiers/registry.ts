import type { Clock, SecretRef } from '@vonggac/model'
import type { Channel } from '@vonggac/model/inventory'
import type { Notifier } from '../contract.ts'
import { alertmanagerNotifier } from './alertmanager.ts'
import { mattermostNotifier, slackNotifier, teamsNotifier } from './chat.ts'
import { emailNotifier } from './email.ts'
import type { exchange } from './exchange.ts'
import { ntfyNotifier } from './ntfy.ts'
import { smsNotifier } from './sms.ts'
import { syslogNotifier } from './syslog.ts'
import { telegramNotifier } from './telegram.ts'
import { webhookNotifier } from './webhook.ts'
import { zaloNotifier } from './zalo.ts'

/** What every kind of notifier gets. */
export interface NotifierOptions {
  /** Reads a secret; throws when it is not there. Asked at every sending, so that a new one counts at once. */
  readonly secret: (ref: SecretRef) => string
  /** Says what time it is, for signatures and stamps. */
  readonly clock: Pick<Clock, 'now'>
  /** Whose circuit a node of the topology is. */
  readonly providerOf?: (node: string) => string | undefined
  /** A certificate authority (PEM) to trust beside the usual ones. */
  readonly ca?: string
  /** Who carries requests; default: `exchange` itself. */
  readonly exchange?: typeof exchange
}

type Factories = {
  readonly [K in Channel['kind']]: (channel: Extract<Channel, { kind: K }>, options: NotifierOptions) => Notifier
}

/** Every way out of the house: adding one is its file and a line here. */
export const notifierKinds: Factories = {
  alertmanager: alertmanagerNotifier,
  email: emailNotifier,
  mattermost: mattermostNotifier,
  ntfy: ntfyNotifier,
  slack: slackNotifier,
  sms: smsNotifier,
  syslog: syslogNotifier,
  teams: teamsNotifier,
  telegram: telegramNotifier,
  webhook: webhookNotifier,
  zalo: zaloNotifier,
}

/** Makes the notifiers of the configured channels, by channel id. Opens nothing. */
export function createNotifiers(channels: readonly Channel[], options: NotifierOptions): Map<string, Notifier> {
  return new Map(channels.map((channel) => [channel.id, create(channel, options)]))
}

function create<K extends Channel['kind']>(channel: Extract<Channel, { kind: K }>, options: NotifierOptions): Notifier {
  const factory = notifierKinds[channel.kind] as (channel: Channel, options: NotifierOptions) => Notifier
  return factory(channel, options)
}
