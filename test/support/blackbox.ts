import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { Agent, get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from './free-port.ts'
import { treeCpuSeconds } from './process-tree.ts'

const PROGRAM = '/usr/bin/prometheus-blackbox-exporter'

/** What is probed with: the prober, and its options as its file says them (YAML in one line). */
export interface BlackboxModule {
  readonly prober: 'icmp' | 'tcp' | 'http'
  readonly options?: string
}

/** What a server says and is told, line by line: `expect` is a regular expression. */
const dialogue = (...steps: readonly string[]): BlackboxModule => ({
  prober: 'tcp',
  options: `{preferred_ip_protocol: ip4, tls_config: {insecure_skip_verify: true}, query_response: [${steps.join(', ')}]}`,
})

/** The modules that ours are compared with. No certificate of a test is known to it; IPv4, because it asks for IPv6 first. */
export const blackboxModules = {
  icmp: { prober: 'icmp' },
  tcp: { prober: 'tcp' },
  tls: { prober: 'tcp', options: '{preferred_ip_protocol: ip4, tls: true, tls_config: {insecure_skip_verify: true}}' },
  http: { prober: 'http', options: '{preferred_ip_protocol: ip4, tls_config: {insecure_skip_verify: true}}' },
  smtp: dialogue('{expect: "^220"}', '{send: "EHLO probe\\r"}', '{expect: "^250 "}', '{send: "QUIT\\r"}'),
  smtpStartTls: dialogue(
    ...[
      '{expect: "^220"}',
      '{send: "EHLO probe\\r"}',
      '{expect: "^250 "}',
      '{send: "STARTTLS\\r"}',
      '{expect: "^220"}',
    ],
    ...['{starttls: true}', '{send: "EHLO probe\\r"}', '{expect: "^250 "}', '{send: "QUIT\\r"}'],
  ),
  imap: dialogue('{expect: "OK"}', '{send: "a LOGOUT\\r"}', '{expect: "^a OK"}'),
  pop3: dialogue('{expect: "^.OK"}', '{send: "QUIT\\r"}', '{expect: "^.OK"}'),
  sip: dialogue(
    '{send: "OPTIONS sip:probe SIP/2.0\\r\\nVia: SIP/2.0/TCP probe;branch=z9hG4bK1\\r\\nFrom: <sip:probe>;tag=1\\r\\nTo: <sip:probe>\\r\\nCall-ID: 1\\r\\nCSeq: 1 OPTIONS\\r\\nContent-Length: 0\\r\\n\\r"}',
    '{expect: "^SIP/2.0 200"}',
  ),
} as const satisfies Record<string, BlackboxModule>

/**
 * CPU seconds that Prometheus' blackbox exporter (without Prometheus) takes for probing `targets`, spread evenly over each period, for
 * some periods. Undefined where it is not installed (Debian: prometheus-blackbox-exporter).
 */
export async function blackboxCpu(
  { prober, options }: BlackboxModule,
  targets: readonly string[],
  { periodMs, periods }: { periodMs: number; periods: number },
): Promise<{ seconds: number; succeeded: number } | undefined> {
  if (!existsSync(PROGRAM)) return undefined
  const dir = await mkdtemp(join(tmpdir(), 'vonggac-blackbox-'))
  const port = await freePort()
  const config = join(dir, 'blackbox.yml')
  await writeFile(
    config,
    `modules:\n  it:\n    prober: ${prober}\n    timeout: 2s\n${options === undefined ? '' : `    ${prober}: ${options}\n`}`,
  )
  const child = spawn(
    PROGRAM,
    [`--config.file=${config}`, `--web.listen-address=127.0.0.1:${port}`, '--log.level=error'],
    { stdio: 'ignore' },
  )
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  try {
    const probe = (target: string) =>
      ask(`http://127.0.0.1:${port}/probe?module=it&target=${encodeURIComponent(target)}`, agent)
    await untilAnswered(() => probe(targets[0]!))
    const before = treeCpuSeconds(child.pid!)
    let succeeded = 0
    const asked: Promise<void>[] = []
    for (let at = 0, startMs = performance.now(); at < targets.length * periods; at++) {
      const dueMs = startMs + (at * periodMs) / targets.length
      const waitMs = dueMs - performance.now()
      if (waitMs > 0) await sleep(waitMs)
      asked.push(
        probe(targets[at % targets.length]!).then((body) => void (body.includes('\nprobe_success 1') && succeeded++)),
      )
    }
    await Promise.all(asked)
    return { seconds: treeCpuSeconds(child.pid!) - before, succeeded }
  } finally {
    agent.destroy()
    child.kill('SIGKILL')
    await once(child, 'exit')
    await rm(dir, { recursive: true, force: true })
  }
}

function ask(url: string, agent: Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (text: string) => (body += text))
      response.on('end', () => resolve(body))
      response.on('error', reject)
    }).on('error', reject)
  })
}

async function untilAnswered(probe: () => Promise<unknown>) {
  for (let tries = 0; ; tries++) {
    try {
      return await probe()
    } catch (error) {
      if (tries === 50) throw error
      await sleep(100)
    }
  }
}
