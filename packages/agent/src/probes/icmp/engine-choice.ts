import { execFile } from 'node:child_process'
import { access, constants } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import type { EngineChoice } from './engine.ts'

/** Finds a program; undefined when this machine has none. */
export type Which = (program: string) => Promise<string | undefined>

/** How long a trial of a program may take, ms. */
const TRIAL_MS = 5_000

/** Looks through PATH, and where system programs live when PATH of a service leaves them out. */
export const which: Which = async (program) => {
  for (const dir of [
    ...(process.env.PATH ?? '').split(delimiter),
    '/usr/bin',
    '/bin',
    '/usr/sbin',
    '/sbin',
    '/usr/local/bin',
  ]) {
    const path = join(dir, program)
    if (
      dir !== '' &&
      (await access(path, constants.X_OK).then(
        () => true,
        () => false,
      ))
    )
      return path
  }
  return undefined
}

/**
 * Chooses how this machine sends echoes, by trying: fping, then ping, then UDP. A program that is there but may not open its socket
 * (a container without NET_RAW) is passed over, and `why` says so.
 */
export async function chooseEngine(find: Which = which): Promise<EngineChoice> {
  const reasons: string[] = []
  const fping = await find('fping')
  if (!fping) reasons.push('fping is not installed')
  else {
    // Some builds forbid ordinary users to send without a gap ("too risky for mere mortals").
    for (const gapMs of [0, 1, 10]) {
      const failure = await trial(fping, ['-c', '1', '-p', '20', '-t', '500', '-i', `${gapMs}`, '127.0.0.1'])
      if (failure === undefined)
        return { engine: 'fping', path: fping, gapMs, why: `${fping} works: one process for many targets` }
      if (gapMs === 10) reasons.push(`${fping} does not work (${failure})`)
    }
  }
  const ping = await find('ping')
  if (!ping) return { engine: 'udp', why: [...reasons, 'ping is not installed', UDP].join('; ') }
  const failure = await trial(ping, process.platform === 'win32' ? ['-n', '1', '127.0.0.1'] : ['-c', '1', '127.0.0.1'])
  if (failure === undefined) return { engine: 'ping', path: ping, why: [...reasons, PING].join('; ') }
  return { engine: 'udp', why: [...reasons, `${ping} does not work (${failure})`, UDP].join('; ') }
}

const PING =
  'ping instead: a process per target and three packets, so more load and outages noticed some seconds later; install fping'
const UDP =
  'UDP to a closed port instead: targets that drop what they do not know look lost, and many limit their answers to about one a second; install fping'

/**
 * Runs a program once; undefined when it succeeded, else what it said. Starting one may throw instead: the kernel refuses a program
 * with file capabilities (fping has them) to a process that may never have those.
 */
async function trial(path: string, args: readonly string[]): Promise<string | undefined> {
  const options = { timeout: TRIAL_MS, env: { PATH: process.env.PATH, LC_ALL: 'C' } }
  try {
    await promisify(execFile)(path, args, options)
    return undefined
  } catch (error) {
    const { stderr = '', stdout = '', killed, code } = error as Failure
    const said = `${stderr}\n${stdout}`.trim().split('\n')[0]
    if (said) return said
    return killed
      ? `did not end within ${TRIAL_MS / 1_000} s`
      : `${typeof code === 'string' ? '' : 'exit code '}${code}`
  }
}

interface Failure {
  readonly stderr?: string
  readonly stdout?: string
  readonly killed?: boolean
  /** The exit code, or the name of what kept it from starting: EPERM. */
  readonly code?: number | string
}
