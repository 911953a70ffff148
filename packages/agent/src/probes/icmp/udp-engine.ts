import type { Socket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import type { Echo, EchoEngine, EngineDeps, LossCause } from './engine.ts'

/** First port of traceroute (RFC 1393 practice): nothing listens there, so that the host itself answers "port unreachable". */
const PORT = 33_434
/** When our own timer comes later than this, an answer may have waited for us: no verdict, ms. */
const LATE_MS = 100

/**
 * Echoes without ping, fping or privilege, on Linux: a datagram to a closed port comes back as ICMP port unreachable, which the kernel
 * hands to the connected socket as ECONNREFUSED. One socket a target. A host that drops what it does not know looks lost.
 */
export function createUdpEngine(deps: EngineDeps): EchoEngine {
  const streams = new Map<string, { close(): void }>()
  return {
    async watch(echoes) {
      const wanted = new Set(echoes.map((echo) => echo.key))
      for (const [key, stream] of streams) {
        if (wanted.has(key)) continue
        stream.close()
        streams.delete(key)
      }
      const { createSocket } = await import('node:dgram')
      for (const [at, echo] of echoes.entries()) {
        if (streams.has(echo.key)) continue
        const startAfterMs = (at * echo.periodMs) / echoes.length
        streams.set(
          echo.key,
          startStream(echo, createSocket(isIPv6(echo.address) ? 'udp6' : 'udp4'), startAfterMs, deps),
        )
      }
    },
    async close() {
      for (const stream of streams.values()) stream.close()
      streams.clear()
    },
  }
}

/** Sends one packet a period; the next packet waits until the last one has its verdict. */
function startStream(echo: Echo, socket: Socket, startAfterMs: number, { clock, sink }: EngineDeps): { close(): void } {
  const payload = Buffer.alloc(echo.size)
  let sentMs: number | undefined
  let closed = false
  let cancel = () => {}

  const wait = (ms: number, call: () => void) => {
    cancel = clock.after(Math.max(0, ms), () => void (closed || call()))
  }
  const answered = () => {
    if (sentMs === undefined) return
    const rttMs = clock.monotonic() - sentMs
    if (rttMs > echo.lostAfterMs) return
    next()
    sink.answered(echo, rttMs)
  }
  const lost = (cause: LossCause, note?: string) => {
    next()
    sink.lost(echo, { cause, note })
  }
  const next = () => {
    const dueMs = sentMs! + echo.periodMs
    sentMs = undefined
    cancel()
    wait(dueMs - clock.monotonic(), send)
  }
  const expire = (dueMs: number) => {
    const lateMs = clock.monotonic() - dueMs
    // Answers that came while we were busy are dealt with before the next immediate.
    setImmediate(() => void (closed || sentMs === undefined || (lateMs > LATE_MS ? next() : lost('timeout'))))
  }
  const failed = (error: NodeJS.ErrnoException) => {
    if (closed || sentMs === undefined) return
    if (error.code === 'ECONNREFUSED') return answered()
    const note = noWay[error.code ?? '']
    if (note) lost('unreachable', note)
    else next()
  }
  const send = () => {
    sentMs = clock.monotonic()
    const dueMs = sentMs + echo.lostAfterMs
    wait(echo.lostAfterMs, () => expire(dueMs))
    socket.send(payload, (error) => void (error && failed(error)))
  }

  socket.on('error', failed)
  socket.on('message', answered)
  socket.connect(PORT, echo.address, () => wait(startAfterMs, send))
  return {
    close() {
      closed = true
      cancel()
      socket.close()
    },
  }
}

const noWay: Readonly<Record<string, string>> = {
  EHOSTUNREACH: 'host unreachable',
  ENETUNREACH: 'network unreachable',
  EACCES: 'administratively prohibited',
  EINVAL: 'this machine has no way there',
}
