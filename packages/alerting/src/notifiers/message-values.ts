import { createHmac } from 'node:crypto'
import {
  asciiOf,
  channelValues,
  fillTemplate,
  namesIn,
  parseTemplate,
  type SecretRef,
  type Template,
} from '@vonggac/model'
import type { Sending } from './http-notifier.ts'

/** Templates of a channel, read once: `config check` has seen that they are right. */
export function templateOf(text: string): Template {
  const parsed = parseTemplate(text, channelValues)
  if ('problem' in parsed) throw new Error(`the template is not right: ${parsed.problem.message}`)
  return parsed.template
}

/** What templates may take (`channelValues`). */
export function valuesOf({ message, key, to, now }: Sending, channel: string) {
  const { kind, subject, text, short, link, incident, actions } = message
  const line = text.split('\n', 1)[0] ?? ''
  return { key, channel, kind, subject, text, short: short ?? { vi: line, en: line }, link, incident, actions, to, now }
}

/** Values with those secrets of the channel that the templates take: no other is read. */
export function withSecrets(
  values: object,
  { secrets }: Sending,
  {
    named = {},
    templates,
  }: { readonly named?: Readonly<Record<string, SecretRef>> | undefined; readonly templates: readonly Template[] },
): object {
  const taken = new Set(templates.flatMap(namesIn).filter((name) => name.startsWith('secrets.')))
  const read = Object.entries(named).flatMap(([name, ref]) =>
    taken.has(`secrets.${name}`) ? [[name, secrets.read(ref)]] : [],
  )
  return { ...values, secrets: Object.fromEntries(read) }
}

/** Header values, filled in: one line of ASCII each, whatever stands in an incident's title. */
export function headersOf(
  headers: Readonly<Record<string, string | SecretRef>>,
  values: object,
  { secrets }: Sending,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase(),
      typeof value === 'string' ? headerText(fillTemplate(templateOf(value), values)) : secrets.read(value),
    ]),
  )
}

const headerText = (text: string) => asciiOf(text).replace(/\s+/g, ' ').trim()

/**
 * `t=SECONDS,v1=HEX`: HMAC-SHA256 (RFC 2104) of `SECONDS.BODY`. The receiver computes the same, compares in constant time, and
 * refuses what is older than it likes: so nobody can send an old message again.
 */
export function signatureOf(body: string, secret: string, now: number): string {
  const seconds = Math.floor(now / 1_000)
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`
}
