import { quoted } from '../probes/quoted.ts'
import type { Failure } from '../probes/target-failure.ts'
import type { Flow } from './flow.ts'
import type { Trace } from './transaction.ts'

/** What to say when a request got no final answer: silence, or what came in its place. */
export function silence(trace: Trace, transport: Flow['transport']): Failure {
  const { sent, provisional, strays, garbage } = trace
  const times = sent > 1 ? `, sent ${sent} times` : ''
  if (provisional.length > 0)
    return { error: 'timeout', detail: `only ${provisional.at(-1)} (wait), and no final answer after it${times}` }
  if (garbage)
    return {
      error: 'protocol',
      detail: `what answers there does not speak SIP: ${garbage.why} (${quoted(garbage.sample)})`,
    }
  if (strays > 0)
    return {
      error: 'protocol',
      detail: `${strays} ${strays === 1 ? 'answer' : 'answers'}, none to our question: another Via branch, Call-ID or CSeq`,
    }
  const where = transport === 'udp' ? '' : ': the connection stands, but nobody speaks'
  return { error: 'timeout', detail: `no answer${times}${where}` }
}
