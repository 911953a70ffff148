import { TransientError } from '@vonggac/model'
import type { Channel } from '@vonggac/model/inventory'
import type { Message, Notifier } from '../contract.ts'
import type { ExchangeAnswer } from './exchange.ts'
import { httpNotifier, jsonOf, judgeStatus, mayPass, refusal, under } from './http-notifier.ts'
import type { NotifierOptions } from './registry.ts'
import { linksOf, plainText, receiversOf } from './rendering.ts'
import type { Secrets } from './secrets.ts'

type TelegramChannel = Extract<Channel, { kind: 'telegram' }>

/** "1-4096 characters after entities parsing" (https://core.telegram.org/bots/api#sendmessage). */
const MAX_TEXT = 4_096
/** An answer holds the message that was sent. */
const READ = 65_536

/**
 * Sends the message by `sendMessage` of the Bot API (https://core.telegram.org/bots/api#sendmessage): plain text whose first line is
 * bold, without any markup that could go wrong, and a button for each link. `429` is tried again after `parameters.retry_after`.
 */
export function telegramNotifier(channel: TelegramChannel, options: NotifierOptions): Notifier {
  return httpNotifier(channel, options, {
    requests({ message, to, secrets }) {
      const url = under(channel.api, `/bot${secrets.read(channel.token)}/sendMessage`)
      const chats = receiversOf(channel.chats, to, { address: 'telegram', what: 'Telegram chat id (`telegram`)' })
      return chats.map((chat) => ({
        receiver: chat,
        request: { method: 'POST', url, headers: {}, body: JSON.stringify(bodyOf(message, chat)), read: READ },
      }))
    },
    judge,
  })
}

function bodyOf(message: Message, chat: string) {
  const text = plainText(message, MAX_TEXT)
  const end = text.indexOf('\n')
  const buttons = linksOf(message).filter(({ url }) => isPublic(url))
  return {
    chat_id: chat,
    text,
    entities: [{ type: 'bold', offset: 0, length: end === -1 ? text.length : end }],
    link_preview_options: { is_disabled: true },
    // Nobody is woken by the end, or by a warning in the middle of the night that can wait until one looks.
    disable_notification: message.kind === 'resolved',
    ...(buttons.length > 0 && {
      reply_markup: { inline_keyboard: buttons.map(({ title, url }) => [{ text: title, url }]) },
    }),
  }
}

/** Telegram refuses a whole message for a button to a name without a dot; the address stands in the text as well. */
const isPublic = (text: string) => URL.parse(text)?.hostname.includes('.') === true

interface BotAnswer {
  readonly ok?: unknown
  readonly error_code?: unknown
  readonly description?: unknown
  readonly parameters?: { readonly retry_after?: unknown; readonly migrate_to_chat_id?: unknown }
}

/** Success is `ok: true`, whatever the status; everything else says why (https://core.telegram.org/bots/api#making-requests). */
function judge(answer: ExchangeAnswer, secrets: Secrets): void {
  const body = jsonOf(answer.beginning)
  if (typeof body !== 'object' || body === null) {
    judgeStatus(answer, secrets)
    throw new TransientError('this is no answer of Telegram')
  }
  const { ok, error_code, description, parameters } = body as BotAnswer
  if (ok === true && answer.status < 300) return
  const code = typeof error_code === 'number' ? error_code : answer.status
  const after = parameters?.retry_after
  const moved = parameters?.migrate_to_chat_id
  const hint = moved === undefined ? '' : `; its chat id is now ${String(moved)}`
  throw refusal(`Telegram ${code}`, secrets.clean(`${String(description ?? '')}${hint}`), {
    again: mayPass(code),
    retryAfterMs: typeof after === 'number' && after >= 0 ? Math.min(after, 3_600) * 1_000 : undefined,
  })
}
