import { createSecureContext } from 'node:tls'
import type { Clock } from '@vonggac/model'
import type { Authority, Issued } from './authority.ts'
import { fraction } from './devices.ts'
import { answerFrom, type Zone } from './dns/zone.ts'
import { listenLines, type TlsMode } from './line-server.ts'
import { type Listener, listenUdp } from './listener.ts'
import { imapServer } from './mail/imap.ts'
import type { Mailboxes } from './mail/mailboxes.ts'
import { pop3Server } from './mail/pop3.ts'
import { smtpServer } from './mail/smtp.ts'
import { answerTime } from './ntp.ts'
import { answerBinding } from './stun.ts'
import type { Office } from './web/office.ts'
import { listenWeb } from './web/web-server.ts'

/** A server that a simulated machine runs. */
export type SimulatedServer =
  | { readonly kind: 'web'; readonly port: number; readonly tls: boolean }
  | { readonly kind: 'smtp' | 'imap' | 'pop3'; readonly port: number; readonly tls: TlsMode }
  | { readonly kind: 'dns' | 'ntp' | 'stun'; readonly port: number }

/** What the servers of one machine share. */
export interface ServerDeps {
  readonly address: string
  readonly certificate: () => Issued
  readonly office: Office
  readonly mailboxes: Mailboxes
  readonly zone: Zone
  readonly clock: Clock
}

/** Where people hand in mail without logging in: servers do (port 25, or where the testbed puts it). */
const isRelay = (port: number) => port % 1_000 === 25

export async function startServer(server: SimulatedServer, deps: ServerDeps): Promise<Listener> {
  const { address, certificate, office, mailboxes, zone, clock } = deps
  const { port } = server
  switch (server.kind) {
    case 'web':
      return await listenWeb({ address, port }, { office, clock, ...(server.tls && { certificate: certificate() }) })
    case 'dns':
      return await listenUdp(address, port, (bytes) => answerFrom(zone, bytes))
    case 'ntp':
      return await listenUdp(address, port, (bytes) => answerTime(bytes, clock.now()))
    case 'stun':
      return await listenUdp(address, port, answerBinding)
    default: {
      const { tls } = server
      const protocols = {
        smtp: smtpServer(mailboxes, { tls, isRelay: isRelay(port) }),
        imap: imapServer(mailboxes, tls),
        pop3: pop3Server(mailboxes, tls),
      }
      return await listenLines({ address, port, tls }, createSecureContext(certificate()), protocols[server.kind])
    }
  }
}

/** Days that a certificate of the testbed is valid for, at least and at most: none is near its end, and each at another time. */
const DAYS = { least: 36, spread: 330 }

/** The certificate of one machine, made when it is first needed. */
export function certificateOf(
  authority: () => Authority,
  { address, names }: { readonly address: string; readonly names: readonly string[] },
): () => Issued {
  let issued: Issued | undefined
  return () =>
    (issued ??= authority().issue({
      subject: { organisation: 'EXAMPLE', commonName: names[0] ?? address },
      use: 'server',
      names: [...names, address],
      days: DAYS.least + Math.floor(fraction(`${address}/certificate`) * DAYS.spread),
    }))
}
