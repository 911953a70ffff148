import { silentLog, systemClock } from '@vonggac/model'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Probe, Reading } from '../../packages/agent/src/probe.ts'
import { createSnmpProbe } from '../../packages/agent/src/probes/snmp/index.ts'
import type { Value } from '../../packages/testbed/src/mib.ts'
import { agentOf, refusal, report, response, type Script, startScriptedAgent } from '../support/scripted-agent.ts'

const SYSTEM = '1.3.6.1.2.1.1'
const SYS_DESCR = `${SYSTEM}.1.0`
const IF_ENTRY = '1.3.6.1.2.1.2.2.1'
const IF_X_ENTRY = '1.3.6.1.2.1.31.1.1.1'

/** 40 interfaces: names, states, errors and 64-bit octets. */
const objects: Record<string, Value> = { [SYS_DESCR]: { type: 'string', value: 'scripted' } }
for (let i = 1; i <= 40; i++) {
  objects[`${IF_ENTRY}.2.${i}`] = { type: 'string', value: `port ${i}` }
  objects[`${IF_ENTRY}.8.${i}`] = { type: 'integer', value: 1 }
  objects[`${IF_ENTRY}.14.${i}`] = { type: 'counter32', value: i }
  objects[`${IF_X_ENTRY}.6.${i}`] = { type: 'counter64', value: 10n ** 12n + BigInt(i) }
}
const good = agentOf(objects)

let probe: Probe<never>
beforeEach(() => {
  probe = createSnmpProbe({ clock: systemClock, log: silentLog })
})
afterEach(() => probe.close?.())

const run = (port: number, deadlineMs = 10_000): Promise<Reading> => {
  const config = {
    address: '127.0.0.1',
    credential: { version: '2c', community: { env: 'public' }, port },
    interfaces: true,
    requestTimeoutMs: 150,
    retries: 0,
  }
  const context = { clock: systemClock, signal: AbortSignal.timeout(deadlineMs), secret: () => 'public' }
  return probe.run(config as never, context)
}
const interfacesOf = ({ measured }: Reading) => measured.filter(({ measurement }) => measurement === 'interface')

test.for<{ name: string; script: Script; code: string }>([
  { name: 'says nothing', script: () => {}, code: 'timeout' },
  { name: 'answers garbage', script: (_, send) => send(Buffer.from('HTTP/1.1 400 Bad Request\r\n')), code: 'protocol' },
  { name: 'answers an empty datagram', script: (_, send) => send(Buffer.alloc(0)), code: 'protocol' },
  {
    name: 'cuts its answers off',
    script: ({ bytes }, send) => send(good(bytes)!.subarray(0, 30)),
    code: 'protocol',
  },
  {
    name: 'answers another request',
    script: ({ id }, send) => send(response(id + 1, [[SYS_DESCR, 1]])),
    code: 'timeout',
  },
  {
    name: 'is answered for by somebody else',
    script: ({ bytes }, send) => send(good(bytes)!, 'elsewhere'),
    code: 'timeout',
  },
  {
    name: 'sends reports as only SNMPv3 has them',
    script: ({ id }, send) => send(report(id)),
    code: 'protocol',
  },
  {
    name: 'speaks of other objects than it was asked about',
    script: ({ id, oids }, send) =>
      send(
        response(
          id,
          oids.map(() => ['1.3.6.1.4.1.99999.1', 1] as const),
        ),
      ),
    code: 'protocol',
  },
  { name: 'refuses every request', script: ({ id }, send) => send(refusal(id, 5)), code: 'protocol' },
  { name: 'refuses our credentials', script: ({ id }, send) => send(refusal(id, 16)), code: 'auth' },
])('a device that $name is a $code failure', async ({ script, code }) => {
  await using agent = await startScriptedAgent(script)
  await expect(run(agent.port)).rejects.toMatchObject({ name: 'ProbeFailure', code })
})

test('a device that falls silent half way: what was read is kept, with a warning that says what is missing', async () => {
  await using agent = await startScriptedAgent(({ bytes, number }, send) => {
    if (number <= 4) send(good(bytes)!)
  })
  const reading = await run(agent.port)
  expect(reading).toMatchObject({ status: 'warn', error: 'partial', detail: expect.stringContaining('no answer') })
  const interfaces = interfacesOf(reading)
  expect(interfaces.length).toBeGreaterThan(3)
  expect(interfaces.length).toBeLessThan(40)
  expect(interfaces[2]).toMatchObject({ tags: { ifName: 'port 3' }, fields: { ifInErrors: 3n } })
})

