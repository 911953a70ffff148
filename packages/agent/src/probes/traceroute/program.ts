import { execFile } from 'node:child_process'
import { isIPv6 } from 'node:net'
import { promisify } from 'node:util'
import { ProbeFailure } from '@vonggac/model'
import type { TracerouteConfig } from '@vonggac/model/inventory'
import type { Which } from '../icmp/engine-choice.ts'

/** What a program printed, and whether it came to its own end. */
export interface Printed {
  readonly text: string
  readonly finished: boolean
  readonly method: Method
}

/** What is sent; `tracepath`: UDP, by the other program. */
export type Method = 'icmp' | 'udp' | 'tcp' | 'tracepath'

/** A run that is not over by then is ended, and what it has printed is used, ms. Less than the deadline of a check. */
const RUN_MS = 20_000
/** No program prints more, bytes. */
const MAX_OUTPUT = 65_536
/** Packets under way at once: the whole way in one go. */
const PARALLEL = 16

/** Runs a traceroute to an IP address. */
export interface Tracer {
  /** Throws a `ProbeFailure`: `local` when this machine cannot, `unreachable` when it has no way there. Rejects with `signal.reason`. */
  trace(address: string, config: TracerouteConfig, signal: AbortSignal): Promise<Printed>
}

/**
 * Runs the system's traceroute, for Node opens no raw sockets; UDP needs no privilege, ICMP and TCP do. `auto` tries ICMP once and
 * remembers whether that is permitted. Without traceroute, tracepath does what it can.
 */
export function createTracer(which: Which): Tracer {
  let found: Promise<{ traceroute: string | undefined; tracepath: string | undefined }> | undefined
  let icmpForbidden = false
  const programs = async () => ({ traceroute: await which('traceroute'), tracepath: await which('tracepath') })
  return {
    async trace(address, config, signal) {
      found ??= programs()
      const { traceroute, tracepath } = await found
      if (!traceroute) {
        // It may be installed while we run.
        found = undefined
        return byTracepath(tracepath, address, config, signal)
      }
      const method = config.method !== 'auto' ? config.method : icmpForbidden ? 'udp' : 'icmp'
      try {
        return await byTraceroute(traceroute, method, address, config, signal)
      } catch (error) {
        if (!(error instanceof ForbiddenError)) throw error
        if (config.method !== 'auto') throw new ProbeFailure('local', `${FORBIDDEN[method]}`, { cause: error })
        icmpForbidden = true
        return await byTraceroute(traceroute, 'udp', address, config, signal)
      }
    },
  }
}

const NEEDS = 'needs the capability NET_RAW or root; method udp needs neither'
const FORBIDDEN = {
  icmp: `traceroute by ICMP ${NEEDS}`,
  tcp: `traceroute by TCP ${NEEDS}`,
  udp: 'traceroute is not permitted here',
}

/** This machine does not let us send so. */
class ForbiddenError extends Error {
  override name = 'ForbiddenError'
}

async function byTraceroute(
  program: string,
  method: 'icmp' | 'udp' | 'tcp',
  address: string,
  config: TracerouteConfig,
  signal: AbortSignal,
): Promise<Printed> {
  const flag = { icmp: ['-I'], tcp: ['-T'], udp: [] }[method]
  const port = config.port === undefined || method === 'icmp' ? [] : ['-p', `${config.port}`]
  const args = [
    ...[isIPv6(address) ? '-6' : '-4', '-n', '-e', ...flag, ...port],
    ...['-N', `${PARALLEL}`, '-q', `${config.queries}`, '-m', `${config.maxHops}`, '-w', `${config.waitMs / 1_000}`],
    address,
  ]
  return { ...(await run(program, args, signal)), method }
}

async function byTracepath(
  program: string | undefined,
  address: string,
  { method, maxHops }: TracerouteConfig,
  signal: AbortSignal,
): Promise<Printed> {
  if (!program || method === 'icmp' || method === 'tcp')
    throw new ProbeFailure('local', 'this machine has no traceroute: install the package `traceroute`')
  const args = [isIPv6(address) ? '-6' : '-4', '-n', '-m', `${maxHops}`, address]
  return { ...(await run(program, args, signal)), method: 'tracepath' }
}

async function run(program: string, args: readonly string[], signal: AbortSignal): Promise<Omit<Printed, 'method'>> {
  signal.throwIfAborted()
  try {
    const { stdout } = await promisify(execFile)(program, args, {
      signal,
      timeout: RUN_MS,
      killSignal: 'SIGKILL',
      maxBuffer: MAX_OUTPUT,
      env: { PATH: process.env.PATH, LC_ALL: 'C' },
    })
    return { text: stdout, finished: true }
  } catch (error) {
    signal.throwIfAborted()
    const { stdout = '', stderr = '', killed } = error as { stdout?: string; stderr?: string; killed?: boolean }
    if (killed || stdout.includes('\n 1 ')) return { text: stdout, finished: false }
    throw failureOf(stderr, error)
  }
}

/** Why it printed no hop. */
function failureOf(stderr: string, cause: unknown): Error {
  const said = stderr.trim().split('\n')[0] ?? ''
  if (/privilege|not permitted|permission/i.test(stderr)) return new ForbiddenError(said, { cause })
  if (/unreachable|no route|invalid argument/i.test(stderr))
    return new ProbeFailure('unreachable', `this machine has no way there: ${said}`, { cause })
  return new ProbeFailure('local', `traceroute does not work here: ${said || (cause as Error).message}`, { cause })
}
