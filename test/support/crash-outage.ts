import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { crashConfiguration, openCrashNetwork } from './crash-network.ts'
import { freePort } from './free-port.ts'
import { type Ledger, ledgerOf } from './paging-ledger.ts'
import { type Mood, type PagingReceiver, startPagingReceiver } from './paging-receiver.ts'
import { eventually, startVonggac } from './vonggac.ts'

/** How long it is waited at most for a message before a collector is killed anyway, ms. */
const PATIENCE_MS = 4_000
const FIRST_MOMENT_MS = 100
const START_MS = 1_500
const ANY_MS = 3_000
/** The last retry of a message that a receiver refused comes within this, ms. */
const SETTLE_MS = 90_000
/** Nothing more is expected; what comes in this time is one too many, ms. */
const QUIET_MS = 3_000

/** What came of it. */
export interface CrashRun extends Ledger {
  readonly kills: number
  readonly incidents: number
  /** Requests that receivers answered with 503. */
  readonly refused: number
}

/**
 * Kills a real collector (`vonggac collector`, SIGKILL) again and again while links fail and come back: in its first 100 ms, while it
 * starts, while it delivers, while a receiver holds its answer back, and at any moment. Two levels of an escalation, channels that
 * refuse and are slow, acknowledgements. Then everything is mended, and what arrived is compared with what should have.
 */
export async function runCrashes(
  kills: number,
  dir: string,
  say: (line: string) => void = () => {},
): Promise<CrashRun> {
  await using receiver = await startPagingReceiver()
  const port = await freePort()
  const document = crashConfiguration(receiver.url, Math.max(4, Math.ceil(kills * 1.2)), join(dir, 'data'))
  const network = openCrashNetwork(document, `http://127.0.0.1:${port}`)
  mkdirSync(join(dir, 'config'), { recursive: true })
  writeFileSync(join(dir, 'config', 'all.yaml'), JSON.stringify(document))
  const start = () => startVonggac(['collector', '--config', join(dir, 'config'), '--listen', `127.0.0.1:${port}`])
  const stop = new AbortController()
  const director = Promise.all([network.report(stop.signal), disturb(receiver, stop.signal)])
  let collector = start()
  try {
    await network.isUp()
    network.begin()
    for (let kill = 0; kill < kills; kill++) {
      await moments[kill % moments.length]!({ receiver, up: network.up })
      await collector.kill()
      collector = start()
      if (kill % 10 === 9) say(`${kill + 1} kills, ${network.cut.length} cuts, ${receiver.arrivals.length} messages`)
    }
    for (const channel of CHANNELS) receiver.mood(channel, 'good')
    const { cut, acknowledgedAt } = network
    await network.mend()
    const incidents = await settled({ receiver, network })
    const levels = [
      { person: 'an', note: null },
      { person: 'binh', note: 'nobody has acknowledged: level 2' },
    ]
    const ledger = ledgerOf(receiver.arrivals, { nodes: cut, incidents, broadcast: 'hook', acknowledgedAt, levels })
    return { ...ledger, kills, incidents: incidents.length, refused: receiver.refused }
  } catch (error) {
    throw new Error(`the collector said:\n${collector.output().slice(-3_000)}`, { cause: error })
  } finally {
    stop.abort()
    await director
    await collector[Symbol.asyncDispose]()
  }
}

const CHANNELS = ['hook', 'sms', 'push', 'second'] as const

const within = (ms: number) => sleep(Math.random() * ms)

interface Scene {
  readonly receiver: PagingReceiver
  /** Resolves when the collector takes reports. */
  readonly up: () => Promise<void>
}

/** When a collector that has just been started is killed: by chance, and at the worst moments. */
const moments: readonly ((scene: Scene) => Promise<void>)[] = [
  () => within(FIRST_MOMENT_MS),
  (scene) => anyMoment(scene),
  (scene) => anyMoment(scene),
  ({ receiver }) => afterArrival(receiver, 5),
  () => within(START_MS),
  (scene) => anyMoment(scene),
  async ({ receiver, up }) => {
    await up()
    for (const channel of CHANNELS) receiver.mood(channel, 'holding')
    await afterArrival(receiver, 300)
    for (const channel of CHANNELS) receiver.mood(channel, 'good')
  },
  (scene) => anyMoment(scene),
]

async function anyMoment({ up }: Scene) {
  await up()
  await within(ANY_MS)
}

/** Waits for the next message, and a moment more: around the answer, and our own note of it. */
async function afterArrival(receiver: PagingReceiver, moreMs: number) {
  let cancel = () => {}
  const arrived = new Promise<Mood>((resolve) => {
    cancel = receiver.next(resolve)
  })
  await Promise.race([arrived, sleep(PATIENCE_MS)])
  cancel()
  await within(moreMs)
}

/** Receivers that are slow or refuse, now one and now another. */
async function disturb(receiver: PagingReceiver, signal: AbortSignal) {
  const moods: readonly Mood[] = ['good', 'slow', 'good', 'down', 'good']
  for (let turn = 0; !signal.aborted; turn++) {
    const channel = CHANNELS[turn % CHANNELS.length]!
    receiver.mood(channel, moods[Math.floor(Math.random() * moods.length)]!)
    await sleep(700, undefined, { signal }).catch(() => {})
    receiver.mood(channel, 'good')
  }
}

/** Waits until every incident is over, and nothing has arrived for a while. Gives the incidents. */
async function settled({
  receiver,
  network,
}: {
  receiver: PagingReceiver
  network: ReturnType<typeof openCrashNetwork>
}) {
  let seen = -1
  let since = Date.now()
  let waitsFor = ''
  return await eventually(
    async () => {
      const incidents = await network.incidents()
      const isBusy = incidents.some(({ state }) => state !== 'resolved') || receiver.arrivals.length !== seen
      if (isBusy) since = Date.now()
      seen = receiver.arrivals.length
      const isEndTold = (id: string) => receiver.arrivals.some(({ key }) => key === `${id}:resolved:hook`)
      const untold = incidents.filter(({ id, state }) => state !== 'resolved' || !isEndTold(id))
      waitsFor = untold.map(({ id, state, timeline }) => `${id} ${state} ${JSON.stringify(timeline)}`).join('\n')
      return !isBusy && untold.length === 0 && Date.now() - since > QUIET_MS ? incidents : undefined
    },
    { withinMs: SETTLE_MS, everyMs: 500, what: 'the end of every incident' },
  ).catch((cause: unknown) => {
    throw new Error(`still to be told:\n${waitsFor}`, { cause })
  })
}
