import { silentLog, systemClock, Unsigned } from '@vonggac/model'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Measured, Probe } from '../../packages/agent/src/probe.ts'
import { createSnmpProbe } from '../../packages/agent/src/probes/snmp/index.ts'
import { type Recorded, type Snmpsim, startSnmpsim, tag } from '../support/snmpsim.ts'

// Devices as they are met in the field, played by a real snmpsim: each test says what is odd about one.

const SYSTEM = '1.3.6.1.2.1.1'
const IF = '1.3.6.1.2.1.2.2.1'
const IF_X = '1.3.6.1.2.1.31.1.1.1'
const range = (length: number) => Array.from({ length }, (_, i) => i + 1)
const descr = (index: number, text = `port ${index}`): Recorded => [`${IF}.2.${index}`, tag.string, text]
const octets = (index: number, value: bigint | number): Recorded => [`${IF_X}.6.${index}`, tag.counter64, String(value)]

interface Case {
  readonly name: string
  readonly recording: readonly Recorded[]
  /** Points of measurement `interface`: exactly these. */
  readonly interfaces?: readonly Omit<Measured, 'measurement'>[]
  readonly system?: Readonly<Record<string, unknown>>
  readonly detail?: string
}

const point = (ifIndex: number, ifName: string, fields: Measured['fields'] = {}, ifAlias?: string) => ({
  tags: ifAlias === undefined ? { ifName } : { ifName, ifAlias },
  fields: { ifIndex: BigInt(ifIndex), ...fields },
})

