import { blackboxModules } from '../support/blackbox.ts'
import { createAuthority } from '../support/certificates.ts'
import { freePort } from '../support/free-port.ts'
import { startNginx } from '../support/nginx.ts'
import { temporaryDirectory } from '../support/server-process.ts'
import type { Figure } from './main.ts'
import { besideBlackbox } from './probe-cpu.ts'

const LOAD = { targets: 1_000, periodMs: 10_000, warmRuns: 500, measureMs: 20_000 }

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

const measure = (name: string, target: string) =>
  besideBlackbox(
    name,
    { kind: 'http', options: { url: target, insecure: true } },
    { module: blackboxModules.http, target },
    LOAD,
  )
