import { ProbeFailure } from '@vonggac/model'
import { Cancelled, Refusal } from './failure.ts'
import type { DeviceSession } from './session.ts'
import { systemOids } from './system.ts'
import type { Varbind } from './value.ts'
import { type BulkRequest, MAX_VALUES, type Sizing, type Walk } from './walk.ts'

/** An answer that was asked for fewer values than this did not get lost for its size. */
const SMALL_REQUEST = 20
/** Silence says less about the size than a refusal and takes longer: the next request is this much smaller. */
const SILENCE_DIVISOR = 4

/** What is asked once along with a walk: scalars, and where their values go. */
export interface Singles {
  readonly single: readonly string[]
  readonly singles: Varbind[]
}

/** Asks until a walk is done. Resolves to what ended it early, if anything did: what was read until then stays. */
export async function runWalk(
  session: DeviceSession,
  walk: Walk,
  sizing: Sizing,
  { single, singles }: Singles = { single: [], singles: [] },
): Promise<Error | undefined> {
  let ask = single
  for (;;) {
    const request = walk.next({ reserved: ask.length, rows: session.hasBulk ? undefined : 1 })
    if (!request) return undefined
    try {
      await step(session, walk, request, { single: ask, singles })
      sizing.bulkWorks ||= session.hasBulk
      ask = []
    } catch (error) {
      if (!isTheirs(error)) throw error
      if (!(await adapted(session, walk, sizing, { request, error }))) return error
    }
  }
}

async function step(session: DeviceSession, walk: Walk, request: BulkRequest, { single, singles }: Singles) {
  // What follows an object without its instance is the instance 0.
  const scalars = single.map((oid) => oid.slice(0, oid.lastIndexOf('.')))
  const { cursors: columns, repetitions } = request
  const answer = await session.table({ singles: scalars, columns, repetitions })
  singles.push(...answer.singles)
  walk.accept(request, answer.cells, answer.bytes)
}

/** Asks for less, or by GETNEXT, from now on. False when the device is asked in the simplest way there is, or does not answer that. */
async function adapted(
  session: DeviceSession,
  walk: Walk,
  sizing: Sizing,
  { request, error }: { request: BulkRequest; error: Error },
): Promise<boolean> {
  const values = request.cursors.length * request.repetitions
  const mayLackBulk = session.hasBulk && !sizing.bulkWorks
  if (error instanceof Refusal) {
    // A device without GETBULK refuses the smallest as well.
    if (values === 1 && mayLackBulk) useNext(session, sizing)
    else walk.refuse(request)
    return true
  }
  // Some devices, and paths that lose fragments, say nothing at all to what is too big, or to GETBULK as such.
  const isLarge = values > SMALL_REQUEST
  if (!isUnanswered(error) || !(isLarge || mayLackBulk) || !(await isAlive(session))) return false
  if (isLarge) walk.refuse(request, SILENCE_DIVISOR)
  else useNext(session, sizing)
  return true
}

function useNext(session: DeviceSession, sizing: Sizing): void {
  session.stopBulk()
  sizing.maxValues = MAX_VALUES
}

/** Whether the device answers the smallest request there is, be it with a refusal. */
async function isAlive(session: DeviceSession): Promise<boolean> {
  try {
    await session.get([systemOids.sysUpTime])
    return true
  } catch (error) {
    if (!isTheirs(error)) throw error
    return error instanceof Refusal
  }
}

const isUnanswered = (error: Error) =>
  error instanceof ProbeFailure && (error.code === 'timeout' || error.code === 'protocol')

/** Trouble of the device, the way to it or the run's time, as against a bug of ours. */
const isTheirs = (error: unknown): error is Error =>
  error instanceof Refusal || error instanceof ProbeFailure || error instanceof Cancelled || isErrno(error)

const isErrno = (error: unknown) => error instanceof Error && 'code' in error && typeof error.code === 'string'