const cases: readonly Case[] = [
  {
    name: 'only sysDescr and sysObjectID',
    recording: [
      [`${SYSTEM}.1.0`, tag.string, 'Acano'],
      [`${SYSTEM}.2.0`, tag.oid, '1.3.6.1.4.1.99999.1'],
    ],
    system: { sysDescr: 'Acano', sysObjectID: '1.3.6.1.4.1.99999.1' },
    detail: '0 interfaces',
  },
  { name: 'nothing of what is read', recording: [['1.3.6.1.4.1.99999.7.0', tag.integer, '1']], detail: '0 interfaces' },
  {
    name: 'an up time beyond 31 bits',
    recording: [[`${SYSTEM}.3.0`, tag.ticks, '2972231163']],
    system: { sysUpTime: 2972231163n, uptime_s: 29722311.63 },
    detail: '0 interfaces, up 344d',
  },
  {
    name: 'only ifTable',
    recording: range(3).flatMap((i): Recorded[] => [
      descr(i),
      [`${IF}.10.${i}`, tag.counter32, String(4294967290 + i)],
      [`${IF}.12.${i}`, tag.counter32, String(i)],
    ]),
    interfaces: range(3).map((i) =>
      point(i, `port ${i}`, { ifDescr: `port ${i}`, ifInOctets: BigInt(4294967290 + i), ifInNUcastPkts: BigInt(i) }),
    ),
  },
  {
    name: 'only ifXTable',
    recording: range(2).flatMap((i): Recorded[] => [[`${IF_X}.1.${i}`, tag.string, `ge-0/0/${i}`], octets(i, i)]),
    interfaces: range(2).map((i) => point(i, `ge-0/0/${i}`, { ifHCInOctets: BigInt(i) })),
  },
  {
    name: 'interfaces that are in one of the tables only',
    recording: [descr(1), descr(2), octets(2, 22), octets(3, 33)],
    interfaces: [
      point(1, 'port 1', { ifDescr: 'port 1' }),
      point(2, 'port 2', { ifDescr: 'port 2', ifHCInOctets: 22n }),
      point(3, '3', { ifHCInOctets: 33n }),
    ],
  },
  {
    name: 'columns with holes at different rows, far apart',
    recording: [
      ...[1, 5, 10_101, 2_147_483_647].map((i) => descr(i)),
      ...[5, 2_147_483_647].map((i): Recorded => [`${IF}.4.${i}`, tag.integer, '1500']),
      ...[1, 10_101].map((i): Recorded => [`${IF}.14.${i}`, tag.counter32, String(i)]),
    ],
    interfaces: [
      point(1, 'port 1', { ifDescr: 'port 1', ifInErrors: 1n }),
      point(5, 'port 5', { ifDescr: 'port 5', ifMtu: 1500n }),
      point(10_101, 'port 10101', { ifDescr: 'port 10101', ifInErrors: 10_101n }),
      point(2_147_483_647, 'port 2147483647', { ifDescr: 'port 2147483647', ifMtu: 1500n }),
    ],
  },
  {
    name: '64-bit counters on some interfaces, the 32-bit ones on the others',
    recording: [
      ...range(4).flatMap((i): Recorded[] => [descr(i), [`${IF}.10.${i}`, tag.counter32, String(i)]]),
      octets(1, 10n ** 15n),
      octets(3, 10n ** 16n),
    ],
    interfaces: [
      point(1, 'port 1', { ifDescr: 'port 1', ifHCInOctets: 10n ** 15n }),
      point(2, 'port 2', { ifDescr: 'port 2', ifInOctets: 2n }),
      point(3, 'port 3', { ifDescr: 'port 3', ifHCInOctets: 10n ** 16n }),
      point(4, 'port 4', { ifDescr: 'port 4', ifInOctets: 4n }),
    ],
  },
  {
    name: 'counters at the edges of 64 bits',
    recording: [
      ...range(4).map((i) => descr(i)),
      octets(1, 0),
      octets(2, 2n ** 63n - 1n),
      octets(3, 2n ** 63n),
      octets(4, 2n ** 64n - 1n),
    ],
    interfaces: [
      point(1, 'port 1', { ifDescr: 'port 1', ifHCInOctets: 0n }),
      point(2, 'port 2', { ifDescr: 'port 2', ifHCInOctets: 2n ** 63n - 1n }),
      point(3, 'port 3', { ifDescr: 'port 3', ifHCInOctets: new Unsigned(2n ** 63n) }),
      point(4, 'port 4', { ifDescr: 'port 4', ifHCInOctets: new Unsigned(2n ** 64n - 1n) }),
    ],
  },
  {
    name: 'negative integers and gauges at 32 bits',
    recording: [
      descr(1),
      [`${IF}.4.1`, tag.integer, '-1'],
      [`${IF}.5.1`, tag.gauge32, '4294967295'],
      [`${IF}.9.1`, tag.ticks, '4294967295'],
    ],
    interfaces: [
      point(1, 'port 1', { ifDescr: 'port 1', ifMtu: -1n, ifSpeed: 4294967295n, ifLastChange: 4294967295n }),
    ],
  },
  {
    name: 'interfaces of which only the number is known, beside others',
    recording: [
      ...range(3).map((i): Recorded => [`${IF}.1.${i}`, tag.integer, String(i)]),
      descr(2),
      [`${IF}.14.2`, tag.counter32, '9'],
    ],
    interfaces: [point(1, '1'), point(2, 'port 2', { ifDescr: 'port 2', ifInErrors: 9n }), point(3, '3')],
  },
  {
    name: 'names that are shared, empty, blank or missing',
    recording: [
      ...[1, 2, 3, 4].map((i) => descr(i, i === 3 ? '' : 'lan')),
      [`${IF_X}.1.1`, tag.string, 'lan'],
      [`${IF_X}.1.2`, tag.string, ''],
      [`${IF_X}.1.3`, tag.string, '  '],
      [`${IF_X}.1.4`, tag.string, 'lan#1'],
    ],
    interfaces: [
      point(1, 'lan#1#1', { ifDescr: 'lan' }),
      point(2, 'lan#2', { ifDescr: 'lan' }),
      point(3, '3', { ifDescr: '' }),
      point(4, 'lan#1', { ifDescr: 'lan' }),
    ],
  },
  {
    name: 'texts with commas, quotes, line breaks, NULs, Vietnamese, Latin-1 and bytes that are no text',
    recording: [
      descr(1, 'a, "b" = c\\'),
      [`${IF}.2.2`, tag.hex, Buffer.from('two\r\nlines\0\0').toString('hex')],
      [`${IF}.2.3`, tag.hex, Buffer.from('Đường truyền').toString('hex')],
      [`${IF}.2.4`, tag.hex, Buffer.from('Größe', 'latin1').toString('hex')],
      [`${IF}.2.5`, tag.hex, 'ff00fe01'],
      [`${IF_X}.1.1`, tag.string, 'e1'],
      [`${IF_X}.18.1`, tag.string, 'to Tam Kỳ, "VNPT"'],
      [`${IF_X}.18.2`, tag.string, ''],
    ],
    interfaces: [
      point(1, 'e1', { ifDescr: 'a, "b" = c\\' }, 'to Tam Kỳ, "VNPT"'),
      point(2, 'two\r\nlines', { ifDescr: 'two\r\nlines' }),
      point(3, 'Đường truyền', { ifDescr: 'Đường truyền' }),
      point(4, 'Größe', { ifDescr: 'Größe' }),
      point(5, 'ff00fe01', { ifDescr: 'ff00fe01' }),
    ],
  },
  {
    name: 'values of a type that the MIB does not say',
    recording: [
      [`${IF}.2.1`, tag.integer, '7'],
      [`${IF}.4.1`, tag.string, '9000'],
      [`${IF}.7.1`, tag.string, 'up'],
      [`${IF}.8.1`, tag.oid, '1.3.6.1'],
      [`${IF}.14.1`, tag.address, '10.33.1.1'],
      [`${IF_X}.6.1`, tag.counter32, '5'],
    ],
    interfaces: [point(1, '7', { ifDescr: '7', ifMtu: 9000n, ifHCInOctets: 5n })],
  },
  {
    name: 'hardware addresses of any length',
    recording: [
      ...range(3).map((i) => descr(i)),
      [`${IF}.6.1`, tag.hex, '001de58498c0'],
      [`${IF}.6.2`, tag.string, ''],
      [`${IF}.6.3`, tag.hex, '0102030405060708'],
    ],
    interfaces: [
      point(1, 'port 1', { ifDescr: 'port 1', ifPhysAddress: '00:1d:e5:84:98:c0' }),
      point(2, 'port 2', { ifDescr: 'port 2', ifPhysAddress: '' }),
      point(3, 'port 3', { ifDescr: 'port 3', ifPhysAddress: '01:02:03:04:05:06:07:08' }),
    ],
  },
  {
    // snmpsim answers "end of MIB" for a line that it cannot read, as some devices do for a row that they cannot.
    name: 'rows in the middle of a column that the device says the MIB ends at',
    recording: [
      ...range(6).flatMap((i): Recorded[] => [descr(i), octets(i, i)]),
      ...range(6).map((i): Recorded => [`${IF}.6.${i}`, tag.hex, i === 2 || i === 3 ? '34:xx:yy' : `0${i}`]),
    ],
    interfaces: range(6).map((i) =>
      point(i, `port ${i}`, {
        ifDescr: `port ${i}`,
        ifHCInOctets: BigInt(i),
        ...(i !== 2 && i !== 3 && { ifPhysAddress: `0${i}` }),
      }),
    ),
  },
  {
    name: 'many interfaces, all in order',
    recording: range(300).flatMap((i): Recorded[] => [descr(i), octets(i, i * 1_000_003)]),
    interfaces: range(300).map((i) =>
      point(i, `port ${i}`, { ifDescr: `port ${i}`, ifHCInOctets: BigInt(i * 1_000_003) }),
    ),
    detail: '300 interfaces',
  },
]

