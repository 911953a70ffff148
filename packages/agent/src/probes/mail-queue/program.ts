import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** Longest line that is kept, characters: a message with a thousand receivers. The rest of it is left out. */
const MAX_LINE = 65_536
/** What is kept of the complaints of a program, characters. */
const MAX_COMPLAINTS = 2_000

/** How a program ended. */
export interface Ended {
  /** Null when a signal ended it. */
  readonly code: number | null
  /** What it complained about. */
  readonly complaints: string
}

/**
 * Runs a program and hands over what it prints line by line, so that a queue of any length takes no memory. `take` gives
 * false to end it early. Rejects with the system's error or `signal.reason`; the program is gone in every case.
 */
export async function runLines(
  program: string,
  args: readonly string[],
  take: (line: string) => boolean,
  signal: AbortSignal,
): Promise<Ended> {
  signal.throwIfAborted()
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, LC_ALL: 'C' },
  })
  const closed = once(child, 'close')
  // Awaited below; a rejection must have somebody who hears it until then.
  closed.catch(() => {})
  const kill = () => void child.kill('SIGKILL')
  signal.addEventListener('abort', kill, { once: true })
  let complaints = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (complaints.length < MAX_COMPLAINTS) complaints += text.slice(0, MAX_COMPLAINTS)
  })
  try {
    const cutter = createCutter()
    let isEnough = false
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      for (const line of isEnough ? [] : cutter(text)) {
        isEnough = !take(line)
        if (isEnough) return kill()
      }
    })
    const [code] = (await closed) as [number | null]
    signal.throwIfAborted()
    return { code, complaints: complaints.trim() }
  } finally {
    signal.removeEventListener('abort', kill)
    kill()
  }
}

/** Cuts a text into lines, each no longer than `MAX_LINE`. */
export function createCutter(): (text: string) => string[] {
  let rest = ''
  return (text) => {
    const lines = text.split('\n')
    lines[0] = rest + lines[0]!.slice(0, Math.max(0, MAX_LINE - rest.length))
    rest = lines.pop()!.slice(0, MAX_LINE)
    return lines
  }
}
