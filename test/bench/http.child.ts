import { setTimeout as sleep } from 'node:timers/promises'
import { silentLog, systemClock } from '@vonggac/model'
import { checkKinds, type HttpConfig } from '@vonggac/model/inventory'
import { createHttpProbe } from '../../packages/agent/src/probes/http/index.ts'

/** The shipped probe alone in a process: `argv[2]` targets at `argv[3]` (an address with `HOST` in it), spread over `argv[4]` ms, for ever; says on every line of its input how many answers were as expected. */
const [, , count, address, periodMs] = process.argv
const configs = Array.from({ length: Number(count) }, (_, at) => {
  const url = address!.replace('HOST', `127.33.${1 + (at >> 7)}.${1 + (at & 127)}`)
  return checkKinds.http.config.parse({ url, insecure: true }) as HttpConfig
})
const probe = createHttpProbe({ clock: systemClock, log: silentLog })
let succeeded = 0

process.stdin.on('data', () => void process.stdout.write(`${succeeded}\n`))
process.stdin.on('end', () => process.exit(0))

const startMs = performance.now()
for (let at = 0; ; at++) {
  const dueMs = startMs + (at * Number(periodMs)) / configs.length
  if (dueMs > performance.now()) await sleep(dueMs - performance.now())
  const deadline = new AbortController()
  const timer = setTimeout(() => deadline.abort(new DOMException('late', 'TimeoutError')), 2_000)
  const context = { clock: systemClock, signal: deadline.signal, secret: () => '' }
  void probe.run(configs[at % configs.length]!, context).then(({ status }) => {
    clearTimeout(timer)
    if (status === 'ok') succeeded++
  })
}
