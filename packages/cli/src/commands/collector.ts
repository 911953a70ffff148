import { startCollector } from '@vonggac/collector'
import { jsonLog, systemClock } from '@vonggac/model'
import { configSources } from '@vonggac/model/inventory'
import { aborted } from '../aborted.ts'
import { type Command, optional, required } from '../command.ts'
import { consoleDir } from '../console-dir.ts'
import { makeDirectory } from '../directory.ts'
import { loadOrExplain } from '../load.ts'
import { readSecret } from '../secret.ts'
import { version } from '../version.ts'

/** `vonggac collector`: takes data in, keeps it, decides who is woken. */
export const collector: Command = {
  name: 'collector',
  summary: 'Run the collector.',
  usage: ['collector --config DIR'],
  options: {
    config: { type: 'string', value: 'DIR', help: 'configuration directory' },
    data: {
      type: 'string',
      value: 'DIR',
      help: 'keep journal, state and embedded store here instead of the configured place',
    },
    listen: { type: 'string', value: 'ADDRESS:PORT', help: 'listen here instead of the configured place' },
  },
  notes: 'Logs are JSON lines on standard error. Agents need a key: `vonggac agents add ID --config DIR`.',
  async run(call) {
    const log = jsonLog(call.io.err, systemClock.now)
    const configDir = required(call, 'config')
    const files = configSources(configDir)
    const config = loadOrExplain(configDir)
    const dataDir = optional(call, 'data') ?? config.collector.data
    makeDirectory(dataDir, '--data DIR')
    await using running = await startCollector({
      config,
      clock: systemClock,
      log,
      dataDir,
      listen: optional(call, 'listen') ?? config.collector.listen,
      consoleDir,
      version,
      files,
      secret: readSecret,
    })
    log.info('collector started', { url: running.url, store: config.collector.store.kind, data: dataDir })
    await aborted(call.signal)
    log.info('collector is stopping')
    return 0
  },
}
