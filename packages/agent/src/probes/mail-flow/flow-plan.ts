import type { SecureContext } from 'node:tls'
import type { MailFlowConfig } from '@vonggac/model/inventory'
import { tlsMode } from '../mail/tls-mode.ts'
import type { FlowServer } from './flow-stream.ts'
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

/** A server as it is connected to. */
export function serverOf(
  config: MailFlowConfig,
  which: 'smtp' | 'imap',
  context: SecureContext | undefined,
): FlowServer {
  const { host, port, serverName } = config[which]
  return {
    protocol: which === 'smtp' ? 'SMTP' : 'IMAP',
    host,
    port,
    tls: tlsMode(config[which]),
    serverName: serverName ?? host,
    family: config.family,
    context,
    insecure: config.insecure,
  }
}
