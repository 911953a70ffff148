import { type Clock, type Log, ProbeFailure } from '@vonggac/model'
import type { StunConfig } from '@vonggac/model/inventory'
import type { Probe, ProbeContext } from '../../probe.ts'
import { createResolver, type Progress } from '../connection.ts'
import { connectionFailure } from '../connection-failure.ts'
import { createTrust } from '../tls/trust.ts'
import { mappedAddress, type TransportAddress } from './attributes.ts'
import { type Credentials, createConversation } from './conversation.ts'
import { attribute, attributeOf, type StunMessage } from './message.ts'
import { type Opened, openChannel } from './open.ts'
import { failureReading, type Seen, stunReading } from './reading.ts'
import { refusalOf } from './refusal.ts'
import { sendThroughRelay } from './relay.ts'
import type { TransactionDeps } from './transaction.ts'
import { withAllocation } from './turn.ts'

/** The well-known ports (RFC 8489 section 18.6). */
const PORT = 3_478
const TLS_PORT = 5_349

/** Asks a STUN server for our address, or a TURN server for a relay, which is given back at once. */
export function createStunProbe({ clock }: { readonly clock: Clock; readonly log: Log }): Probe<StunConfig> {
  const resolve = createResolver(clock)
  const trust = createTrust({ legacy: false })
  return {
    kind: 'stun',
    async run(config, { signal, secret }) {
      signal.throwIfAborted()
      const credentials = credentialsOf(config, secret)
      const port = config.port ?? (config.transport === 'tls' ? TLS_PORT : PORT)
      const progress: Progress = { doing: 'starting' }
      const seen: Seen = { port }
      try {
        const opened = await openChannel(config, port, { clock, resolve, trust, signal, progress })
        using _channel = opened.channel
        seen.phases = opened.phases
        await converse(config, { opened, credentials, seen, deps: { clock, signal, progress } })
        return stunReading(config, seen, opened.troubles)
      } catch (error) {
        return failureReading(config, seen, connectionFailure(error, progress, signal))
      }
    },
  }
}

interface Run {
  readonly opened: Opened
  readonly credentials: Credentials | undefined
  /** Told what was found. */
  readonly seen: Seen
  readonly deps: TransactionDeps
}

async function converse(config: StunConfig, { opened, credentials, seen, deps }: Run): Promise<void> {
  const { channel } = opened
  const conversation = createConversation(channel, credentials)
  if (config.mode === 'binding') {
    const { answer, rttMs, sent } = await conversation.request('binding', [], deps)
    Object.assign(seen, { rttMs, sent, software: softwareOf(answer) })
    if (answer.class === 'error') {
      const { error, detail } = refusalOf(answer, 'Binding')
      throw new ProbeFailure(error, detail)
    }
    seen.mapped = mappedOf(answer)
    seen.isOld = attributeOf(answer, attribute.xorMappedAddress) === undefined
    return
  }
  const { released } = await withAllocation(conversation, deps, async (allocation) => {
    const { answer, relayed, rttMs, sent, allocateMs, lifetimeS } = allocation
    seen.mapped = mappedOf(answer)
    Object.assign(seen, { relayed, rttMs, sent, allocateMs, lifetimeS, software: softwareOf(answer) })
    if (config.relayPackets === 0) return
    const parts = { channel, conversation, relayed, mapped: seen.mapped, packets: config.relayPackets }
    seen.relay = await sendThroughRelay(parts, deps)
  })
  seen.released = released
}

function mappedOf(answer: StunMessage): TransportAddress {
  const mapped = mappedAddress(answer)
  if (!mapped) throw new ProbeFailure('protocol', 'the server answers without saying which address it sees us with')
  return mapped
}

const softwareOf = (answer: StunMessage): string | undefined => attributeOf(answer, attribute.software)?.toString()

function credentialsOf({ auth }: StunConfig, secret: ProbeContext['secret']): Credentials | undefined {
  return auth && { user: auth.user, password: secret(auth.password) }
}
