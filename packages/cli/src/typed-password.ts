import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { UsageError } from './command.ts'

/** What is read of standard input at most, bytes: no password is longer. */
const MAX_BYTES = 4_096

/** Asks for a password twice on the terminal, without showing it. Throws a `UsageError` where they differ, or nobody can type. */
export async function askPassword(who: string, signal: AbortSignal): Promise<string> {
  if (!process.stdin.isTTY)
    throw new UsageError('nobody can type a password here: use --password-stdin or --generate (see `--help`)')
  const first = await ask(`Password for ${who}: `, signal)
  if ((await ask('Once more: ', signal)) !== first) throw new UsageError('the two are not the same')
  return first
}

/** The first line of standard input. */
export async function pipedPassword(): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of process.stdin) {
    chunks.push(Buffer.from(chunk))
    length += chunk.length
    if (length > MAX_BYTES) throw new UsageError(`a password has less than ${MAX_BYTES} bytes`)
  }
  const [line = ''] = Buffer.concat(chunks).toString('utf8').split(/\r?\n/, 1)
  if (line === '') throw new UsageError('there is no password on standard input')
  return line
}

async function ask(question: string, signal: AbortSignal): Promise<string> {
  process.stderr.write(question)
  // readline edits the line as ever; what it would show goes nowhere.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true })
  const stopped = new AbortController()
  lines.on('SIGINT', () => stopped.abort(new UsageError('stopped')))
  try {
    return await lines.question('', { signal: AbortSignal.any([signal, stopped.signal]) })
  } catch (error) {
    throw stopped.signal.aborted ? stopped.signal.reason : error
  } finally {
    lines.close()
    process.stderr.write('\n')
  }
}
