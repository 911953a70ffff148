import { setTimeout as sleep } from 'node:timers/promises'
import { type Check, type Result, silentLog, systemClock } from '@vonggac/model'
import { checkKinds } from '@vonggac/model/inventory'
import { expect, test } from 'vitest'
import { createProbeSet } from '../../packages/agent/src/probe-set.ts'
import { startScheduler } from '../../packages/agent/src/scheduler.ts'
import { agentOf, response, startScriptedAgent } from '../support/scripted-agent.ts'
import { startSnmpd } from '../support/snmpd.ts'

const INTERVAL_MS = 2_000
const TIMEOUT_MS = 1_900
const HEALTHY = 100
/** Every job has its first run within 5 s of the start plus its settling; then so many more. */
const WATCH_MS = 6_500 + 2 * INTERVAL_MS

test('100 devices keep their schedule beside one that answers garbage, one that never answers, one that loops and a slow one', async () => {
  await using snmpd = await startSnmpd({ everywhere: true })
  const good = agentOf({ '1.3.6.1.2.1.1.1.0': { type: 'string', value: 'bad' } })
  await using garbage = await startScriptedAgent((_, send) => send(Buffer.from('HTTP/1.1 400 Bad Request\r\n')))
  await using silent = await startScriptedAgent(() => {})
  await using looping = await startScriptedAgent(({ bytes, id, oids, kind }, send) => {
    if (kind !== 'bulk') return send(good(bytes)!)
    send(
      response(
        id,
        oids.map((oid) => [following(oid), 7] as const),
      ),
    )
  })
  // Slower than its request timeout of 400 ms, and than the deadline for a whole walk.
  await using slow = await startScriptedAgent(({ bytes }, send) => void setTimeout(() => send(good(bytes)!), 1_000))

  const healthy = Array.from({ length: HEALTHY }, (_, i) =>
    checkOf(`good${i}`, `127.45.0.${i + 1}`, { port: snmpd.port, requestTimeoutMs: 1_000 }),
  )
  const bad = Object.entries({ garbage, silent, looping, slow }).map(([name, { port }]) =>
    checkOf(name, '127.0.0.1', { port, requestTimeoutMs: 400 }),
  )
  const checks = [...healthy, ...bad]
  const results = new Map<string, Result[]>(checks.map(({ id }) => [id, []]))
  const deps = { clock: systemClock, log: silentLog, secret: () => 'public' }
  await using probes = await createProbeSet(checks, deps)
  const jobs = checks.map((check) => ({
    id: check.id,
    intervalMs: INTERVAL_MS,
    run: async (signal: AbortSignal) => void results.get(check.id)!.push(await probes.run(check, signal)),
  }))
  await using scheduler = startScheduler(jobs, { clock: systemClock })
  await sleep(WATCH_MS)

  const { lateMsP95, skipped } = scheduler.readStats()
  expect(skipped).toBe(0)
  expect(lateMsP95).toBeLessThan(500)
  for (const { id } of healthy) {
    const all = results.get(id)!
    expect(all.length).toBeGreaterThanOrEqual(2)
    for (const { status, error, durationMs } of all) {
      expect({ id, status, error }).toEqual({ id, status: 'ok', error: '' })
      expect(durationMs).toBeLessThan(TIMEOUT_MS)
    }
  }
  const errorsOf = (name: string) => new Set(results.get(name)!.map(({ error }) => error))
  expect(errorsOf('garbage')).toEqual(new Set(['protocol']))
  expect(errorsOf('silent')).toEqual(new Set(['timeout']))
  expect(errorsOf('looping')).toEqual(new Set(['partial']))
  // Too slow at first; then its pace is known, and what comes before the deadline is kept.
  expect(results.get('slow')!.at(-1)!.error).toBe('partial')
})

const checkOf = (
  id: string,
  address: string,
  { port, requestTimeoutMs }: { port: number; requestTimeoutMs: number },
): Check => ({
  id,
  kind: 'snmp',
  target: address,
  vantage: 'here',
  node: '',
  intervalMs: INTERVAL_MS,
  timeoutMs: TIMEOUT_MS,
  tags: { site: '' },
  config: checkKinds.snmp.config.parse({
    address,
    credential: { version: '2c', community: { env: 'C' }, port },
    requestTimeoutMs,
    retries: 0,
  }),
})

/** The instance behind an OID, for ever. */
const following = (oid: string) => {
  const arcs = oid.split('.')
  const isColumn = arcs.length === (oid.startsWith('1.3.6.1.2.1.2.') ? 10 : 11)
  return isColumn ? `${oid}.1` : [...arcs.slice(0, -1), Number(arcs.at(-1)) + 1].join('.')
}
