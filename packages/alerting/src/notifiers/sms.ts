import { asciiOf, fillTemplate, fitSms, parseJsonPath, smsUnits, TransientError, valueAt } from '@vonggac/model'
import type { Channel } from '@vonggac/model/inventory'
import type { Message, Notifier } from '../contract.ts'
import type { ExchangeAnswer } from './exchange.ts'
import { httpNotifier, jsonOf, type Sending, statusRefusal, urlOf } from './http-notifier.ts'
import { headersOf, templateOf, valuesOf, withSecrets } from './message-values.ts'
import type { NotifierOptions } from './registry.ts'
import { receiversOf, shortOf } from './rendering.ts'
import type { Secrets } from './secrets.ts'

type SmsChannel = Extract<Channel, { kind: 'sms' }>

/** Gateways answer with a line or a small document; a regular expression has no more to look at. */
const READ = 4_096

/**
 * Sends a text message through any gateway that takes HTTP requests, one request a number. What the answer must be to count is the
 * channel's to say: many gateways answer 200 to everything. Whether "no" means "not now" only they know, so it is tried again.
 */
export function smsNotifier(channel: SmsChannel, options: NotifierOptions): Notifier {
  const url = typeof channel.url === 'string' ? templateOf(channel.url) : undefined
  const written = channel.body ?? (isPlain(channel) ? PLAIN_BODY : undefined)
  const body = written === undefined ? undefined : templateOf(written)
  const texts = Object.values(channel.headers).filter((value) => typeof value === 'string')
  const templates = [...(url ? [url] : []), ...(body ? [body] : []), ...texts.map(templateOf)]

  const requestOf = (sending: Sending, phone: string) => {
    const person = sending.to ?? { id: '', name: '' }
    const own = { ...valuesOf(sending, channel.id), text: smsText(sending.message, channel), to: { ...person, phone } }
    const values = withSecrets(own, sending, { named: channel.secrets, templates })
    // The address may be a secret as a whole; it is a template all the same.
    const address = url ?? templateOf(sending.secrets.read(channel.url))
    const headers = headersOf(channel.headers, values, sending)
    return {
      method: channel.method,
      url: urlOf(fillTemplate(address, values)),
      headers: { ...(body && { 'content-type': channel.contentType }), ...headers },
      ...(body && { body: fillTemplate(body, values) }),
      read: READ,
    }
  }
  return httpNotifier(channel, options, {
    requests(sending) {
      const phones = receiversOf(channel.to, sending.to, { address: 'phone', what: 'telephone number (`phone`)' })
      return phones.map((phone) => ({ receiver: phone, request: requestOf(sending, phone) }))
    },
    ...(Object.keys(channel.success).length > 0 && {
      judge: (answer, secrets) => judge(answer, secrets, channel.success),
    }),
  })
}

/** What is posted where the channel says nothing of what its gateway wants. */
const PLAIN_BODY = '{"to": {{ to.phone | json }}, "text": {{ text | json }}}'

const isPlain = ({ url, method }: SmsChannel): boolean =>
  typeof url === 'string' && !url.includes('{{') && method !== 'GET'

/** The short form, with the way to acknowledge where that leaves room for the message, in as many parts as the channel pays for. */
export function smsText(
  message: Message,
  { language, ascii, parts }: Pick<SmsChannel, 'language' | 'ascii' | 'parts'>,
): string {
  const written = (text: string) => (ascii ? asciiOf(text) : text).replace(/\s+/g, ' ').trim()
  const text = written(shortOf(message, language))
  const link = message.actions && ` ${written(message.actions.acknowledge)}`
  if (!link) return fitSms(text, parts)
  // A message that is mostly address says nothing: what is broken comes first.
  const room = (ascii ? 153 : 67) * parts - smsUnits(link)
  if (room < smsUnits(text) && room < 60) return fitSms(text, parts)
  return fitTo(text, parts, link)
}

/** The text cut so that it and its end together fit. */
function fitTo(text: string, parts: number, end: string): string {
  let kept = [...text]
  const whole = () => `${kept.join('')}${kept.length < [...text].length ? '...' : ''}${end}`
  while (kept.length > 0 && fitSms(whole(), parts) !== whole()) kept = kept.slice(0, -1)
  return whole()
}

function judge(answer: ExchangeAnswer, secrets: Secrets, wanted: SmsChannel['success']): void {
  const { status, beginning } = answer
  const said = secrets.clean(beginning)
  const isGood = wanted.status ? wanted.status.includes(status) : status >= 200 && status < 300
  if (!isGood) throw statusRefusal(answer, secrets)
  if (wanted.match !== undefined && !new RegExp(wanted.match, 'u').test(beginning)) {
    throw new TransientError(`the gateway's answer is none of success: ${said}`)
  }
  if (wanted.json === undefined) return
  const document = jsonOf(beginning)
  if (document === undefined) throw new TransientError(`the gateway's answer is no JSON: ${said}`)
  const { value } = valueAt(document, parseJsonPath(wanted.json) ?? [])
  if (!wanted.equals?.some((one) => String(one) === String(value))) {
    throw new TransientError(`the gateway's answer is none of success: ${said}`)
  }
}
