import { ConfigError } from '@vonggac/model'
import { type Command, helpOf, type Io, parseCall, UsageError } from './command.ts'

/** Every command, loaded only when it is called: an agent does not carry the collector in its memory. */
const commands: Readonly<Record<string, { summary: string; load: () => Promise<Command> }>> = {
  demo: {
    summary: 'the whole system on this machine over a simulated province',
    load: async () => (await import('./commands/demo.ts')).demo,
  },
  collector: { summary: 'run the collector', load: async () => (await import('./commands/collector.ts')).collector },
  agent: {
    summary: 'run an agent, or every check once',
    load: async () => (await import('./commands/agent.ts')).agent,
  },
  agents: {
    summary: "the fleet's keys: list, add, revoke",
    load: async () => (await import('./commands/agents.ts')).agents,
  },
  users: {
    summary: 'who may sign in, and API tokens: list, add, change, remove',
    load: async () => (await import('./commands/users.ts')).users,
  },
  config: {
    summary: 'validate a configuration, list its checks, print its JSON Schema',
    load: async () => (await import('./commands/config.ts')).config,
  },
  alerts: {
    summary: 'test the rules of alerting with scripted timelines',
    load: async () => (await import('./commands/alerts.ts')).alerts,
  },
  channels: {
    summary: 'the ways to reach people: list, send a test message',
    load: async () => (await import('./commands/channels.ts')).channels,
  },
  probe: { summary: 'run one probe once', load: async () => (await import('./commands/probe.ts')).probe },
  snmp: {
    summary: 'find devices that answer SNMP, and propose inventory entries',
    load: async () => (await import('./commands/snmp.ts')).snmp,
  },
  reflector: {
    summary: 'answer STAMP packets, so that somebody can measure the path to here',
    load: async () => (await import('./commands/reflector.ts')).reflector,
  },
  traps: {
    summary: 'print the SNMP traps that arrive here',
    load: async () => (await import('./commands/traps.ts')).traps,
  },
  preflight: {
    summary: 'are the sites ready for a video conference, now?',
    load: async () => (await import('./commands/preflight.ts')).preflight,
  },
  incidents: {
    summary: 'what is broken and what was: list, show, handle, report',
    load: async () => (await import('./commands/incidents.ts')).incidents,
  },
  maintenance: {
    summary: 'when somebody works on something: list, add, end, import',
    load: async () => (await import('./commands/maintenance.ts')).maintenance,
  },
  silence: {
    summary: 'tell nobody of some incidents for a time: list, add, end',
    load: async () => (await import('./commands/silence.ts')).silence,
  },
  oncall: {
    summary: 'who is on call, who comes next, who takes over; the rota as a calendar',
    load: async () => (await import('./commands/oncall.ts')).oncall,
  },
  topology: {
    summary: 'what is connected to what, and where that contradicts the inventory',
    load: async () => (await import('./commands/topology.ts')).topology,
  },
  report: {
    summary: 'what was available, against what was promised; and the evidence for it',
    load: async () => (await import('./commands/report.ts')).report,
  },
  dashboards: {
    summary: 'generate Grafana dashboards, or push them to a Grafana',
    load: async () => (await import('./commands/dashboards.ts')).dashboards,
  },
  doctor: {
    summary: 'what is wrong with this installation, and the fix',
    load: async () => (await import('./commands/doctor.ts')).doctor,
  },
}

const EXIT_USAGE = 2
const EXIT_BUG = 70

/** Runs the command line and returns the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const io = terminal()
  const [name, ...rest] = args
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    io.out(overview())
    return name === undefined ? EXIT_USAGE : 0
  }
  if (name === '--version') {
    io.out(`${(await import('./version.ts')).version}\n`)
    return 0
  }
  try {
    return await call(name, rest, io)
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof ConfigError)) throw error
    io.err(`vonggac: ${error.message}\n`)
    return EXIT_USAGE
  }
}

async function call(name: string, args: readonly string[], io: Io): Promise<number> {
  if (!Object.hasOwn(commands, name))
    throw new UsageError(`there is no command \`${name}\`; \`vonggac --help\` lists them`)
  const command = await commands[name]!.load()
  const { values, positionals, help } = parseCall(command, args)
  if (help) {
    io.out(helpOf(command))
    return 0
  }
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort(new Error(signal)))
  // A program of ours that started this one holds the other end of the channel: end with it, even when it was killed.
  if (process.send) {
    const orphaned = () => stop.abort(new Error('whoever started this is gone'))
    if (process.connected) process.on('disconnect', orphaned)
    else orphaned()
    process.channel?.unref()
  }
  process.on('uncaughtException', (error) => {
    io.err(`vonggac: this is a bug of ours, please report it:\n${error.stack}\n`)
    process.exit(EXIT_BUG)
  })
  return await command.run({ positionals, values, signal: stop.signal, io })
}

function overview(): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length))
  const rows = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`)
  return [
    'Vọng Gác: watches a wide-area network and everything on it.',
    '',
    'usage: vonggac COMMAND [options]',
    '',
    ...rows,
    '',
    '`vonggac COMMAND --help` says more.',
    '',
  ].join('\n')
}

function terminal(): Io {
  // A reader that goes away (`| head`) is no failure of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))
  const tty = process.stdout.isTTY === true
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    tty,
    colour: tty && process.env.NO_COLOR === undefined,
  }
}
