import type { Progress } from '../probes/connection.ts'
import { connectionFailure } from '../probes/connection-failure.ts'
import type { Failure } from '../probes/target-failure.ts'
import type { Flow } from './flow.ts'
import { silence } from './silence.ts'
import type { Trace } from './transaction.ts'

/**
 * What an error says of the peer: `trace` tells it when the deadline came. Throws on what says nothing of the peer (this
 * machine's trouble, the agent's stopping).
 */
export function flowFailure(
  error: unknown,
  transport: Flow['transport'],
  { trace, progress, signal }: { readonly trace: Trace; readonly progress: Progress; readonly signal: AbortSignal },
): Failure {
  const { code } = (error ?? {}) as NodeJS.ErrnoException
  if (code === 'ECONNREFUSED' && transport === 'udp' && !signal.aborted)
    return { error: 'refused', detail: 'port unreachable: nothing listens on this UDP port' }
  const failure = connectionFailure(error, progress, signal)
  if (!signal.aborted || trace.sent === 0) return failure
  const { error: why, detail } = silence(trace, transport)
  return { error: why, detail: `${detail}, before the deadline came` }
}