test('a device that falls silent while everything is known: the next whole answer has every value again', async () => {
  let silentFrom = Number.POSITIVE_INFINITY
  await using agent = await startScriptedAgent(({ bytes, number }, send) => {
    if (number < silentFrom) send(good(bytes)!)
  })
  expect(interfacesOf(await run(agent.port))).toHaveLength(40)
  silentFrom = agent.received + 2
  const partial = await run(agent.port)
  expect(partial).toMatchObject({ status: 'warn', error: 'partial' })
  for (const { tags } of interfacesOf(partial)) expect(tags!.ifName).toMatch(/^port \d+$/)
  silentFrom = Number.POSITIVE_INFINITY
  const whole = await run(agent.port)
  expect(whole.status).toBeUndefined()
  expect(interfacesOf(whole)).toHaveLength(40)
})

test('a device that is known and then dead is a timeout, not a memory', async () => {
  let dead = false
  await using agent = await startScriptedAgent(({ bytes }, send) => {
    if (!dead) send(good(bytes)!)
  })
  expect(interfacesOf(await run(agent.port))).toHaveLength(40)
  dead = true
  await expect(run(agent.port)).rejects.toMatchObject({
    code: 'timeout',
    message: expect.stringMatching(/^127\.0\.0\.1 does not answer on UDP port \d+: it is down, or/),
  })
  dead = false
  expect(interfacesOf(await run(agent.port))).toHaveLength(40)
})

test('a device that finds more than ten values too big gives all, and is asked for less from then on', async () => {
  let refused = 0
  await using agent = await startScriptedAgent(({ bytes, id, values }, send) => {
    if (values <= 10) return send(good(bytes)!)
    refused++
    send(refusal(id, 1))
  })
  const reading = await run(agent.port)
  expect(reading.status).toBeUndefined()
  expect(interfacesOf(reading)).toHaveLength(40)
  const before = refused
  expect(interfacesOf(await run(agent.port))).toHaveLength(40)
  expect(refused).toBe(before)
})

test('a device that drops what is too big gives all', async () => {
  await using agent = await startScriptedAgent(({ bytes, values }, send) => {
    if (values <= 30) send(good(bytes)!)
  })
  const reading = await run(agent.port)
  expect(reading.status).toBeUndefined()
  expect(interfacesOf(reading)).toHaveLength(40)
})

test.for<{ name: string; bulk: (id: number, send: (bytes: Uint8Array) => void) => void }>([
  { name: 'refuses', bulk: (id, send) => send(refusal(id, 5)) },
  { name: 'is silent at', bulk: () => {} },
  { name: 'answers garbage to', bulk: (_, send) => send(Buffer.from([0x30, 0x05, 0x02, 0x01, 0x01])) },
])('a device that $name every GETBULK is asked by GETNEXT, and from then on at once', async ({ bulk }) => {
  let bulks = 0
  await using agent = await startScriptedAgent(({ bytes, id, kind }, send) => {
    if (kind !== 'bulk') return send(good(bytes)!)
    bulks++
    bulk(id, send)
  })
  const first = await run(agent.port)
  expect(first.status).toBeUndefined()
  expect(interfacesOf(first)).toHaveLength(40)
  expect(interfacesOf(first)[39]).toMatchObject({ tags: { ifName: 'port 40' }, fields: { ifInErrors: 40n } })
  const before = bulks
  expect(interfacesOf(await run(agent.port))).toHaveLength(40)
  expect(bulks).toBe(before)
})

test('a column that the device fails on is named, the others are whole', async () => {
  await using agent = await startScriptedAgent(({ bytes, id, oids }, send) => {
    send(oids.some((oid) => oid.startsWith(`${IF_ENTRY}.14`)) ? refusal(id, 5) : good(bytes)!)
  })
  const reading = await run(agent.port)
  expect(reading).toMatchObject({ status: 'warn', error: 'partial', detail: expect.stringContaining('ifInErrors') })
  expect(interfacesOf(reading)).toHaveLength(40)
  expect(interfacesOf(reading)[39]!.fields).toMatchObject({ ifOperStatus: 1n, ifHCInOctets: 10n ** 12n + 40n })
})

test('a walk that goes round in circles ends, and what it circles in is named', async () => {
  await using agent = await startScriptedAgent(({ bytes, id, oids, kind }, send) => {
    const circling = oids.find((oid) => oid.startsWith(`${IF_ENTRY}.8.`))
    if (kind !== 'bulk' || !circling) return send(good(bytes)!)
    send(
      response(
        id,
        oids.map((oid) => [oid === circling ? `${IF_ENTRY}.8.1` : `${oid}.0`, 1] as const),
      ),
    )
  })
  const reading = await run(agent.port)
  expect(reading).toMatchObject({ status: 'warn', error: 'partial', detail: expect.stringContaining('ifOperStatus') })
  expect(agent.received).toBeLessThan(60)
})

