import { execFile } from 'node:child_process'
import { access } from 'node:fs/promises'
import type { Clock } from '@vonggac/model'
import { encodeErrorEstimate } from './timestamp.ts'

/** What is known of this machine's clock. */
export interface ClockQuality {
  readonly synchronised: boolean
  /** The most that it may be off UTC, ms. Means nothing unless synchronised. */
  readonly errorMs: number
}

/** Nothing is known: not synchronised, and so wrong by anything. A second is what the packet then says. */
const UNKNOWN: ClockQuality = { synchronised: false, errorMs: 1_000 }
/**
 * systemd-timesyncd keeps a clock, but tells nobody how well. Tens of milliseconds are common over a WAN: too much for one-way delay,
 * which is what this figure says.
 */
const TIMESYNCD_MS = 100
/** What reading the clock itself may add: the call that takes the time and the one that sends are not the same. */
const OWN_ERROR_MS = 0.1
/** How long an answer holds, ms: a clock that loses its source drifts by at most some 100 ppm, 6 ms in this time. */
const HOLDS_MS = 60_000
/** A program that does not answer is left alone after this, ms. */
const PATIENCE_MS = 2_000

/** Asks this machine's time service how good the clock is. */
export interface ClockQualityReader {
  /** The last answer, at most a minute old. Never rejects: what cannot be told is unsynchronised. */
  read(): Promise<ClockQuality>
  /** The error estimate of STAMP packets, as bits, from the last answer. Nothing known before the first `read`. */
  bits(): number
}

/** Gives a program's output; `undefined` when it cannot be run, fails or is too slow. */
type Run = (program: string, args: readonly string[]) => Promise<string | undefined>

/** Node cannot ask the kernel (adjtimex), so chrony is asked by its own program, then systemd. */
export function createClockQuality(clock: Clock, run: Run = runProgram): ClockQualityReader {
  let answer: Promise<ClockQuality> | undefined
  let at = 0
  let bits = bitsOf(UNKNOWN)
  return {
    read() {
      if (answer === undefined || clock.monotonic() - at > HOLDS_MS) {
        at = clock.monotonic()
        answer = ask(run).catch(() => UNKNOWN)
        void answer.then((quality) => {
          bits = bitsOf(quality)
        })
      }
      return answer
    },
    bits: () => bits,
  }
}

const bitsOf = ({ synchronised, errorMs }: ClockQuality) => encodeErrorEstimate(synchronised, errorMs + OWN_ERROR_MS)

async function ask(run: Run): Promise<ClockQuality> {
  const tracking = await run('chronyc', ['-n', '-c', 'tracking'])
  const chrony = tracking === undefined ? undefined : chronyQuality(tracking)
  if (chrony) return chrony
  const shown = await run('timedatectl', ['show', '--property=NTPSynchronized', '--value'])
  if (shown?.trim() === 'yes') return { synchronised: true, errorMs: TIMESYNCD_MS }
  const synchronised = await access('/run/systemd/timesync/synchronized').then(
    () => true,
    () => false,
  )
  return synchronised ? { synchronised, errorMs: TIMESYNCD_MS } : UNKNOWN
}

/**
 * `chronyc -c tracking`: the bound is |offset| + root dispersion + half the root delay, as chrony's manual gives it. `undefined` for
 * a text that is none.
 */
export function chronyQuality(text: string): ClockQuality | undefined {
  const fields = text.trim().split(',')
  if (fields.length < 14) return undefined
  const [offset, rootDelay, rootDispersion] = [4, 10, 11].map((at) => Number(fields[at]))
  const errorMs = (Math.abs(offset!) + rootDispersion! + rootDelay! / 2) * 1_000
  if (!Number.isFinite(errorMs)) return undefined
  // A stratum of 0, or no leap status, is chrony's way to say that it follows nobody.
  const synchronised = fields[2] !== '0' && fields.at(-1) !== 'Not synchronised'
  return synchronised ? { synchronised, errorMs } : UNKNOWN
}

const runProgram: Run = (program, args) =>
  new Promise((resolve) => {
    execFile(program, args, { timeout: PATIENCE_MS, encoding: 'utf8' }, (error, stdout) =>
      resolve(error ? undefined : stdout),
    )
  })
