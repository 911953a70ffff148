import type { TcpConfig } from '@vonggac/model/inventory'
import type { Reading } from '../../probe.ts'
import { formatMs } from '../icmp/target-window.ts'
import { netResponse, responseTime } from '../net-response.ts'
import type { Failure } from '../target-failure.ts'

/** A connection that was opened after `elapsedMs`. `slow` beyond `warnMs`. */
export function tcpReading(config: TcpConfig, elapsedMs: number): Reading {
  const measured = [netResponse({ ...config, protocol: 'tcp' }, 'success', responseTime(elapsedMs))]
  const detail = `connected in ${formatMs(elapsedMs)}`
  if (config.warnMs === undefined || elapsedMs <= config.warnMs) return { status: 'ok', detail, measured }
  return { status: 'warn', error: 'slow', detail: `${detail}; slower than ${formatMs(config.warnMs)}`, measured }
}

/** A connection that did not come about. */
export function failureReading(config: TcpConfig, { error, detail }: Failure): Reading {
  const result = error === 'timeout' ? 'timeout' : 'connection_failed'
  return { status: 'fail', error, detail, measured: [netResponse({ ...config, protocol: 'tcp' }, result)] }
}
