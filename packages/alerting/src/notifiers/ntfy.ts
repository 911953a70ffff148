import type { Channel } from '@vonggac/model/inventory'
import type { Message, Notifier } from '../contract.ts'
import { httpNotifier, urlOf } from './http-notifier.ts'
import type { NotifierOptions } from './registry.ts'
import { ACKNOWLEDGE, lookOf, OPEN, shortOf } from './rendering.ts'

type NtfyChannel = Extract<Channel, { kind: 'ntfy' }>

/** A message of more bytes becomes an attachment, which no lock screen shows (https://docs.ntfy.sh/publish/#limitations). */
const MAX_BYTES = 4_096

/** 5 rings through "do not disturb", 3 is the usual (https://docs.ntfy.sh/publish/#message-priority). */
const PRIORITY = { critical: 5, warning: 3, over: 3, other: 3 } as const
const TAG = {
  critical: 'rotating_light',
  warning: 'warning',
  over: 'white_check_mark',
  other: 'information_source',
} as const

/** A push by ntfy, published as JSON (https://docs.ntfy.sh/publish/#publish-as-json): the short form, which opens the incident, and a button. */
export function ntfyNotifier(channel: NtfyChannel, options: NotifierOptions): Notifier {
  return httpNotifier(channel, options, {
    requests({ message, secrets }) {
      const topic = secrets.read(channel.topic)
      const headers = channel.token ? { authorization: `Bearer ${secrets.read(channel.token)}` } : {}
      const body = JSON.stringify(bodyOf(message, topic, channel.language))
      return [{ receiver: '', request: { method: 'POST', url: urlOf(channel.url), headers, body } }]
    },
  })
}

function bodyOf(message: Message, topic: string, language: 'vi' | 'en') {
  const { link, actions, incident } = message
  const look = lookOf(message)
  return {
    topic,
    title: incident.title[language],
    message: withinBytes(shortOf(message, language), MAX_BYTES),
    priority: PRIORITY[look],
    tags: [TAG[look]],
    ...(link !== null && { click: link }),
    actions: [
      ...(actions ? [{ action: 'view', label: ACKNOWLEDGE[language], url: actions.acknowledge, clear: true }] : []),
      ...(link === null ? [] : [{ action: 'view', label: OPEN[language], url: link }]),
    ],
  }
}

/** The beginning of a text, cut between characters. */
function withinBytes(text: string, bytes: number): string {
  const all = Buffer.from(text)
  return all.length <= bytes
    ? text
    : all
        .subarray(0, bytes)
        .toString()
        .replace(/\ufffd+$/, '')
}
