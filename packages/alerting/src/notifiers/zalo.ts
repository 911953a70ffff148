import { TransientError } from '@vonggac/model'
import type { Channel } from '@vonggac/model/inventory'
import type { Notifier } from '../contract.ts'
import type { ExchangeAnswer } from './exchange.ts'
import { httpNotifier, jsonOf, judgeStatus, refusal, under } from './http-notifier.ts'
import type { NotifierOptions } from './registry.ts'
import { plainText, receiversOf } from './rendering.ts'
import type { Secrets } from './secrets.ts'

type ZaloChannel = Extract<Channel, { kind: 'zalo' }>

/** Longest text of a message (https://developers.zalo.me/docs/official-account/tin-nhan/tin-tu-van/gui-tin-tu-van-dang-van-ban). */
const MAX_TEXT = 2_000
const READ = 16_384

/**
 * Codes that pass (https://developers.zalo.me/docs/official-account/phu-luc/ma-loi): -32 too many requests, -200 not sent;
 * -124, -216, -220 a token that is no longer good, which somebody replaces: it is read anew at every attempt. The list is from memory
 * and not from a live account, but for -230, which is reported from use (khoicodedao/Poto_platform on GitHub, docs/FIX_ERROR_230.md).
 */
const PASSING: ReadonlySet<number> = new Set([-32, -124, -200, -216, -220])

/** What people can do about codes that Zalo words for programmers. */
const ADVICE: Readonly<Record<number, string>> = {
  [-124]: 'the access token is no longer good: put a new one in its place',
  [-211]: "the Official Account's quota is used up",
  [-213]: 'this person does not follow the Official Account',
  [-216]: 'the access token is no longer good: put a new one in its place',
  [-220]: 'the access token is no longer good: put a new one in its place',
  [-230]: 'this person has not written to the Official Account for 7 days',
  [-232]: 'this person has not written to the Official Account lately',
  [-234]: 'this kind of message is not delivered at night',
}

/** Sends a text by the Official Account's API, version 3. Its HTTP status is 200 for everything: the code in the answer says what happened. */
export function zaloNotifier(channel: ZaloChannel, options: NotifierOptions): Notifier {
  return httpNotifier(channel, options, {
    requests({ message, to, secrets }) {
      const url = under(channel.api, '/v3.0/oa/message/cs')
      const headers = { access_token: secrets.read(channel.token) }
      const users = receiversOf(channel.users, to, { address: 'zalo', what: 'Zalo user id (`zalo`)' })
      return users.map((user) => {
        const body = JSON.stringify({ recipient: { user_id: user }, message: { text: plainText(message, MAX_TEXT) } })
        return { receiver: user, request: { method: 'POST', url, headers, body, read: READ } }
      })
    },
    judge,
  })
}

function judge(answer: ExchangeAnswer, secrets: Secrets): void {
  judgeStatus(answer, secrets)
  const body = jsonOf(answer.beginning) as { readonly error?: unknown; readonly message?: unknown } | null | undefined
  if (typeof body?.error !== 'number') throw new TransientError('this is no answer of Zalo')
  if (body.error === 0) return
  const said = [secrets.clean(String(body.message ?? '')), ADVICE[body.error]].filter(Boolean).join('; ')
  throw refusal(`Zalo ${body.error}`, said, { again: PASSING.has(body.error) })
}