let snmpsim: Snmpsim
let probe: Probe<never>
beforeAll(async () => {
  snmpsim = await startSnmpsim(Object.fromEntries(cases.map(({ recording }, i) => [`device${i}`, recording])))
  probe = createSnmpProbe({ clock: systemClock, log: silentLog })
})
afterAll(async () => {
  await probe?.close?.()
  await snmpsim?.[Symbol.asyncDispose]()
})

test.for(cases.map((each, i) => ({ ...each, i })))(
  'a device with $name',
  async ({ i, interfaces = [], system, detail }) => {
    const config = {
      address: '127.0.0.1',
      credential: { version: '2c', community: { env: `device${i}` }, port: snmpsim.port },
      interfaces: true,
      requestTimeoutMs: 5_000,
      retries: 1,
    }
    const secret = (ref: { env?: string }) => ref.env!
    for (const _ of ['everything', 'what moves']) {
      const context = { clock: systemClock, signal: AbortSignal.timeout(60_000), secret: secret as never }
      const reading = await probe.run(config as never, context)
      expect(reading.status).toBeUndefined()
      const [snmp] = reading.measured.filter(({ measurement }) => measurement === 'snmp')
      expect(snmp?.fields).toEqual(system)
      const points = reading.measured.filter(({ measurement }) => measurement === 'interface')
      expect(points).toEqual(interfaces.map((each) => ({ measurement: 'interface', ...each })))
      if (detail) expect(reading.detail).toMatch(new RegExp(`^${detail}`))
    }
  },
)
