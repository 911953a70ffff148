import { readFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { createSecureContext, createServer as createTlsServer, TLSSocket } from 'node:tls'

/**
 * Servers that say as little as each protocol needs for a run to be ok, see `small-servers.ts`. `argv[2]` and `argv[3]`: certificate and key. Tells its
 * ports as one line of JSON, and ends with its input.
 */
const [, , cert, key] = process.argv
const credentials = { cert: readFileSync(cert!), key: readFileSync(key!) }
const context = createSecureContext(credentials)

type Serve = (socket: Socket) => void

/** Answers each complete line. */
const byLine =
  (greeting: string, answer: (line: string, socket: Socket) => string | undefined): Serve =>
  (socket) => {
    let text = ''
    if (greeting) socket.write(greeting)
    socket.on('data', (chunk) => {
      text += chunk
      for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
        const line = text.slice(0, end).trimEnd()
        text = text.slice(end + 1)
        const said = answer(line, socket)
        if (said) socket.write(said)
      }
    })
  }

const http: Serve = (socket) => {
  socket.on('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nready'))
}

const smtpAnswer = (line: string): string => {
  if (/^EHLO/i.test(line)) return '250-probe\r\n250-STARTTLS\r\n250 8BITMIME\r\n'
  if (/^QUIT/i.test(line)) return '221 bye\r\n'
  return /^(MAIL|RCPT|RSET|NOOP)/i.test(line) ? '250 ok\r\n' : '500 what?\r\n'
}

const smtp = byLine('220 probe ESMTP\r\n', (line, socket) => {
  if (!/^STARTTLS/i.test(line)) return smtpAnswer(line)
  socket.removeAllListeners('data')
  socket.write('220 go\r\n')
  const secured = new TLSSocket(socket, { isServer: true, secureContext: context })
  byLine('', smtpAnswer)(secured.on('error', () => {}))
  return undefined
})

const imap = byLine('* OK probe ready\r\n', (line) => {
  const [tag = '*', command = ''] = line.split(' ')
  if (/^CAPABILITY/i.test(command)) return `* CAPABILITY IMAP4rev1\r\n${tag} OK done\r\n`
  return /^LOGOUT/i.test(command) ? `* BYE\r\n${tag} OK bye\r\n` : `${tag} OK\r\n`
})

const pop3 = byLine('+OK probe ready\r\n', (line) => (/^CAPA/i.test(line) ? '+OK\r\nUSER\r\n.\r\n' : '+OK\r\n'))

/** Headers of the request that an answer repeats (RFC 3261 section 8.2.6). */
const repeated = /^(via|v|from|f|to|t|call-id|i|cseq)\s*:/i

const sip: Serve = (socket) => {
  let text = ''
  socket.on('data', (chunk) => {
    text += chunk
    if (!text.includes('\r\n\r\n')) return
    const headers = text.split('\r\n').filter((line) => repeated.test(line))
    text = ''
    socket.write(`SIP/2.0 200 OK\r\n${headers.join('\r\n')}\r\nContent-Length: 0\r\n\r\n`)
  })
}

/** RELEASE COMPLETE, normal call clearing, with the call reference of the SETUP turned round. */
const h323: Serve = (socket) => {
  socket.on('data', (setup) => {
    if (setup[8] !== 5) return
    const release = Buffer.from('0300000d080280005a08028090', 'hex')
    release.writeUInt16BE(setup.readUInt16BE(6) | 0x8000, 6)
    socket.end(release)
  })
}

/** A Binding success with an XOR-MAPPED-ADDRESS. */
const stun: Serve = (socket) => {
  socket.on('data', (request) => {
    const head = Buffer.from('0101000c2112a442', 'hex')
    socket.write(Buffer.concat([head, request.subarray(8, 20), Buffer.from('0020000800013247e112a643', 'hex')]))
  })
}

const plain = { tcp: (() => {}) as Serve, http, smtp, imap, pop3, sip, h323, stun }
/** The same behind TLS. */
const secure = { https: http, smtps: smtp, imaps: imap, pop3s: pop3, sips: sip, stuns: stun }

const ports: Record<string, number> = {}
async function listen(name: string, server: Server) {
  // On all addresses: measurements have a thousand targets in 127.33.0.0/16.
  await new Promise<void>((resolve) => void server.listen({ port: 0, host: '0.0.0.0', backlog: 1_000 }, resolve))
  ports[name] = (server.address() as AddressInfo).port
}
const quiet = (serve: Serve) => (socket: Socket) => serve(socket.on('error', () => {}).resume())

for (const [name, serve] of Object.entries(plain)) await listen(name, createServer(quiet(serve)))
for (const [name, serve] of Object.entries(secure))
  await listen(
    name,
    createTlsServer(credentials, quiet(serve)).on('tlsClientError', () => {}),
  )
process.stdin.on('end', () => process.exit(0)).resume()
process.stdout.write(`${JSON.stringify(ports)}\n`)
