import type { Clock, Log } from '@vonggac/model'
import type { TracerouteConfig } from '@vonggac/model/inventory'
import type { Probe, Reading } from '../../probe.ts'
import { type Which, which } from '../icmp/engine-choice.ts'
import { createNameCache } from '../name-cache.ts'
import { parseHops } from './hop-text.ts'
import { pathOf } from './path.ts'
import { createPathMemory, type PathMemory } from './path-memory.ts'
import { createTracer } from './program.ts'
import { tracerouteReading } from './reading.ts'
import { createTurnstile } from './turnstile.ts'

/** What the probe is made of. */
export interface TracerouteDeps {
  readonly clock: Clock
  readonly log: Log
  /** Where programs are looked for; the system's way unless given. */
  readonly which?: Which
}

/** Programs that run at once: where the hub loses all its links, forty ask at the same moment. */
const MAX_RUNNING = 8
/** Targets whose way is remembered; the oldest go first. */
const MAX_REMEMBERED = 10_000

/** Runs a traceroute and tells what changed since the last one. */
export function createTracerouteProbe(deps: TracerouteDeps): Probe<TracerouteConfig> {
  const names = createNameCache(deps.clock)
  const tracer = createTracer(deps.which ?? which)
  const turnstile = createTurnstile(MAX_RUNNING)
  const memories = new Map<string, PathMemory>()
  return {
    kind: 'traceroute',
    async run(config, { signal }): Promise<Reading> {
      signal.throwIfAborted()
      const target = await names.resolve(config.address)
      const { text, finished, method } = await turnstile(signal, () => tracer.trace(target, config, signal))
      const path = pathOf(parseHops(text), target, { finished, maxHops: config.maxHops })
      const memory = memoryOf(memories, `${config.address} ${method} ${config.port ?? ''}`)
      return tracerouteReading(config, path, { method, change: memory.learn(path) })
    },
  }
}

function memoryOf(memories: Map<string, PathMemory>, key: string): PathMemory {
  const memory = memories.get(key) ?? createPathMemory()
  memories.set(key, memory)
  if (memories.size > MAX_REMEMBERED) memories.delete(memories.keys().next().value!)
  return memory
}
