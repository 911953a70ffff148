import type { SecureContext } from 'node:tls'
import type { MailFlowConfig } from '@vonggac/model/inventory'
import type { MailServer } from './mail-stream.ts'
import type { Marking } from './mark.ts'

/** The way that a message takes, for tags and marks. */
export const routeOf = ({ route, from, to, reflector }: MailFlowConfig): string =>
  route ?? `${from}>${reflector ?? to ?? from}`

/** Whom the message goes to. */
export const receiverOf = ({ from, to, reflector }: MailFlowConfig): string => reflector ?? to ?? from

/** What makes the messages of a check ours. */
export const markingOf = (config: MailFlowConfig): Marking => ({
  route: routeOf(config),
  domain: config.from.slice(config.from.lastIndexOf('@') + 1),
  reflector: config.reflector,
})

/** How the connection becomes private where the configuration leaves it to the port. */
const byPort: Readonly<Record<number, MailServer['tls']>> = { 465: 'implicit', 993: 'implicit' }

/** A server as it is connected to. */
export function serverOf(
  config: MailFlowConfig,
  which: 'smtp' | 'imap',
  context: SecureContext | undefined,
): MailServer {
  const { host, port, tls, serverName } = config[which]
  return {
    protocol: which.toUpperCase(),
    host,
    port,
    tls: tls ?? byPort[port] ?? 'starttls',
    serverName: serverName ?? host,
    family: config.family,
    context,
    insecure: config.insecure,
  }
}
