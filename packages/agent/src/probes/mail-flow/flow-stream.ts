import type { SecureContext } from 'node:tls'
import { type Clock, ProbeFailure } from '@vonggac/model'
import type { Progress, Resolver } from '../connection.ts'
import { type MailStream, openMailStream } from '../mail/mail-stream.ts'
import type { TlsMode } from '../mail/tls-mode.ts'
import { certificateTroubles } from '../tls/verdict.ts'

/** All that a server may say in one run, bytes: fifty headers and bodies of 32 KiB, several times. */
const MAX_BYTES = 2 ** 24

/** Where a server is and how a connection to it becomes private. */
export interface FlowServer {
  readonly protocol: 'SMTP' | 'IMAP'
  readonly host: string
  readonly port: number
  readonly tls: TlsMode
  readonly serverName: string
  readonly family: 4 | 6 | undefined
  /** The authorities to trust; undefined where nothing is private. */
  readonly context: SecureContext | undefined
  readonly insecure: boolean
}

/** What conversations are made with. */
export interface StreamDeps {
  readonly clock: Clock
  readonly resolve: Resolver
  readonly progress: Progress
  readonly signal: AbortSignal
}

/** Bytes to and from one of the two servers. Disposing closes the connection at once. */
export interface FlowStream extends Disposable {
  readonly mail: MailStream
  /** Begins TLS. Throws `ProbeFailure('tls')` for a server that may be another. */
  secure(): Promise<void>
}

/** Connects, and begins TLS where it comes first. */
export async function openFlowStream(server: FlowServer, deps: StreamDeps): Promise<FlowStream> {
  const { protocol, host, port } = server
  // A run speaks with two servers: what it was doing is told with which.
  const progress: Progress = {
    get doing() {
      return deps.progress.doing
    },
    set doing(doing) {
      deps.progress.doing =
        doing === 'connecting' ? `connecting to ${protocol} at ${host}:${port}` : `${doing} (${protocol})`
    },
  }
  const mail = await openMailStream({ ...server, maxBytes: MAX_BYTES }, { ...deps, progress, mark: () => {} })
  const secure = async () => {
    const seen = await mail.secure({ context: server.context!, serverName: server.serverName })
    if (server.insecure) return
    const rules = { warnDays: 0, failDays: 0, names: [server.serverName] }
    const troubles = certificateTroubles(seen.chain[0], seen.trustError, rules, deps.clock.now())
    const distrust = troubles.filter((trouble) => trouble.distrust)
    if (distrust.length > 0)
      throw new ProbeFailure('tls', `${protocol}: ${distrust.map(({ text }) => text).join('; ')}`)
  }
  try {
    if (server.tls === 'implicit') await secure()
    return { mail, secure, [Symbol.dispose]: () => mail[Symbol.dispose]() }
  } catch (error) {
    mail[Symbol.dispose]()
    throw error
  }
}
