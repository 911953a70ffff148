import type { Fields } from '@vonggac/model'
import type { Measured } from '../probe.ts'

/** Telegraf's `result_code` and `result` of measurement `net_response`. */
const RESULT_CODE = {
  success: 0n,
  timeout: 1n,
  connection_failed: 2n,
  read_failed: 3n,
  string_mismatch: 4n,
} as const

/** How a connection or a datagram went, in Telegraf's words. */
export type NetResult = keyof typeof RESULT_CODE

/** What was spoken to, and how. */
export interface NetTarget {
  readonly host: string
  readonly port: number
  readonly protocol: 'tcp' | 'udp'
}

/**
 * A point of measurement `net_response`. `result_type` repeats the tag `result`: Telegraf calls it deprecated and still sends it,
 * and dashboards read it. As with Telegraf there is no `response_time` without a response.
 */
export function netResponse({ host, port, protocol }: NetTarget, result: NetResult, fields: Fields = {}): Measured {
  return {
    measurement: 'net_response',
    tags: { server: host, port: `${port}`, protocol, result },
    fields: { ...fields, result_code: RESULT_CODE[result], result_type: result },
  }
}

/** Telegraf's `response_time`: seconds, here to the microsecond. */
export const responseTime = (elapsedMs: number): Fields => ({
  response_time: Math.round(elapsedMs * 1_000) / 1_000_000,
})
