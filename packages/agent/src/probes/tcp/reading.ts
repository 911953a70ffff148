import type { ErrorCode, Fields } from '@vonggac/model'
import type { TcpConfig } from '@vonggac/model/inventory'
import type { Measured, Reading } from '../../probe.ts'
import { formatMs } from '../icmp/target-window.ts'

/** Telegraf's `result_code` and `result` of measurement `net_response`, as far as a bare connection knows them. */
const RESULT_CODE = { success: 0n, timeout: 1n, connection_failed: 2n } as const

/** A connection that was opened after `elapsedMs`. `slow` beyond `warnMs`. */
export function tcpReading(config: TcpConfig, elapsedMs: number): Reading {
  const measured = [point(config, 'success', { response_time: Math.round(elapsedMs * 1_000) / 1_000_000 })]
  const detail = `connected in ${formatMs(elapsedMs)}`
  if (config.warnMs === undefined || elapsedMs <= config.warnMs) return { status: 'ok', detail, measured }
  return { status: 'warn', error: 'slow', detail: `${detail}; slower than ${formatMs(config.warnMs)}`, measured }
}

/** A connection that did not come about. As with Telegraf there is no `response_time` then. */
export function failureReading(config: TcpConfig, { error, detail }: { error: ErrorCode; detail: string }): Reading {
  const measured = [point(config, error === 'timeout' ? 'timeout' : 'connection_failed', {})]
  return { status: 'fail', error, detail, measured }
}

/** `result_type` repeats the tag `result`: Telegraf calls it deprecated and still sends it, and dashboards read it. */
function point({ host, port }: TcpConfig, result: keyof typeof RESULT_CODE, fields: Fields): Measured {
  return {
    measurement: 'net_response',
    tags: { server: host, port: `${port}`, protocol: 'tcp', result },
    fields: { ...fields, result_code: RESULT_CODE[result], result_type: result },
  }
}
