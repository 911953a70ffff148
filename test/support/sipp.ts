import { writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type ServerProcess, startServerProcess } from './server-process.ts'

/** What SIPp does, step by step, as the body of a scenario. */
export type SippStep = string

/** The headers that an answer repeats. */
const REPEATED = `[last_Via:]
    [last_From:]
    [last_To:];tag=[pid]x[call_number]
    [last_Call-ID:]
    [last_CSeq:]`

export const receive = (method: string): SippStep => `<recv request="${method}" crlf="true"/>`
export const pause = (ms: number): SippStep => `<pause milliseconds="${ms}"/>`

/** Answers the last request: `503 Service Unavailable`, with further lines and another Via where given. */
export const say = (
  status: string,
  { lines = [], via = '[last_Via:]', body = '' }: { lines?: readonly string[]; via?: string; body?: string } = {},
): SippStep => `<send><![CDATA[

    SIP/2.0 ${status}
    ${REPEATED.replace('[last_Via:]', via)}
    ${['Contact: <sip:[local_ip]:[local_port];transport=[transport]>', 'User-Agent: sipp-uas', ...lines].join('\n    ')}
    Content-Length: [len]

${body
  .split('\n')
  .map((line) => `    ${line}`)
  .join('\n')}
  ]]></send>`

export interface SippOptions {
  readonly steps?: readonly SippStep[]
  readonly rtpPort?: number
  /** Whether what comes to `rtpPort` is sent back. */
  readonly echo?: boolean
  readonly transport?: 'u1' | 't1'
}

/** Starts SIPp on a port. `steps`: what it does for each call; without them its own server, which answers calls and echoes sound. */
export function startSipp(
  dir: string,
  port: number,
  { steps, rtpPort, echo = !steps, transport = 'u1' }: SippOptions = {},
): Promise<ServerProcess> {
  const file = join(dir, `scenario-${port}.xml`)
  if (steps)
    writeFileSync(
      file,
      `<?xml version="1.0" encoding="ISO-8859-1" ?>\n<!DOCTYPE scenario SYSTEM "sipp.dtd">\n<scenario name="test">\n${steps.join('\n')}\n</scenario>\n`,
    )
  const what = [...(steps ? ['-sf', file] : ['-sn', 'uas']), ...(echo ? ['-rtp_echo'] : [])]
  const sound = rtpPort === undefined ? [] : ['-mp', String(rtpPort)]
  return startServerProcess({
    command: '/usr/bin/sipp',
    args: [...what, '-i', '127.0.0.1', '-p', String(port), '-t', transport, ...sound, '-nostdin', '-max_socket', '500'],
    cwd: dir,
    debianPackage: 'sip-tester',
    ready: async () => listens(port, transport === 'u1' ? 'udp' : 'tcp'),
  })
}

async function listens(port: number, table: 'udp' | 'tcp'): Promise<boolean> {
  const end = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')} `
  return (await readFile(`/proc/net/${table}`, 'latin1')).includes(end)
}
