import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Captured, pcapOf } from './pcap.ts'
import { temporaryDirectory } from './server-process.ts'

const run = promisify(execFile)

/** How tshark reads a conversation. */
export interface Dissection {
  /** Per packet that carries the protocol: the value of each field that was asked for, `''` where it is not. */
  readonly rows: readonly (readonly string[])[]
  /** Packets that tshark has something to say against: malformed, or a remark that is more than a note. */
  readonly remarks: string
}

/** From "warning" on (Wireshark's `PI_WARN`); a TCP connection that begins is told below. */
const WORTH_A_REMARK = '_ws.malformed || _ws.expert.severity >= 0x00600000'

/** Has tshark, an independent decoder, read a conversation. `protocol` is its filter name, such as `h225`. */
export async function dissect(
  conversation: readonly Captured[],
  protocol: string,
  fields: readonly string[],
): Promise<Dissection> {
  using dir = temporaryDirectory('tshark')
  const file = join(dir.path, 'conversation.pcap')
  writeFileSync(file, pcapOf(conversation))
  const text = await tshark(file, ['-Y', protocol, '-T', 'fields', ...fields.flatMap((field) => ['-e', field])])
  const remarks = await tshark(file, ['-Y', WORTH_A_REMARK, '-T', 'fields', '-e', 'frame.number', '-e', '_ws.expert'])
  return {
    rows: text
      .split('\n')
      .slice(0, -1)
      .map((line) => line.split('\t')),
    remarks,
  }
}

async function tshark(file: string, args: readonly string[]): Promise<string> {
  try {
    return (await run('tshark', ['-n', '-r', file, ...args], { maxBuffer: 10_000_000 })).stdout
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    throw new Error('tshark is missing: install the Debian package tshark', { cause: error })
  }
}
