import { fillTemplate } from '@vonggac/model'
import type { Channel } from '@vonggac/model/inventory'
import type { Message, Notifier } from '../contract.ts'
import { httpNotifier, type Sending, urlOf } from './http-notifier.ts'
import { headersOf, signatureOf, templateOf, valuesOf, withSecrets } from './message-values.ts'
import type { NotifierOptions } from './registry.ts'

type WebhookChannel = Extract<Channel, { kind: 'webhook' }>

/** The body of a webhook, version 1: fields may be added, never renamed. Times are Unix epoch milliseconds. */
export interface WebhookBody {
  readonly version: 1
  /** The same at every repetition; also the header `Idempotency-Key`. */
  readonly key: string
  readonly channel: string
  readonly kind: Message['kind']
  readonly subject: string
  readonly text: string
  /** One line of each language. */
  readonly short?: Message['short']
  readonly link: string | null
  readonly actions?: Message['actions']
  /** For whom, where the message is for a person. */
  readonly to?: string
  readonly incident: Message['incident']
}

/** Sends the message as JSON (`WebhookBody`), or as the channel's template says; signed where it has a key. */
export function webhookNotifier(channel: WebhookChannel, options: NotifierOptions): Notifier {
  const template = channel.body === undefined ? undefined : templateOf(channel.body)
  const texts = Object.values(channel.headers).filter((value) => typeof value === 'string')
  const templates = [...(template ? [template] : []), ...texts.map(templateOf)]
  return httpNotifier(channel, options, {
    requests(sending) {
      const values = withSecrets(valuesOf(sending, channel.id), sending, { named: channel.secrets, templates })
      const body = template ? fillTemplate(template, values) : JSON.stringify(bodyOf(sending, channel.id))
      const { secrets, now, key } = sending
      const signature = channel.sign && {
        [channel.sign.header.toLowerCase()]: signatureOf(body, secrets.read(channel.sign.secret), now),
      }
      const headers = {
        ...headersOf(channel.headers, values, sending),
        'content-type': channel.contentType ?? 'application/json',
        'idempotency-key': key,
        ...signature,
      }
      const url = urlOf(secrets.read(channel.url))
      return [{ receiver: '', request: { method: channel.method ?? 'POST', url, headers, body } }]
    },
  })
}

const bodyOf = ({ message, key, to }: Sending, channel: string): WebhookBody => {
  const { kind, subject, text, short, link, actions, incident } = message
  return {
    version: 1,
    key,
    channel,
    kind,
    subject,
    text,
    ...(short && { short }),
    link,
    ...(actions && { actions }),
    ...(to && { to: to.id }),
    incident,
  }
}
