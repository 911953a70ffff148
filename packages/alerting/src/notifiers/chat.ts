import { cutText, TransientError } from '@vonggac/model'
import type { Channel } from '@vonggac/model/inventory'
import type { Message, Notifier } from '../contract.ts'
import type { ExchangeAnswer } from './exchange.ts'
import { httpNotifier, judgeStatus, urlOf } from './http-notifier.ts'
import type { NotifierOptions } from './registry.ts'
import { COLOURS, headAndBody, linksOf, lookOf } from './rendering.ts'
import type { Secrets } from './secrets.ts'

type ChatChannel = Extract<Channel, { kind: 'slack' | 'mattermost' | 'teams' }>
type Judge = (answer: ExchangeAnswer, secrets: Secrets) => void

/** A webhook whose body is what a chat program takes. */
const chatNotifier =
  (bodyOf: (message: Message) => object, read = 0, judge: Judge = judgeStatus) =>
  (channel: ChatChannel, options: NotifierOptions): Notifier =>
    httpNotifier(channel, options, {
      requests: ({ message, secrets }) => [
        {
          receiver: '',
          request: {
            method: 'POST',
            url: urlOf(secrets.read(channel.url)),
            headers: {},
            body: JSON.stringify(bodyOf(message)),
            read,
          },
        },
      ],
      judge,
    })

/** Longest text of a section, and of the text beside it (https://api.slack.com/reference/block-kit/blocks#section). */
const SLACK_SECTION = 3_000

/** Slack: an incoming webhook (https://api.slack.com/messaging/webhooks). Links are words in the text: a button would want an app that answers it. */
export const slackNotifier = chatNotifier((message) => {
  const { head, body } = headAndBody(message.text)
  const links = linksOf(message).map(({ title, url }) => `<${slackText(url)}|${slackText(title)}>`)
  const end = links.length > 0 ? `\n${links.join('  ·  ')}` : ''
  const start = `*${slackText(head)}*\n`
  const text = `${start}${cutText(slackText(body), Math.max(1, SLACK_SECTION - start.length - end.length))}${end}`
  return {
    text: message.subject,
    attachments: [
      {
        color: COLOURS[lookOf(message)],
        blocks: [{ type: 'section', text: { type: 'mrkdwn', text: text.slice(0, SLACK_SECTION) } }],
      },
    ],
  }
})

/** The three characters that Slack's mrkdwn wants escaped (https://api.slack.com/reference/surfaces/formatting#escaping). */
const slackText = (text: string) => text.replace(/[&<>]/g, (char) => ({ '&': '&amp;', '<': '&lt;' })[char] ?? '&gt;')

/**
 * A server of old refuses a post whose attachments are longer than 7,900 characters as JSON (seen in
 * https://gitlab.com/gitlab-org/gitlab-foss/-/issues/37555): less than half of that is text, because escaping can double it.
 */
const MATTERMOST_TEXT = 3_000

/** Mattermost: an incoming webhook (https://developers.mattermost.com/integrate/webhooks/incoming/). */
export const mattermostNotifier = chatNotifier((message) => {
  const { head, body } = headAndBody(message.text)
  const links = linksOf(message).map(({ title, url }) => `[${title}](${url})`)
  return {
    text: `**${markdown(head)}**`,
    attachments: [
      {
        fallback: message.subject,
        color: COLOURS[lookOf(message)],
        text: [markdown(cutText(body, MATTERMOST_TEXT)), links.join(' · ')].filter(Boolean).join('\n\n'),
      },
    ],
  }
})

/** What stands in a title is text, never markup or a mention of everybody. */
const markdown = (text: string) => text.replace(/[\\`*_{}[\]<>#+!|~]/g, '\\$&').replace(/@/g, '@\u200b')

/** A message may have 28 KB (https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook). */
const TEAMS_TEXT = 6_000
const TEAMS_STYLE = { over: 'good', critical: 'attention', warning: 'warning', other: 'emphasis' } as const

/** Microsoft Teams: an Adaptive Card to a workflow, which answers 202; connectors of old answer 200 also when they could not deliver. */
export const teamsNotifier = chatNotifier(
  (message) => {
    const { head, body } = headAndBody(message.text)
    const block = (text: string, more: object) => ({ type: 'TextBlock', text: markdown(text), wrap: true, ...more })
    const lines = cutText(body, TEAMS_TEXT)
      .split('\n')
      .filter((line) => line.trim() !== '')
    const content = {
      $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
      type: 'AdaptiveCard',
      version: '1.4',
      body: [
        {
          type: 'Container',
          style: TEAMS_STYLE[lookOf(message)],
          bleed: true,
          items: [block(head, { size: 'Medium', weight: 'Bolder' })],
        },
        ...lines.map((line) => block(line, { spacing: 'Small' })),
      ],
      actions: linksOf(message).map(({ title, url }) => ({ type: 'Action.OpenUrl', title, url })),
    }
    const card = { contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content }
    return { type: 'message', summary: message.subject, attachments: [card] }
  },
  1_024,
  (answer, secrets) => {
    judgeStatus(answer, secrets)
    if (/webhook message delivery failed/i.test(answer.beginning))
      throw new TransientError(`Teams: ${secrets.clean(answer.beginning)}`)
  },
)
