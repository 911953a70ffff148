import { randomBytes } from 'node:crypto'
import { type Clock, type Log, ProbeFailure } from '@vonggac/model'
import type { NtpConfig } from '@vonggac/model/inventory'
import type { Probe, ProbeContext, Reading } from '../../probe.ts'
import { exchange } from '../datagram.ts'
import { createNameCache } from '../name-cache.ts'
import { kissOf } from './kiss.ts'
import { decodeAnswer, encodeQuestion } from './packet.ts'
import { ntpReading } from './reading.ts'
import type { Sample } from './sample.ts'
import { fineWallClock } from './wall-clock.ts'

/** Asks a time server a few times. Each question has a port and a nonce of its own: an answer to none of them is passed over. */
export function createNtpProbe({ clock }: { readonly clock: Clock; readonly log: Log }): Probe<NtpConfig> {
  const names = createNameCache(clock)
  return {
    kind: 'ntp',
    async run(config, { signal }): Promise<Reading> {
      signal.throwIfAborted()
      const address = await names.resolve(config.host)
      const samples: Sample[] = []
      let strays = 0
      for (let asked = 0; asked < config.samples; asked++) {
        if (asked > 0) await clock.sleep(config.gapMs, signal)
        const heard = await ask(address, config, { clock, signal })
        strays += heard.strays
        if (!heard.sample) continue
        const kiss = kissOf(heard.sample.answer)
        // Asked too often after some answers: what there is will do.
        if (kiss && samples.length === 0) throw kiss
        if (kiss) break
        samples.push(heard.sample)
      }
      const [first, ...others] = samples
      if (first) return ntpReading(config, { samples: [first, ...others], asked: config.samples })
      if (strays > 0) throw new ProbeFailure('protocol', 'what came back answers no question of ours')
      throw new ProbeFailure('timeout', `no answer to ${config.samples} questions`)
    },
  }
}

/** Puts one question. */
async function ask(
  address: string,
  { port, waitMs }: NtpConfig,
  { clock, signal }: Pick<ProbeContext, 'clock' | 'signal'>,
): Promise<{ sample: Sample | undefined; strays: number }> {
  const nonce = randomBytes(8).readBigUInt64BE()
  const wall = fineWallClock(clock)
  const accept = (datagram: Buffer) => {
    const heardAt = wall()
    const answer = decodeAnswer(datagram, heardAt)
    return answer?.origin === nonce ? { answer, heardAt } : undefined
  }
  const payload = encodeQuestion(nonce)
  const {
    answer: heard,
    elapsedMs,
    strays,
  } = await exchange({ address, port, payload, tries: 1, waitMs, accept }, { clock, signal })
  if (!heard) return { sample: undefined, strays }
  return { sample: { ...heard, sentAt: heard.heardAt - elapsedMs }, strays }
}
