import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { blackboxCpu } from '../support/blackbox.ts'
import { createAuthority } from '../support/certificates.ts'
import { freePort } from '../support/free-port.ts'
import { startNginx } from '../support/nginx.ts'
import { treeCpuSeconds } from '../support/process-tree.ts'
import { temporaryDirectory } from '../support/server-process.ts'
import type { Figure } from './main.ts'

const TARGETS = 1_000
const PERIOD_MS = 10_000
const WARM_MS = 5_000
const MEASURE_MS = 20_000

/**
 * CPU seconds per 1,000 probes at 1,000 targets every 10 s, http and https (P-256, no resumption), against nginx: our process, and
 * blackbox alone beside it. The server's CPU is in neither.
 */
export async function run(): Promise<Figure[]> {
  using dir = temporaryDirectory('bench-http')
  const [plain, secure] = [await freePort(), await freePort()]
  const { cert, key } = createAuthority(dir.path).issue('good')
  // On all addresses, because the targets are all of 127.33.0.0/16.
  await using _nginx = await startNginx(
    dir.path,
    plain,
    `keepalive_timeout 5s;
  server { listen ${plain}; location / { return 200 "ready"; } }
  server { listen ${secure} ssl; ssl_certificate ${cert}; ssl_certificate_key ${key}; location / { return 200 "ready"; } }`,
  )
  return [...(await measure('http', `http://HOST:${plain}/`)), ...(await measure('https', `https://HOST:${secure}/`))]
}

async function measure(name: string, address: string): Promise<Figure[]> {
  const unit = 'CPU s / 1,000 probes'
  const ours = await measureOurs(address)
  const figures: Figure[] = [{ name, value: (ours.cpu * 1_000) / ours.answers, unit }]
  const targets = Array.from({ length: TARGETS }, (_, at) =>
    address.replace('HOST', `127.33.${1 + (at >> 7)}.${1 + (at & 127)}`),
  )
  const peer = await blackboxCpu('http', targets, { periodMs: PERIOD_MS, periods: 2 })
  if (peer) figures.push({ name: `${name}_blackbox`, value: (peer.seconds * 1_000) / peer.succeeded, unit })
  return figures
}

async function measureOurs(address: string) {
  const program = fileURLToPath(new URL('http.child.ts', import.meta.url))
  const child = spawn(process.execPath, [program, `${TARGETS}`, address, `${PERIOD_MS}`], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const succeeded = async () => {
    child.stdin.write('\n')
    const [line] = await once(child.stdout, 'data')
    return Number(line)
  }
  try {
    await sleep(WARM_MS)
    const before = { cpu: treeCpuSeconds(child.pid!), answers: await succeeded() }
    await sleep(MEASURE_MS)
    return { cpu: treeCpuSeconds(child.pid!) - before.cpu, answers: (await succeeded()) - before.answers }
  } finally {
    child.stdin.end()
    await once(child, 'exit')
  }
}
