import { createServer, type Server, STATUS_CODES } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { getRequestListener } from '@hono/node-server'
import { type Clock, ConfigError } from '@vonggac/model'
import type { createApp } from './app.ts'

/** A request that takes longer to arrive than this is no honest one: agents send at most a few megabytes. */
const REQUEST_TIMEOUT_MS = 60_000
const HEADERS_TIMEOUT_MS = 15_000
/** Longer than the minute between two writes of a slow agent, so that it need not connect anew. */
const KEEP_ALIVE_MS = 75_000
/** What requests under way get before they are cut, when we stop. */
const GRACE_MS = 1_500

export interface RunningServer extends AsyncDisposable {
  readonly host: string
  readonly port: number
  readonly url: string
}

/**
 * Listens on `address:port` (port 0: any free one). Disposing stops accepting, lets answers under way finish, then cuts what
 * is left; what is `endless` has answers that would never finish, and is closed first. Throws a `ConfigError` when the address cannot be had.
 */
export async function listen(
  app: ReturnType<typeof createApp>,
  { address, endless, clock }: { address: string; endless: readonly { close(): void }[]; clock: Clock },
): Promise<RunningServer> {
  const server = createServer(
    { requestTimeout: REQUEST_TIMEOUT_MS, headersTimeout: HEADERS_TIMEOUT_MS, keepAliveTimeout: KEEP_ALIVE_MS },
    getRequestListener(app.fetch, { overrideGlobalObjects: false }),
  )
  server.on('clientError', refuseGarbage)
  const { host, port } = splitAddress(address)
  await bind(server, host, port)
  const bound = (server.address() as AddressInfo).port
  return {
    host,
    port: bound,
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeIdleConnections()
      for (const each of endless) each.close()
      const cancel = clock.after(GRACE_MS, () => server.closeAllConnections())
      await closed
      cancel()
    },
  }
}

/** Why the HTTP parser gave up, by its code. Everything else is garbage. */
const UNREADABLE: Readonly<Record<string, readonly [status: number, detail: string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'the address or the headers are too long'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'the request took too long to arrive'],
}

/** What is no HTTP gets a problem document, too. A client that went away gets nothing. */
function refuseGarbage(error: NodeJS.ErrnoException, socket: Duplex) {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const [status, detail] = UNREADABLE[error.code ?? ''] ?? [400, 'this is no HTTP request']
  const title = STATUS_CODES[status]!
  const body = JSON.stringify({ type: 'about:blank', title, status, detail })
  socket.end(
    `HTTP/1.1 ${status} ${title}\r\nContent-Type: application/problem+json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  )
}

function bind(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => reject(explain(cause, host, port)))
    server.listen({ host, port }, () => resolve())
  })
}

function explain(cause: NodeJS.ErrnoException, host: string, port: number): ConfigError {
  const why: Record<string, string> = {
    EADDRINUSE: 'something else listens there already',
    EACCES: 'this user may not listen there',
    EADDRNOTAVAIL: 'this machine does not have that address',
    ENOTFOUND: 'the name cannot be resolved',
  }
  return new ConfigError(`cannot listen on ${host}:${port}: ${why[cause.code ?? ''] ?? cause.message}`, { cause })
}

function splitAddress(address: string): { host: string; port: number } {
  const colon = address.lastIndexOf(':')
  return { host: address.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(address.slice(colon + 1)) }
}
