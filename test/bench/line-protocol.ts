import { checkLines, encodePoints, type Point, parseLines, parseLinesOf } from '@vonggac/model'

const POINTS = 5_000
const SERIES = 1_000
/** Long enough for a stable figure, short enough to be run often. */
const MEASURE_MS = 1_500

/** Nanoseconds a point on one core, for points of 4 tags and 5 fields in bodies of 5,000. */
export async function run(): Promise<{ name: string; value: number; unit: string }[]> {
  const points = Array.from({ length: POINTS }, (_, i) => point(i))
  const text = encodePoints(points)
  const body = Buffer.from(text)
  const now = Date.now()
  return [
    measure('line-protocol/check', () => checkLines(body)),
    measure('line-protocol/parse', () => parseLines(body, { now })),
    measure('line-protocol/parse-one-measurement', () => parseLinesOf('check', body, { now })),
    measure('line-protocol/encode', () => encodePoints(points)),
    { name: 'line-protocol/line', value: Math.round(body.length / POINTS), unit: 'byte' },
  ]
}

/** A link's point: 2 floats, 2 counters, a text. One in 20 is of the measurement `check`. */
function point(i: number): Point {
  const site = i % SERIES
  return {
    measurement: i % 20 === 0 ? 'check' : 'interface',
    tags: {
      agent: 'hub',
      device: `rt${site % 7}`,
      ifName: `GigabitEthernet0/0/${site % 48}`,
      site: `district-${site}`,
    },
    fields: {
      average_response_ms: ((i * 7919) % 100_000) / 1000,
      percent_packet_loss: i % 3,
      ifHCInOctets: BigInt(i) * 1_234_567_891n,
      ifHCOutOctets: BigInt(i) * 987_654_321n,
      detail: i % 4 === 0 ? 'no answer before the deadline' : '',
    },
    timestamp: 1_790_000_000_000 + i * 13,
  }
}

function measure(name: string, work: () => void) {
  const until = process.cpuUsage()
  for (let i = 0; i < 20; i++) work()
  const before = process.cpuUsage(until)
  let runs = 0
  const start = performance.now()
  while (performance.now() - start < MEASURE_MS) {
    work()
    runs++
  }
  const after = process.cpuUsage(until)
  const us = after.user + after.system - before.user - before.system
  return { name, value: Math.round((us * 1000) / runs / POINTS), unit: 'ns/point' }
}
