import { json } from 'node:stream/consumers'
import { type CollectorOptions, startCollector } from '@vonggac/collector'
import { jsonLog, systemClock, TransientError } from '@vonggac/model'
import { configSchema } from '@vonggac/model/inventory'

/** What a test wants of a collector in a process of its own: JSON on its standard input. */
export interface CollectorProcessOptions {
  readonly config: unknown
  readonly dataDir: string
  /** Without a port: any free one. */
  readonly listen?: string
  /** The built console; none unless said. */
  readonly consoleDir?: string
  /** `down`: a store that can never be reached, to see what works without one. */
  readonly store?: 'down'
}

/** Stands for a database server that is switched off; a real one would only add its own noise to what is measured. */
const unreachable: CollectorOptions['openStore'] = async (config) => ({
  kind: config.kind,
  write: () => Promise.reject(new TransientError('switched off', { retryAfterMs: 3_600_000 })),
  series: () => Promise.reject(new TransientError('switched off')),
  // biome-ignore lint/correctness/useYield: it has none to give
  async *rows() {
    throw new TransientError('switched off')
  },
  rawSince: () => 0,
  summariesSince: () => 0,
  health: async () => ({ ok: false, detail: 'switched off' }),
  close: async () => {},
  async [Symbol.asyncDispose]() {},
})

if (process.argv[1] === import.meta.filename) {
  const { config, dataDir, listen, consoleDir, store } = (await json(process.stdin)) as CollectorProcessOptions
  const collector = await startCollector({
    config: configSchema.parse(config),
    clock: systemClock,
    log: jsonLog((line) => process.stderr.write(line), systemClock.now),
    dataDir,
    listen: listen ?? '127.0.0.1:0',
    secret: (ref) => ('env' in ref ? (process.env[ref.env] ?? '') : ''),
    ...(consoleDir !== undefined && { consoleDir }),
    ...(store === 'down' ? { openStore: unreachable } : {}),
  })
  process.stdout.write(`${collector.url}\n`)
  process.once('SIGTERM', () => void collector[Symbol.asyncDispose]().then(() => process.exit(0)))
}
