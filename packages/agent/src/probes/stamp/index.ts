import { randomInt } from 'node:crypto'
import type { Socket } from 'node:dgram'
import { type Clock, type Log, stampStream } from '@vonggac/model'
import type { StampConfig } from '@vonggac/model/inventory'
import type { Probe, ProbeContext } from '../../probe.ts'
import { createClockQuality } from '../../stamp/clock-quality.ts'
import { stampKey } from '../../stamp/key.ts'
import { createLoopLag } from '../../stamp/loop-lag.ts'
import { connectedSocket } from '../../stamp/socket.ts'
import { socketDrops } from '../../stamp/socket-drops.ts'
import { decodeErrorEstimate } from '../../stamp/timestamp.ts'
import { createWallTime } from '../../stamp/wall-time.ts'
import { createNameCache } from '../name-cache.ts'
import { oneWayDelay } from './one-way.ts'
import { stampReading } from './reading.ts'
import { runStream, type StreamShape } from './stream.ts'
import { tally } from './tally.ts'

/** Sends a stream of STAMP packets (RFC 8762) to a reflector, and tells from its answers what the path does each way. */
export function createStampProbe({ clock }: { readonly clock: Clock; readonly log: Log }): Probe<StampConfig> {
  const names = createNameCache(clock)
  const lag = createLoopLag(clock)
  const wall = createWallTime(clock)
  const quality = createClockQuality(clock)

  const stream = async (socket: Socket, config: StampConfig, { secret, signal }: ProbeContext) => {
    const key = stampKey(config.key, secret)
    const ours = await quality.read()
    const wallOffset = wall.offset()
    const ssid = randomInt(1, 0x1_0000)
    const deps = { clock, lag, key, errorBits: quality.bits(), wallOffset, ssid, signal }
    const outcome = await runStream(socket, shapeOf(config), deps)
    const sum = tally(outcome.recording)
    const isComplete = sum.received + sum.late === sum.sent
    const oneWay =
      outcome.answer &&
      oneWayDelay(
        { forwardMs: minus(sum.transitForward, wallOffset), returnMs: minus(sum.transitReturn, -wallOffset) },
        ours,
        decodeErrorEstimate(outcome.answer.error),
      )
    // The table of all sockets is read only when there is something to explain.
    const ownDrops = isComplete
      ? 0
      : Math.min(sum.sent - sum.received - sum.late, await socketDrops(socket.address().port))
    return { ...outcome, tally: sum, clock: ours, oneWay, ownDrops }
  }
  return {
    kind: 'stamp',
    async run(config, context) {
      context.signal.throwIfAborted()
      const address = await names.resolve(config.host)
      context.signal.throwIfAborted()
      const socket = await connectedSocket(address, config.port)
      try {
        return stampReading(config, { peer: peerOf(config), ...(await stream(socket, config, context)) })
      } finally {
        socket.close()
      }
    },
  }
}

function shapeOf(config: StampConfig): StreamShape {
  const { packetsPerSecond, size, durationMs } = stampStream(config)
  const packets = Math.max(1, Math.round((packetsPerSecond * durationMs) / 1_000))
  return { packets, periodMs: 1_000 / packetsPerSecond, size, lostAfterMs: config.lostAfterMs }
}

const peerOf = ({ host, port }: StampConfig): string => `${host.includes(':') ? `[${host}]` : host}:${port}`

const minus = (value: number | undefined, other: number): number | undefined =>
  value === undefined ? undefined : value - other
