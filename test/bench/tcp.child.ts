import { setTimeout as sleep } from 'node:timers/promises'
import { silentLog, systemClock } from '@vonggac/model'
import { createTcpProbe } from '../../packages/agent/src/probes/tcp/index.ts'

/** The shipped probe alone in a process: `argv[2]` targets on port `argv[3]`, spread over `argv[4]` ms, for ever; says on every line of its input how many connections were made. */
const [, , count, port, periodMs] = process.argv
const targets = Array.from({ length: Number(count) }, (_, at) => `127.33.${1 + (at >> 7)}.${1 + (at & 127)}`)
const probe = createTcpProbe({ clock: systemClock, log: silentLog })
let succeeded = 0

process.stdin.on('data', () => void process.stdout.write(`${succeeded}\n`))
process.stdin.on('end', () => process.exit(0))

const startMs = performance.now()
for (let at = 0; ; at++) {
  const dueMs = startMs + (at * Number(periodMs)) / targets.length
  if (dueMs > performance.now()) await sleep(dueMs - performance.now())
  const deadline = new AbortController()
  const timer = setTimeout(() => deadline.abort(new DOMException('late', 'TimeoutError')), 2_000)
  const context = { clock: systemClock, signal: deadline.signal, secret: () => '' }
  void probe.run({ host: targets[at % targets.length]!, port: Number(port) }, context).then(({ status }) => {
    clearTimeout(timer)
    if (status === 'ok') succeeded++
  })
}
