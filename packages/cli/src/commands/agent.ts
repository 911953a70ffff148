import { dirname } from 'node:path'
import { runOnce, startAgent } from '@vonggac/agent'
import { jsonLog, type Log, type Result, silentLog, systemClock } from '@vonggac/model'
import { aborted } from '../aborted.ts'
import { type Call, type Command, optional, UsageError } from '../command.ts'
import { makeDirectory } from '../directory.ts'
import { type AgentStart, planFromDirectory, planFromFile, planFromInput } from '../plan.ts'
import { probeSecret } from '../probe-secret.ts'
import { resultJson, resultLine } from '../result-text.ts'
import { readSecret } from '../secret.ts'
import { version } from '../version.ts'

/** What whoever started an agent as a part of his own program hears when it runs. */
const STARTED = 'started\n'

/** `vonggac agent`: polls, keeps and delivers; with `--once`, polls everything once and prints it. */
export const agent: Command = {
  name: 'agent',
  summary: 'Run an agent: poll what the configuration says and deliver it to the collector.',
  usage: ['agent --config DIR --id ID', 'agent --config DIR [--id ID] --once [--json]', 'agent --plan FILE'],
  options: {
    config: { type: 'string', value: 'DIR', help: 'configuration directory' },
    id: { type: 'string', value: 'ID', help: 'which agent of the configuration this is' },
    plan: {
      type: 'string',
      value: 'FILE',
      help: 'a plan as `vonggac config plan` prints it, instead of --config; `-`: from standard input',
    },
    once: { type: 'boolean', help: 'run every check once, print the results, exit' },
    json: { type: 'boolean', help: 'with --once: one JSON object a check' },
    collector: { type: 'string', value: 'URL', help: 'send to this collector instead of the configured one' },
    'until-eof': {
      type: 'boolean',
      help: 'say `started` when it runs, and end when standard input does: with the program that started it',
    },
    spool: { type: 'string', value: 'FILE', help: 'keep unsent data here instead of the configured place' },
  },
  notes:
    'Without --id, the only agent of the configuration is taken, or the one at the hub.\nLogs are JSON lines on standard error.',
  async run(call) {
    const start = await startOf(call)
    return call.values.once ? once(start, call) : await serve(start, call)
  },
}

async function startOf(call: Call): Promise<AgentStart> {
  const plan = optional(call, 'plan')
  if (plan === '-') return await planFromInput(process.stdin, call.signal)
  if (plan) return planFromFile(plan)
  const dir = optional(call, 'config')
  if (!dir) throw new UsageError('agent needs --config DIR (or --plan FILE)')
  return planFromDirectory(dir, optional(call, 'id'))
}

async function serve({ plan, agent }: AgentStart, call: Call): Promise<number> {
  const log = jsonLog(call.io.err, systemClock.now)
  const path = optional(call, 'spool') ?? agent.spool.path
  makeDirectory(dirname(path), '--spool FILE')
  await using _ = await startAgent({
    plan,
    collector: {
      url: optional(call, 'collector') ?? agent.collector.url,
      key: agent.collector.key && readSecret(agent.collector.key),
    },
    spool: { path, maxBytes: agent.spool.maxBytes, maxAgeMs: agent.spool.maxAge },
    version,
    clock: systemClock,
    log,
    secret: probeSecret,
  })
  if (call.values['until-eof']) call.io.out(STARTED)
  await aborted(call.values['until-eof'] ? AbortSignal.any([call.signal, endOfInput()]) : call.signal)
  log.info('agent is stopping')
  return 0
}

/** Aborts when nothing more can come on standard input, which does not keep the process alive. */
function endOfInput(): AbortSignal {
  const ended = new AbortController()
  const end = () => ended.abort(new Error('standard input has ended'))
  if (process.stdin.readableEnded) end()
  process.stdin.once('end', end).once('error', end).resume()
  process.stdin.unref?.()
  return ended.signal
}

async function once({ plan }: AgentStart, { io, values, signal }: Call): Promise<number> {
  const log: Log = { ...silentLog, error: (message, data) => io.err(`${message} ${JSON.stringify(data)}\n`) }
  const print = (result: Result) =>
    io.out(`${values.json ? JSON.stringify(resultJson(result)) : resultLine(result, io)}\n`)
  await runOnce(plan, { clock: systemClock, log, secret: probeSecret }, signal, print)
  return 0
}
