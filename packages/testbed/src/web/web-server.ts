import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createHttps } from 'node:https'
import type { Clock } from '@vonggac/model'
import type { Issued } from '../authority.ts'
import { acceptTcp, type Listener } from '../listener.ts'
import { swing } from '../traffic.ts'
import type { Question } from './application.ts'
import type { Office } from './office.ts'

/** What somebody may send, bytes. */
const MAX_BODY = 65_536
/** How long an application thinks, ms. */
const THINKS_MS = { low: 4, high: 60 }

/** Serves an office over HTTP, or over HTTPS where there is a certificate. */
export function listenWeb(
  { address, port }: { readonly address: string; readonly port: number },
  { office, certificate, clock }: { readonly office: Office; readonly certificate?: Issued; readonly clock: Clock },
): Promise<Listener> {
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const question = await questionOf(request)
    if (!question) return void response.writeHead(413, { connection: 'close' }).end()
    const { status, headers, body } = office.answer(question)
    const thinksMs = swing(`${address}${question.url.pathname}`, clock.now() / 1_000, THINKS_MS)
    const cancel = clock.after(thinksMs, () => {
      response.writeHead(status, { ...headers, server: 'VongGac-testbed', 'content-length': Buffer.byteLength(body) })
      response.end(body)
    })
    response.on('close', cancel)
  }
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    serve(request, response).catch(() => response.destroy())
  }
  const server = certificate ? createHttps(certificate, listener) : createHttp(listener)
  server.on('tlsClientError', (_, socket) => socket.destroy())
  return acceptTcp(address, port, (connection) => void server.emit('connection', connection))
}

async function questionOf(request: IncomingMessage): Promise<Question | undefined> {
  const url = URL.parse(request.url ?? '/', 'http://testbed')
  if (!url) return undefined
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request) {
    length += (chunk as Buffer).length
    if (length > MAX_BODY) return undefined
    chunks.push(chunk as Buffer)
  }
  return {
    method: request.method ?? 'GET',
    url,
    header: (name) => String(request.headers[name] ?? ''),
    body: Buffer.concat(chunks).toString('utf8'),
  }
}