test('a walk that never ends ends at the deadline with what there is', async () => {
  await using agent = await startScriptedAgent(({ bytes, id, oids, kind }, send) => {
    if (kind !== 'bulk') return send(good(bytes)!)
    send(
      response(
        id,
        oids.map((oid) => [following(oid), 7] as const),
      ),
    )
  })
  const reading = await run(agent.port, 1_000)
  expect(reading).toMatchObject({ status: 'warn', error: 'partial', detail: expect.stringContaining('out of time') })
  expect(interfacesOf(reading).length).toBeGreaterThan(10)
})

test('a deadline before anything came rejects with its reason', async () => {
  await using agent = await startScriptedAgent(() => {})
  await expect(run(agent.port, 50)).rejects.toMatchObject({ name: 'TimeoutError' })
})

test('an old agent that fails a whole request for one missing value is asked one by one', async () => {
  await using agent = await startScriptedAgent(({ bytes, id, oids, kind }, send) => {
    if (kind === 'get' && oids.some((oid) => oid !== SYS_DESCR)) return send(refusal(id, 2))
    send(good(bytes)!)
  })
  const reading = await run(agent.port)
  expect(reading.status).toBeUndefined()
  expect(reading.measured[0]).toEqual({ measurement: 'snmp', fields: { sysDescr: 'scripted' } })
  expect(interfacesOf(reading)).toHaveLength(40)
})

test('interfaces that got other indexes at a restart keep their names, and their counters say what happened', async () => {
  const device = (ticks: number, numbers: readonly number[], octets: number) => {
    const table: Record<string, Value> = { [`${SYSTEM}.3.0`]: { type: 'ticks', value: ticks } }
    for (const [i, index] of numbers.entries()) {
      table[`${IF_X_ENTRY}.1.${index}`] = { type: 'string', value: `wan${i}` }
      table[`${IF_X_ENTRY}.6.${index}`] = { type: 'counter64', value: BigInt(octets + i) }
    }
    return agentOf(table)
  }
  let now = device(90_000_000, [1, 2, 3], 5_000_000)
  await using agent = await startScriptedAgent(({ bytes }, send) => send(now(bytes)!))
  const byName = (reading: Reading) =>
    Object.fromEntries(interfacesOf(reading).map(({ tags, fields }) => [tags!.ifName, fields]))

  expect(byName(await run(agent.port)).wan0).toEqual({ ifIndex: 1n, ifHCInOctets: 5_000_000n })
  now = device(90_000_100, [1, 2, 3], 5_000_900)
  expect(byName(await run(agent.port)).wan0).toEqual({ ifIndex: 1n, ifHCInOctets: 5_000_900n })
  now = device(400, [12, 10, 11], 70)
  expect(byName(await run(agent.port))).toEqual({
    wan0: { ifIndex: 12n, ifHCInOctets: 70n, counter_event: 'restart' },
    wan1: { ifIndex: 10n, ifHCInOctets: 71n, counter_event: 'restart' },
    wan2: { ifIndex: 11n, ifHCInOctets: 72n, counter_event: 'restart' },
  })
  now = device(500, [12, 10, 11], 3)
  expect(byName(await run(agent.port)).wan1).toEqual({ ifIndex: 10n, ifHCInOctets: 4n, counter_event: 'reset' })
  now = device(600, [12, 10, 11], 4)
  expect(byName(await run(agent.port)).wan1).toEqual({ ifIndex: 10n, ifHCInOctets: 5n })
})

test('stray datagrams before the answer do no harm', async () => {
  await using agent = await startScriptedAgent(({ bytes }, send) => {
    send(Buffer.from([0x30, 0x84, 0xff]))
    send(Buffer.from('public'))
    send(good(bytes)!)
    send(good(bytes)!)
  })
  expect(interfacesOf(await run(agent.port))).toHaveLength(40)
})

/** The instance behind an OID, for ever: a column begins at 1. */
const following = (oid: string) => {
  const arcs = oid.split('.')
  const isColumn = arcs.length === (oid.startsWith(IF_ENTRY) ? 10 : 11)
  return isColumn ? `${oid}.1` : [...arcs.slice(0, -1), Number(arcs.at(-1)) + 1].join('.')
}
