import type { Socket } from 'node:net'
import { type SecureContext, TLSSocket } from 'node:tls'
import { acceptTcp, type Listener } from './listener.ts'

/** How a server's conversation becomes private. */
export type TlsMode = 'implicit' | 'starttls' | 'none'

/** What a protocol of lines can do with its client. */
export interface LineTalk {
  /** Whether the conversation is private by now. */
  readonly isSecure: boolean
  /** Says lines, without their ends. */
  say(...lines: readonly string[]): void
  /** Says bytes as they are. */
  send(bytes: string | Uint8Array): void
  /** Begins TLS. */
  secure(): void
  /** Ends the conversation after what was said. */
  end(): void
}

/** Greets, and gives what takes the lines of the client, without their ends. */
export type LineProtocol = (talk: LineTalk) => (line: string) => void

/** A client that says more than this without ending its line has lost its way, bytes. */
const MAX_LINE = 65_536

/** Speaks a protocol of lines (SMTP, IMAP, POP3). */
export function listenLines(
  { address, port, tls }: { readonly address: string; readonly port: number; readonly tls: TlsMode },
  context: SecureContext,
  protocol: LineProtocol,
): Promise<Listener> {
  return acceptTcp(address, port, (connection) => {
    let stream: Socket | TLSSocket = connection
    let rest = ''
    const secured = () => {
      connection.removeAllListeners('data')
      rest = ''
      const wrapped = new TLSSocket(connection, { isServer: true, secureContext: context })
      wrapped.on('error', () => connection.destroy())
      stream = wrapped
    }
    const talk: LineTalk = {
      get isSecure() {
        return stream !== connection
      },
      say: (...lines) => talk.send(lines.map((line) => `${line}\r\n`).join('')),
      send: (bytes) => void (stream.writable && stream.write(bytes)),
      secure() {
        secured()
        stream.on('data', hear)
      },
      end: () => void stream.end(),
    }
    const hear = (bytes: Buffer) => {
      rest += bytes.toString('latin1')
      if (rest.length > MAX_LINE && !rest.includes('\n')) return void connection.destroy()
      for (let end = rest.indexOf('\n'); end !== -1; end = rest.indexOf('\n')) {
        const line = rest.slice(0, end).replace(/\r$/, '')
        rest = rest.slice(end + 1)
        take(line)
      }
    }
    if (tls === 'implicit') secured()
    const take = protocol(talk)
    stream.on('data', hear)
  })
}
