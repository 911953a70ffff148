import { createSocket } from 'node:dgram'
import { connect, isIP, type Socket } from 'node:net'
import { hostname } from 'node:os'
import { rootCertificates, connect as tlsConnect } from 'node:tls'
import { TransientError } from '@vonggac/model'
import type { Channel } from '@vonggac/model/inventory'
import type { Message, Notifier, Recipient } from '../contract.ts'
import { uncertain } from '../uncertain.ts'
import type { NotifierOptions } from './registry.ts'
import { lookOf, shortOf } from './rendering.ts'
import { encodeSyslog, framed } from './syslog-message.ts'

type SyslogChannel = Extract<Channel, { kind: 'syslog' }>

/** Every receiver takes 2,048 bytes over UDP (RFC 5426 §3.2 SHOULD), and 8,192 over a connection (RFC 5425 §4.3.1 SHOULD). */
const MAX_DATAGRAM = 2_048
const MAX_FRAME = 8_192
const PORTS = { udp: 514, tcp: 514, tls: 6_514 } as const
/** The name of our values: a private enterprise number is needed, and 32473 is the one that is nobody's (RFC 5612). */
const DATA = 'vonggac@32473'
const SEVERITY = { critical: 'critical', warning: 'warning', over: 'notice', other: 'info' } as const

/**
 * Sends the message as a line of syslog (RFC 5424). Over TCP (RFC 6587) and TLS (RFC 5425) it counts as taken over when the other
 * side closes after our end of the conversation, having read all of it; over UDP (RFC 5426) when it has left this machine.
 */
export function syslogNotifier(channel: SyslogChannel, options: NotifierOptions): Notifier {
  const port = channel.port ?? PORTS[channel.transport]
  return {
    channel: channel.id,
    async send(message, { signal, key, to, underWay }) {
      signal.throwIfAborted()
      const limit = AbortSignal.any([signal, AbortSignal.timeout(channel.timeout)])
      const line = encodeSyslog(
        lineOf(message, channel, { key, to, now: options.clock.now() }),
        channel.transport === 'udp' ? MAX_DATAGRAM : MAX_FRAME,
      )
      let isUnderWay = false
      const begin = () => {
        isUnderWay = true
        underWay?.()
      }
      try {
        if (channel.transport === 'udp') {
          begin()
          await sendDatagram(line, { host: channel.host, port, signal: limit })
        } else {
          const socket = open(channel, port, options.ca)
          socket.once(channel.transport === 'tls' ? 'secureConnect' : 'connect', begin)
          await converse(socket, framed(line), limit)
        }
      } catch (error) {
        signal.throwIfAborted()
        const explained = explain(error, { timeout: channel.timeout, timedOut: limit.aborted })
        // A line that did not leave this machine is nowhere; over a connection, all of it may have been read before that broke.
        throw isUnderWay && channel.transport !== 'udp' ? uncertain(explained) : explained
      }
    },
  }
}

function explain(
  error: unknown,
  { timeout, timedOut }: { readonly timeout: number; readonly timedOut: boolean },
): Error {
  if (timedOut) return new TransientError(`no answer within ${timeout} ms`)
  const { code, message } = error as NodeJS.ErrnoException
  return new TransientError([code, message].filter(Boolean).join(': ') || 'network error')
}

function lineOf(
  message: Message,
  { facility }: SyslogChannel,
  { key, to, now }: { readonly key: string; readonly to: Recipient | undefined; readonly now: number },
) {
  const { id, node, site, cause, severity } = message.incident
  const values = { incident: id, node, site, cause, severity, key, to: to?.id ?? '', link: message.link ?? '' }
  return {
    facility,
    severity: SEVERITY[lookOf(message)],
    at: now,
    host: hostname(),
    app: 'vonggac',
    process: String(process.pid),
    id: message.kind,
    data: { name: DATA, values: { ...values, acknowledge: message.actions?.acknowledge ?? '' } },
    text: `${shortOf(message, 'vi')} / ${shortOf(message, 'en')}`,
  }
}

function open({ transport, host }: SyslogChannel, port: number, ca: string | undefined): Socket {
  if (transport !== 'tls') return connect({ host, port, allowHalfOpen: true })
  const trust = ca === undefined ? {} : { ca: [...rootCertificates, ca] }
  return tlsConnect({ host, port, ...(isIP(host) === 0 && { servername: host }), ...trust })
}

/** Writes, ends, and waits until the other side has ended as well. */
function converse(socket: Socket, bytes: Buffer, signal: AbortSignal): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    const stop = () => socket.destroy(signal.reason)
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    // What is said back is no part of syslog, and is read only to see the end.
    socket.on('data', () => {})
    socket.once('end', () => (socket.writableFinished ? resolve() : reject(new Error('the other side has hung up'))))
    socket.once('error', reject)
    socket.once('close', () => {
      signal.removeEventListener('abort', stop)
      reject(new Error('the other side has hung up'))
    })
    socket.end(bytes)
  }).finally(() => socket.destroy())
}

function sendDatagram(
  line: Buffer,
  { host, port, signal }: { readonly host: string; readonly port: number; readonly signal: AbortSignal },
): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    const socket = createSocket(isIP(host) === 6 ? 'udp6' : 'udp4')
    const finish = (error?: Error | null) => {
      signal.removeEventListener('abort', stop)
      socket.close()
      if (error) reject(error)
      else resolve()
    }
    const stop = () => finish(signal.reason as Error)
    signal.addEventListener('abort', stop, { once: true })
    socket.once('error', finish)
    socket.send(line, port, host, finish)
  })
}
