import { runCrashes } from '../support/crash-outage.ts'
import { temporaryDirectory } from '../support/server-process.ts'
import type { Figure } from './main.ts'

const KILLS = Number(process.env.BENCH_KILLS ?? 100)

/** A collector that is killed again and again during outages: pages lost, doubled, out of order. All but the first figures should be 0. */
export async function run(): Promise<Figure[]> {
  using directory = temporaryDirectory('bench-crash')
  const ran = await runCrashes(KILLS, directory.path, (line) => console.error(`bench crash: ${line}`))
  const wrong = {
    'pages lost': ran.lost,
    'pages doubled under another key': ran.doubled,
    'ends without beginning': ran.endsWithoutBeginning,
    'out of order': ran.outOfOrder,
    'told after the acknowledgement': ran.toldAfterAcknowledgement,
    'keys repeated after the answer': ran.repeatsAfterAnswer,
    'keys repeated, killed before the answer': ran.repeatsBeforeAnswer,
  }
  for (const [name, all] of Object.entries(wrong)) if (all.length > 0) console.error(`${name}: ${all.join(', ')}`)
  return [
    { name: 'crash/kills', value: ran.kills, unit: 'kills' },
    { name: 'crash/incidents', value: ran.incidents, unit: 'incidents' },
    { name: 'crash/pages', value: ran.pages, unit: 'pages' },
    { name: 'crash/answered with 503', value: ran.refused, unit: 'requests' },
    ...Object.entries(wrong).map(([name, all]) => ({ name: `crash/${name}`, value: all.length, unit: 'pages' })),
  ]
}
