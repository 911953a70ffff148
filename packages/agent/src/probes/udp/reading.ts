import type { Fields } from '@vonggac/model'
import type { UdpConfig } from '@vonggac/model/inventory'
import type { Reading } from '../../probe.ts'
import type { Exchange } from '../datagram.ts'
import { formatMs } from '../icmp/target-window.ts'
import { type NetResult, netResponse, responseTime } from '../net-response.ts'
import type { Failure } from '../target-failure.ts'

/** So much of an answer is looked at with a regular expression: bounds what a bad one can cost, characters. */
const MAX_MATCHED = 4_096
/** So much of an answer is shown, bytes. */
const MAX_SHOWN = 48

/** What came of the datagram: an answer and whether it is the expected one, or silence. */
export function udpReading(config: UdpConfig, { answer, elapsedMs, sent }: Exchange<Buffer>): Reading {
  const { expectReply, tries, waitMs, warnMs } = config
  if (answer === undefined) {
    const times = tries === 1 ? '' : ` to ${tries} tries`
    if (expectReply) {
      const detail = `no answer${times} within ${formatMs(waitMs)}${tries === 1 ? '' : ' each'}`
      return failureReading(config, { error: 'timeout', detail })
    }
    return {
      status: 'ok',
      detail: `sent${times.replace(' to', '')}; nobody refused it`,
      measured: [point(config, 'success')],
    }
  }
  const fields = { ...responseTime(elapsedMs), bytes: BigInt(answer.length), tries: BigInt(sent) }
  const shown = `${answer.length} bytes in ${formatMs(elapsedMs)}`
  const missed = mismatch(config, answer)
  if (missed !== undefined) {
    const detail = `${shown}, but ${missed}: ${readable(answer)}`
    const measured = [point(config, 'string_mismatch', { ...fields, string_found: false })]
    return { status: 'fail', error: 'mismatch', detail, measured }
  }
  const found = isParticular(config) ? { string_found: true } : {}
  const measured = [point(config, 'success', { ...fields, ...found })]
  if (warnMs === undefined || elapsedMs <= warnMs) return { status: 'ok', detail: shown, measured }
  return { status: 'warn', error: 'slow', detail: `${shown}; slower than ${formatMs(warnMs)}`, measured }
}

/** No answer, or the news that there will be none. */
export function failureReading(config: UdpConfig, { error, detail }: Failure): Reading {
  const result = error === 'timeout' ? 'timeout' : error === 'refused' ? 'read_failed' : 'connection_failed'
  return { status: 'fail', error, detail, measured: [point(config, result)] }
}

const point = (config: UdpConfig, result: NetResult, fields?: Fields) =>
  netResponse({ ...config, protocol: 'udp' }, result, fields)

const isParticular = ({ expect, expectPattern, expectHex }: UdpConfig) =>
  (expect ?? expectPattern ?? expectHex) !== undefined

/** What of the expectation is not met. */
function mismatch({ expect, expectPattern, expectHex }: UdpConfig, answer: Buffer): string | undefined {
  if (expectHex !== undefined) {
    const wanted = Buffer.from(expectHex.replace(/\s/g, ''), 'hex')
    if (!answer.subarray(0, wanted.length).equals(wanted)) return `it does not begin with ${wanted.toString('hex')}`
  }
  if (expect !== undefined && !answer.includes(expect)) return `it does not contain ${JSON.stringify(expect)}`
  if (expectPattern === undefined) return undefined
  const text = answer.toString('utf8').slice(0, MAX_MATCHED)
  return new RegExp(expectPattern, 'u').test(text) ? undefined : `it does not match /${expectPattern}/`
}

/** The beginning of an answer for people: text where it is text, else bytes. */
function readable(answer: Buffer): string {
  const head = answer.subarray(0, MAX_SHOWN)
  const more = answer.length > MAX_SHOWN ? ' …' : ''
  return head.every((byte) => (byte >= 0x20 && byte < 0x7f) || byte === 0x0a || byte === 0x0d)
    ? `${JSON.stringify(head.toString('latin1'))}${more}`
    : `${head.toString('hex')}${more}`
}
